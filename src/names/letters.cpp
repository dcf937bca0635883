#include "names/letters.h"

#include <string_view>

namespace macie_local::names {
namespace {

// Two characters each of U+00C0 to U+024F and of U+1E00 to U+1EFF: what the letter is folded to, in capitals if it is
// one; "+" is a capital and "-" any other character that is folded to nothing.
constexpr std::string_view kLatin =
    "A A A A A A AEC E E E E I I I I D N O O O O O - O U U U U Y THssa a a a a a aec e e e e i i i i d n "
    "o o o o o - o u u u u y thy A a A a A a C c C c C c C c D d D d E e E e E e E e E e G g G g G g G g "
    "H h H h I i I i I i I i I i + - J j K k - L l L l L l + - L l N n N n N n - + - O o O o O o OEoeR r "
    "R r R r S s S s S s S s T t T t + - U u U u U u U u U u U u W w Y y Y Z z Z z Z z - - + + - + - + + "
    "- + + + - - + + + + - + + - + + + - - - + + - + O o + - + - + + - + - - + - + U u + + + - + - + + - "
    "- - + - - - - - - - + - - + - - + - - A a I i O o U u U u U u U u U u - A a A a AEae+ - G g K k O o "
    "O o + - j + - - G g + + N n A a AEaeO o A a A a E e E e I i I i O o O o R r R r U u U u S s T t + - "
    "H h + - + - + - A a E e O o O o O o O o Y y - - - - - - + + - + + - - + - + + + + - + - + - + - + - ";

constexpr std::string_view kLatinAdditional =
    "A a B b B b B b C c D d D d D d D d D d E e E e E e E e E e F f G g H h H h H h H h H h I i I i K k "
    "K k K k L l L l L l L l M m M m M m N n N n N n N n O o O o O o O o P p P p R r R r R r R r S s S s "
    "S s S s S s T t T t T t T t U u U u U u U u U u V v V v W w W w W w W w W w X x X x Y y Z z Z z Z z "
    "h t w y - - - - SS- A a A a A a A a A a A a A a A a A a A a A a A a E e E e E e E e E e E e E e E e "
    "I i I i O o O o O o O o O o O o O o O o O o O o O o O o U u U u U u U u U u U u U u Y y Y y Y y Y y "
    "+ - + - + - ";

constexpr std::uint32_t kLatinFirst = 0xC0;
constexpr std::uint32_t kLatinAdditionalFirst = 0x1E00;
static_assert(kLatin.size() == 2 * (0x250 - kLatinFirst) && kLatinAdditional.size() == 2 * 0x100);

constexpr bool IsLatin(std::uint32_t code) {
  return code >= kLatinFirst && code < kLatinFirst + kLatin.size() / 2;
}
constexpr bool IsLatinAdditional(std::uint32_t code) {
  return code >= kLatinAdditionalFirst && code < kLatinAdditionalFirst + kLatinAdditional.size() / 2;
}
constexpr bool IsAccent(std::uint32_t code) {
  return code >= 0x300 && code < 0x370;
}

// The two characters of a letter beyond ASCII; none for what is no letter.
std::string_view RowOf(std::uint32_t code) {
  if (IsLatin(code)) return kLatin.substr(2 * (code - kLatinFirst), 2);
  if (IsLatinAdditional(code)) return kLatinAdditional.substr(2 * (code - kLatinAdditionalFirst), 2);
  return {};
}

}  // namespace

Character LongCharacterAt(std::string_view text, std::size_t at) {
  const Byte first = ByteAt(text, at);
  const auto rest = [&](std::size_t n) { return std::uint32_t{ByteAt(text, at + n)} & 63; };
  if (first >= 0xC2 && first < 0xE0 && at + 1 < text.size()) return {(first & 31u) << 6 | rest(1), 2};
  if (first >= 0xE0 && first < 0xF0 && at + 2 < text.size()) {
    return {(first & 15u) << 12 | rest(1) << 6 | rest(2), 3};
  }
  return {0xFFFD, 1};
}

bool IsLetterBeyondAscii(std::uint32_t code) {
  constexpr std::uint32_t kTimes = 0xD7;
  constexpr std::uint32_t kDivided = 0xF7;
  return (IsLatin(code) && code != kTimes && code != kDivided) || IsLatinAdditional(code) || IsAccent(code);
}

bool IsCapitalBeyondAscii(std::uint32_t code) {
  const std::string_view row = RowOf(code);
  return !row.empty() && (row[0] == '+' || IsCapital(static_cast<Byte>(row[0])));
}

Folded::Folded(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Character character = CharacterAt(text, at);
    if (IsLetter(character.code)) Add(character.code);
    at += character.bytes;
  }
}

void Folded::AddBeyondAscii(std::uint32_t code) {
  for (const char c : RowOf(code)) {
    if (IsAsciiLetter(static_cast<Byte>(c)) && size_ < kBytesMax) bytes_[size_++] = static_cast<char>(c | 32);
  }
}

void Folded::Add(std::string_view folded) {
  for (const char c : folded) {
    if (size_ < kBytesMax) bytes_[size_++] = c;
  }
}

}  // namespace macie_local::names
