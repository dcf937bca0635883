#include "extract/arena.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace macie_local::extract {
namespace {

// What stays when all was cut off, so that small objects find memory that the machine gave already.
constexpr std::uint64_t kStays = 1 << 20;

constexpr std::uint64_t Pages(std::uint64_t bytes) {
  constexpr std::uint64_t kMappingBytes = 64 << 10;  // a page of any machine is no larger
  return (bytes + kMappingBytes - 1) / kMappingBytes * kMappingBytes;
}

}  // namespace

// The file's part begins at a page.
Arena::Arena(const Options& options) : options_(options) {
  if (options_.file < 0) options_.file_bytes = 0;
  if (options_.file_bytes > 0) options_.memory_bytes = Pages(options_.memory_bytes);
}

Arena::~Arena() {
  if (begin_ != nullptr) munmap(begin_, Pages(options_.memory_bytes) + Pages(options_.file_bytes));
}

bool Arena::Append(std::string_view bytes) {
  if (bytes.empty()) return true;
  if (bytes.size() > options_.memory_bytes + options_.file_bytes - size_) return false;
  if (begin_ == nullptr && !Reserve()) return false;
  const std::uint64_t memory_left = options_.memory_bytes - std::min(options_.memory_bytes, size_);
  const auto in_memory = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), memory_left));
  const std::string_view rest = bytes.substr(in_memory);
  if (!rest.empty() && (!MapFile() || !Write(rest, size_ + in_memory - options_.memory_bytes))) return false;
  std::memcpy(begin_ + size_, bytes.data(), in_memory);
  size_ += bytes.size();
  return true;
}

void Arena::CutTo(std::uint64_t size) {
  const std::uint64_t before = size_;
  size_ = size;
  if (before > options_.memory_bytes) {
    // A file that can't be made shorter is only longer than it need be.
    const std::uint64_t in_file = size - std::min(size, options_.memory_bytes);
    [[maybe_unused]] const int shortened = ftruncate(options_.file, static_cast<off_t>(in_file));
  }
  const std::uint64_t stays = Pages(std::max(size, kStays));
  const std::uint64_t end = std::min(before, options_.memory_bytes);
  if (end > stays) madvise(begin_ + stays, static_cast<std::size_t>(end - stays), MADV_DONTNEED);
}

bool Arena::Reserve() {
  const std::uint64_t memory = Pages(options_.memory_bytes);
  const auto bytes = static_cast<std::size_t>(memory + Pages(options_.file_bytes));
  void* const begin = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (begin == MAP_FAILED) return false;
  if (memory > 0 && mprotect(begin, static_cast<std::size_t>(memory), PROT_READ | PROT_WRITE) != 0) {
    munmap(begin, bytes);
    return false;
  }
  begin_ = static_cast<char*>(begin);
  return true;
}

// It is only read through the mapping: a disk that is full is an error of a write and not the end of the process.
bool Arena::MapFile() {
  if (file_is_mapped_) return true;
  void* const mapped = mmap(begin_ + options_.memory_bytes, static_cast<std::size_t>(options_.file_bytes), PROT_READ,
                            MAP_SHARED | MAP_FIXED, options_.file, 0);
  file_is_mapped_ = mapped != MAP_FAILED;
  return file_is_mapped_;
}

bool Arena::Write(std::string_view bytes, std::uint64_t position) const {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(options_.file, bytes.data(), bytes.size(), static_cast<off_t>(position));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
    position += static_cast<std::uint64_t>(written);
  }
  return true;
}

}  // namespace macie_local::extract
