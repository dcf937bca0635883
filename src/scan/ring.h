// Memory that two processes share, through which the bytes of objects go from the server to the process that reads
// them: a few slots that are filled and emptied in turn. Each side counts its own turns, and what is in the memory is
// only believed by the side that loses nothing by it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/byte_stream.h"
#include "base/result.h"
#include "scan/descriptor.h"

namespace macie_local::scan {

inline constexpr std::size_t kSlots = 4;
inline constexpr std::size_t kSlotBytes = std::size_t{256} << 10;

// What the reading process finds at these numbers when it begins.
inline constexpr int kSocketNumber = 3;
inline constexpr int kMemoryNumber = 4;
inline constexpr int kFreeNumber = 5;
inline constexpr int kFullNumber = 6;
// An empty file without a name, for what is too large to be kept in memory; the null device where none could be made.
inline constexpr int kSpoolNumber = 7;

// How a slot ends what came before it.
enum class SlotEnd : std::uint32_t {
  kMore,   // more follows
  kEnd,    // nothing follows: the object is whole
  kFailed  // nothing follows, although something should
};

// The mapped memory. Both sides have one.
class RingMemory {
 public:
  // Maps the memory of an open file, which stays open. The error says why it can't.
  static base::Result<RingMemory> Map(int file);
  RingMemory(RingMemory&& other) noexcept;
  RingMemory& operator=(RingMemory&&) = delete;
  ~RingMemory();

  static constexpr std::size_t kHeadBytes = 4096;
  static constexpr std::size_t kBytes = kHeadBytes + kSlots * kSlotBytes;

  struct Slot {
    std::uint32_t bytes;
    SlotEnd end;
  };
  // Grows while the reading process does something. Anything when that process is hostile.
  std::atomic<std::uint64_t>& progress() const;
  // `turn` counts from 0.
  Slot& slot(std::uint64_t turn) const;
  std::span<char> bytes(std::uint64_t turn) const;

 private:
  explicit RingMemory(char* begin) : begin_(begin) {}
  char* begin_;
};

// The side that fills slots. It trusts nothing of the other side: whoever frees a slot too early garbles what it reads
// itself.
class RingWriter {
 public:
  // Makes the memory and what tells of free and full slots. Files are closed when a program is started.
  static base::Result<RingWriter> Make();

  // Returns the bytes of the next slot, or nothing while all are full. Once it gave one, it gives that until Post.
  std::optional<std::span<char>> TakeSlot();
  // Hands over the slot that was taken, with as many bytes in it. False when the other side broke the count.
  bool Post(std::size_t bytes, SlotEnd end);

  std::uint64_t progress() const { return memory_.progress().load(std::memory_order_relaxed); }
  // Readable when a slot is free.
  int free_number() const { return free_.number(); }
  int full_number() const { return full_.number(); }
  int memory_number() const { return file_.number(); }

 private:
  RingWriter(Descriptor file, RingMemory memory, Descriptor free, Descriptor full);

  Descriptor file_;
  RingMemory memory_;
  Descriptor free_;
  Descriptor full_;
  std::uint64_t turn_ = 0;
  bool taken_ = false;
};

// The side that empties slots: the bytes of one object after the other, each up to the slot that ends it.
class RingReader : public base::ByteStream {
 public:
  // `socket` is looked at while there is nothing to read: when the other side is gone, reading ends with an error. Both
  // it and the two others stay open.
  RingReader(RingMemory memory, int free, int full, int socket)
      : memory_(std::move(memory)), free_(free), full_(full), socket_(socket) {}

  // Before the first bytes of an object or plan.
  void Begin() { ended_ = false; }
  // Views lie in the shared memory, and may change there when the server is hostile.
  base::Result<std::string_view> Next() override;
  // Passes over what is left up to the end. False when the other side is gone.
  bool Drain();

  // Tells that something is done, as often as the reader likes.
  void Progress() { memory_.progress().fetch_add(1, std::memory_order_relaxed); }

 private:
  bool WaitForSlot();
  void Release();

  RingMemory memory_;
  int free_;
  int full_;
  int socket_;
  std::uint64_t turn_ = 0;
  bool holds_ = false;  // the slot of the last Next
  bool ended_ = true;
};

}  // namespace macie_local::scan
