#include "scan/ring.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <string>
#include <utility>

namespace macie_local::scan {
namespace {

static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "it works between processes");

base::Error Failure(std::string_view what) {
  return base::Error(std::string(what) + ": " + std::strerror(errno));
}

// Takes one off the count; false when it is 0.
bool TakeOne(int counter) {
  std::uint64_t one = 0;
  ssize_t got = -1;
  do {
    got = read(counter, &one, sizeof one);
  } while (got < 0 && errno == EINTR);
  return got == sizeof one;
}

bool AddOne(int counter) {
  const std::uint64_t one = 1;
  ssize_t put = -1;
  do {
    put = write(counter, &one, sizeof one);
  } while (put < 0 && errno == EINTR);
  return put == sizeof one;
}

}  // namespace

base::Result<RingMemory> RingMemory::Map(int file) {
  void* const begin = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (begin == MAP_FAILED) return Failure("shared memory can't be mapped");
  return RingMemory(static_cast<char*>(begin));
}

RingMemory::RingMemory(RingMemory&& other) noexcept : begin_(std::exchange(other.begin_, nullptr)) {}

RingMemory::~RingMemory() {
  if (begin_ != nullptr) munmap(begin_, kBytes);
}

// A new file is zeros, which are an atomic of 0 and slots without bytes.
std::atomic<std::uint64_t>& RingMemory::progress() const {
  return *std::launder(reinterpret_cast<std::atomic<std::uint64_t>*>(begin_));
}

RingMemory::Slot& RingMemory::slot(std::uint64_t turn) const {
  return std::launder(reinterpret_cast<Slot*>(begin_ + sizeof(std::uint64_t)))[turn % kSlots];
}

std::span<char> RingMemory::bytes(std::uint64_t turn) const {
  return {begin_ + kHeadBytes + turn % kSlots * kSlotBytes, kSlotBytes};
}

base::Result<RingWriter> RingWriter::Make() {
  Descriptor file(memfd_create("macie-local-scan", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (file.number() < 0 || ftruncate(file.number(), RingMemory::kBytes) != 0) {
    return Failure("shared memory can't be had");
  }
  // Nobody can make it shorter, which would end this process when it touches what is gone.
  if (fcntl(file.number(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    return Failure("shared memory can't be sealed");
  }
  MACIE_TRY(auto memory, RingMemory::Map(file.number()));
  constexpr int kFlags = EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE;
  Descriptor free(eventfd(kSlots, kFlags));
  Descriptor full(eventfd(0, kFlags));
  if (free.number() < 0 || full.number() < 0) return Failure("an event counter can't be had");
  return RingWriter(std::move(file), std::move(memory), std::move(free), std::move(full));
}

RingWriter::RingWriter(Descriptor file, RingMemory memory, Descriptor free, Descriptor full)
    : file_(std::move(file)), memory_(std::move(memory)), free_(std::move(free)), full_(std::move(full)) {}

std::optional<std::span<char>> RingWriter::TakeSlot() {
  if (!taken_) taken_ = TakeOne(free_.number());
  return taken_ ? std::optional(memory_.bytes(turn_)) : std::nullopt;
}

bool RingWriter::Post(std::size_t bytes, SlotEnd end) {
  memory_.slot(turn_) = {static_cast<std::uint32_t>(bytes), end};
  ++turn_;
  taken_ = false;
  return AddOne(full_.number());
}

bool RingReader::WaitForSlot() {
  while (!TakeOne(full_)) {
    pollfd waits[] = {{full_, POLLIN, 0}, {socket_, POLLIN, 0}};
    poll(waits, 2, -1);
    // While an object is under way the other side sends nothing, so what can be read of the socket is its end.
    if (waits[0].revents == 0 && waits[1].revents != 0) return false;
  }
  return true;
}

void RingReader::Release() {
  if (!holds_) return;
  holds_ = false;
  ++turn_;
  AddOne(free_);
}

base::Result<std::string_view> RingReader::Next() {
  Progress();
  Release();
  while (!ended_) {
    if (!WaitForSlot()) {
      ended_ = true;
      return base::Error("the other side is gone");
    }
    holds_ = true;
    const RingMemory::Slot slot = memory_.slot(turn_);
    ended_ = slot.end != SlotEnd::kMore;
    if (slot.end == SlotEnd::kFailed || slot.bytes > kSlotBytes) return base::Error("its source failed");
    if (slot.bytes > 0) return std::string_view(memory_.bytes(turn_).data(), slot.bytes);
    Release();
  }
  return std::string_view();
}

bool RingReader::Drain() {
  while (!ended_) {
    Release();
    if (!WaitForSlot()) return false;
    holds_ = true;
    ended_ = memory_.slot(turn_).end != SlotEnd::kMore;
  }
  Release();
  return true;
}

}  // namespace macie_local::scan
