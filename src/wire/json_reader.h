// A strict, forward-only reader of JSON text (RFC 8259): the caller says what it expects next.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace macie_local::wire {

// What returns bool returns false when something else is next. Functions that read then also fail: error() keeps what
// was wrong first, and the caller must not read on, unless it rewinds. For one thread at a time.
class JsonReader {
 public:
  // `text` must outlive this.
  explicit JsonReader(std::string_view text) : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}

  // Skips white space and returns the character that is next, the first of a value or a mark; 0 at the end.
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
  // Takes `bytes` when exactly they are next.
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

  // Each of these reads the value that is next, and fails when another is. ReadString gives the decoded text, which is
  // well-formed UTF-8; ReadNumber the number's own spelling, a view of the text.
  bool ReadString(std::string* out);
  bool ReadNumber(std::string_view* text);
  bool ReadLiteral(std::string_view literal);
  // Skips a value of any kind, checked as strictly as one that is read. Fails at nesting deeper than `depth_left`.
  bool Skip(int depth_left);

  // Goes back to where the offset was `offset`, and forgets a failure.
  void Rewind(std::size_t offset) {
    at_ = begin_ + offset;
    error_.clear();
  }

  // Makes the reader fail with this message, and returns false.
  bool Fail(std::string message);
  const std::string& error() const { return error_; }
  // Returns how many bytes of the text have been read.
  std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }
  // Returns the text that has been read since the offset was `offset`.
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

// Returns the kind of value that begins with `c`, in words for messages: "a string", "an object", ...
std::string_view JsonKindName(char c);

}  // namespace macie_local::wire
