// A strict, forward-only reader of JSON text (RFC 8259): the caller says what it expects next. After a failure every
// call fails, and `error()` says what and where.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace macie_local::wire {

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}

  // The first character of the next value or mark, white space skipped; 0 at the end.
  char Peek() {
    while (at_ < end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
    return at_ < end_ ? *at_ : '\0';
  }
  // Takes `c` when it is next.
  bool Eat(char c) {
    if (Peek() != c || at_ >= end_) return false;
    ++at_;
    return true;
  }
  // Takes `bytes` when they are next just so.
  bool EatText(std::string_view bytes) {
    Peek();
    if (static_cast<std::size_t>(end_ - at_) < bytes.size()) return false;
    // Names all begin with '"': most that differ do so in what follows it.
    if (bytes.size() > 1 && at_[1] != bytes[1]) return false;
    if (std::string_view(at_, bytes.size()) != bytes) return false;
    at_ += bytes.size();
    return true;
  }
  bool AtEnd() { return Peek() == '\0' && at_ >= end_; }

  // Each expects its value next. Text is well-formed UTF-8 afterwards.
  bool ReadString(std::string* out);
  bool ReadNumber(std::string_view* text);  // a number's own spelling
  bool ReadLiteral(std::string_view literal);
  // Any value; checked as strictly as one that is read.
  bool Skip(int depth_left);

  // Goes back to where the offset was `offset`, with no failure behind it.
  void Rewind(std::size_t offset) {
    at_ = begin_ + offset;
    error_.clear();
  }

  bool Fail(std::string message);
  const std::string& error() const { return error_; }
  std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }
  // What has been read since the offset was `offset`.
  std::string_view TextSince(std::size_t offset) const {
    return {begin_ + offset, static_cast<std::size_t>(at_ - begin_) - offset};
  }

 private:
  bool TakeString(std::string* out);  // appends; null: only checks
  bool SkipString();
  const char* EndOfPlainString() const;
  bool ReadEscape(std::string* out);
  bool ReadHex4(unsigned* value);

  const char* begin_;
  const char* at_;
  const char* end_;
  std::string error_;
  std::string scratch_;
};

// What kind of value begins with `c`, in words for messages: "a string", "an object", ...
std::string_view JsonKindName(char c);

}  // namespace macie_local::wire
