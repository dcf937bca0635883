// Appends JSON text to a string through a small buffer: most of what an encoder writes is a few bytes long, and a
// string's own append is dear for that.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/timestamp.h"
#include "macie_local/ports.h"

namespace macie_local::base {

// What was written is in the string when the writer is destroyed, or after Flush(). Nothing else may change the string
// meanwhile, and it must outlive the writer. Writes no separators by itself: the caller says every byte but the
// contents of strings.
class JsonWriter {
 public:
  explicit JsonWriter(std::string* out) : out_(out) {}
  ~JsonWriter() { Flush(); }
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void Raw(std::string_view bytes) {
    if (bytes.size() > Room()) return RawSlow(bytes);
    std::memcpy(at_, bytes.data(), bytes.size());
    at_ += bytes.size();
  }
  void Char(char c) {
    if (Room() == 0) Flush();
    *at_++ = c;
  }

  // Writes `text` in quotes, with everything escaped that must be. `text` must be UTF-8 (not checked).
  void String(std::string_view text) {
    Char('"');
    Escaped(text);
    Char('"');
  }
  // Writes `text` as String does, without the quotes.
  void Escaped(std::string_view text);

  void Number(std::int64_t value);
  void Number(double value);                 // must be finite; writes the shortest text that reads back the same
  void Time(Timestamp time, TimeForm form);  // ISO 8601 in UTC, quoted

  void Flush() {
    out_->append(buffer_.data(), static_cast<std::size_t>(at_ - buffer_.data()));
    at_ = buffer_.data();
  }

 private:
  std::size_t Room() const { return static_cast<std::size_t>(buffer_.data() + buffer_.size() - at_); }
  void RawSlow(std::string_view bytes);

  std::string* out_;
  std::array<char, 2048> buffer_;
  char* at_ = buffer_.data();
};

}  // namespace macie_local::base
