// Bytes and their kinds. A text is searched byte by byte; letters of two bytes matter to keywords alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace macie_local::detect {

using Byte = unsigned char;

constexpr bool IsDigit(Byte c) {
  return c >= '0' && c <= '9';
}
constexpr bool IsUpper(Byte c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool IsLower(Byte c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool IsLetter(Byte c) {
  return IsUpper(c) || IsLower(c);
}
constexpr bool IsAlnum(Byte c) {
  return IsDigit(c) || IsLetter(c);
}
constexpr bool IsWord(Byte c) {
  return IsAlnum(c) || c == '_';
}
constexpr bool IsBase64(Byte c) {
  return IsAlnum(c) || c == '+' || c == '/';
}
constexpr bool IsToken(Byte c) {
  return IsWord(c) || c == '-';
}
constexpr Byte ToUpper(Byte c) {
  return IsLower(c) ? static_cast<Byte>(c - 32) : c;
}
constexpr Byte ToLower(Byte c) {
  return IsUpper(c) ? static_cast<Byte>(c + 32) : c;
}

// Offsets of a batch's text: from `begin` to before `end`.
struct Range {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

// One unit of a batch, read by offsets of the batch's text. What lies outside the unit reads as 0.
class View {
 public:
  View() = default;
  View(std::string_view text, std::int64_t begin, std::int64_t end)
      : text_(reinterpret_cast<const Byte*>(text.data())), begin_(begin), end_(end) {}

  Byte operator[](std::int64_t at) const { return at >= begin_ && at < end_ ? text_[at] : Byte{0}; }
  std::int64_t begin() const { return begin_; }
  std::int64_t end() const { return end_; }

  // Whether `literal` stands at `at`; AtAnyCase: in any case, `literal` being in lower case.
  bool At(std::int64_t at, std::string_view literal) const {
    for (const char c : literal) {
      if ((*this)[at++] != static_cast<Byte>(c)) return false;
    }
    return true;
  }
  bool AtAnyCase(std::int64_t at, std::string_view literal) const {
    for (const char c : literal) {
      if (ToLower((*this)[at++]) != static_cast<Byte>(c)) return false;
    }
    return true;
  }
  // Where `literal` begins, at `from` or behind it and with its end at most at `until`; -1: nowhere.
  std::int64_t Find(std::int64_t from, std::int64_t until, std::string_view literal) const {
    if (until > end_) until = end_;
    if (from < begin_ || from >= until) return -1;
    const std::string_view part(reinterpret_cast<const char*>(text_) + from, static_cast<std::size_t>(until - from));
    const std::size_t found = part.find(literal);
    return found == std::string_view::npos ? -1 : from + static_cast<std::int64_t>(found);
  }

  // Whether a value may end before `end`: no word goes on there, nor does a number.
  bool EndsAt(std::int64_t end) const {
    const Byte next = (*this)[end];
    const Byte after = (*this)[end + 1];
    const bool number = (next == '.' || next == '/') && IsDigit((*this)[end - 1]) && IsDigit(after);
    return !IsWord(next) && !(next == '-' && IsWord(after)) && !number;
  }

 private:
  const Byte* text_ = nullptr;
  std::int64_t begin_ = 0;
  std::int64_t end_ = 0;
};

}  // namespace macie_local::detect
