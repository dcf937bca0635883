// The letters of names: Latin ones with and without accents, and what they are folded to.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace macie_local::names {

using Byte = unsigned char;

// What lies outside the text reads as 0.
inline Byte ByteAt(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<Byte>(text[at]) : Byte{0};
}
constexpr bool IsDigit(Byte c) {
  return c >= '0' && c <= '9';
}
constexpr bool IsCapital(Byte c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool IsAsciiLetter(Byte c) {
  return (c | 32) >= 'a' && (c | 32) <= 'z';
}
// A letter of ASCII or a byte of a character beyond it.
constexpr bool IsLetterByte(Byte c) {
  return IsAsciiLetter(c) || c >= 0x80;
}
constexpr bool IsWordByte(Byte c) {
  return IsLetterByte(c) || IsDigit(c) || c == '_';
}

struct Character {
  std::uint32_t code = 0;  // 0xFFFD for what is malformed, or of four bytes
  std::size_t bytes = 1;
};
// As below, of what is not ASCII.
Character LongCharacterAt(std::string_view text, std::size_t at);
bool IsLetterBeyondAscii(std::uint32_t code);
bool IsCapitalBeyondAscii(std::uint32_t code);

// Returns the character that begins at `at`, which is in the text.
inline Character CharacterAt(std::string_view text, std::size_t at) {
  const Byte first = ByteAt(text, at);
  return first < 0x80 ? Character{first, 1} : LongCharacterAt(text, at);
}

// Latin letters, and accents that follow their letter.
inline bool IsLetter(std::uint32_t code) {
  return code < 0x80 ? IsAsciiLetter(static_cast<Byte>(code)) : IsLetterBeyondAscii(code);
}
inline bool IsCapitalLetter(std::uint32_t code) {
  return code < 0x80 ? IsCapital(static_cast<Byte>(code)) : IsCapitalBeyondAscii(code);
}

inline constexpr std::uint32_t kNoBreakSpace = 0xA0;
constexpr bool IsApostrophe(std::uint32_t code) {
  return code == '\'' || code == 0x2019 || code == '`' || code == 0x2BC;
}
constexpr bool IsHyphen(std::uint32_t code) {
  return code == '-' || code == 0x2010;
}

// A key of the tables: letters of ASCII in small, accents, apostrophes and hyphens left out.
class Folded {
 public:
  static constexpr std::size_t kBytesMax = 80;

  Folded() = default;
  // `text` without what is no letter.
  explicit Folded(std::string_view text);

  // Adds what `code` is folded to, as long as there is room.
  void Add(std::uint32_t code) {
    if (code >= 0x80) return AddBeyondAscii(code);
    if (size_ < kBytesMax) bytes_[size_++] = static_cast<char>(code | 32);
  }
  void Add(std::string_view folded);
  std::string_view view() const { return {bytes_.data(), size_}; }
  std::size_t size() const { return size_; }

 private:
  void AddBeyondAscii(std::uint32_t code);

  std::array<char, kBytesMax> bytes_;
  std::size_t size_ = 0;
};

}  // namespace macie_local::names
