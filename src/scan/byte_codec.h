// Numbers and texts behind one another in a buffer, the lowest byte of a number first. The reader is for bytes of which
// nothing is known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace macie_local::scan {

// Appends to a string, which must outlive it.
class ByteWriter {
 public:
  explicit ByteWriter(std::string* out) : out_(out) {}

  void U8(std::uint8_t value) { out_->push_back(static_cast<char>(value)); }
  void U32(std::uint32_t value) { Number(value, 4); }
  void U64(std::uint64_t value) { Number(value, 8); }
  // Writes the length, of four bytes, and the text.
  void Text(std::string_view text) {
    U32(static_cast<std::uint32_t>(text.size()));
    out_->append(text);
  }

 private:
  void Number(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i, value >>= 8) U8(static_cast<std::uint8_t>(value));
  }

  std::string* out_;
};

// Reads what a ByteWriter wrote. Once it has failed it stays so, and gives zeros and empty texts.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool AtEnd() const { return ok_ && rest_.empty(); }
  // For a caller to whom a value makes no sense.
  void Fail() {
    ok_ = false;
    rest_ = {};
  }

  std::uint8_t U8() { return static_cast<std::uint8_t>(Number(1)); }
  std::uint32_t U32() { return static_cast<std::uint32_t>(Number(4)); }
  std::uint64_t U64() { return Number(8); }
  // Returns a view of the bytes that were given. A longer text than `bytes_max` is a failure.
  std::string_view Text(std::size_t bytes_max) {
    const std::size_t size = U32();
    if (size > bytes_max) Fail();
    return Take(size);
  }
  // Returns a number of things that follow, of which each has at least `bytes_min` bytes, at least 1: more than there
  // is room for is a failure, so that nothing is allocated for them.
  std::size_t Count(std::size_t bytes_min) {
    const std::size_t count = U32();
    if (count > rest_.size() / bytes_min) Fail();
    return ok_ ? count : 0;
  }

 private:
  std::string_view Take(std::size_t size) {
    if (size > rest_.size()) Fail();
    if (!ok_) return {};
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::uint64_t Number(std::size_t bytes) {
    std::uint64_t value = 0;
    int shift = 0;
    for (const char byte : Take(bytes)) {
      value |= std::uint64_t{static_cast<unsigned char>(byte)} << shift;
      shift += 8;
    }
    return value;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace macie_local::scan
