// Room for bytes that are kept while an object is read: one stretch of addresses, of memory at its front and of a file
// behind that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace macie_local::extract {

// A stack of bytes. What was appended stays where it is until it is cut off. For one thread.
class Arena {
 public:
  struct Options {
    std::uint64_t memory_bytes = 0;
    int file = -1;                 // open to be read and written, empty, and outlives the arena; less than 0: none
    std::uint64_t file_bytes = 0;  // at most so many go into the file
  };
  // Takes addresses when the first byte comes, memory and file as bytes come.
  explicit Arena(const Options& options);
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  // Appends all bytes, or none when they do not fit: the room is full, the disk is, or the machine has no memory.
  bool Append(std::string_view bytes);
  std::uint64_t size() const { return size_; }
  // Returns what was appended from this position on. Valid until that is cut off.
  std::string_view From(std::uint64_t begin) const { return {begin_ + begin, static_cast<std::size_t>(size_ - begin)}; }
  // Leaves the first `size` bytes; there are as many or more. Memory and file are given back, but for a little.
  void CutTo(std::uint64_t size);

 private:
  bool Reserve();
  bool MapFile();
  bool Write(std::string_view bytes, std::uint64_t position) const;

  Options options_;
  char* begin_ = nullptr;
  std::uint64_t size_ = 0;
  bool file_is_mapped_ = false;
};

}  // namespace macie_local::extract
