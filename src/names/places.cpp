#include "names/places.h"

#include "names/letters.h"
#include "names/tables.h"

namespace macie_local::names {
namespace {

constexpr std::size_t kHouseDigitsMax = 5;
constexpr std::size_t kKeyBytesMin = 3;
constexpr std::size_t kKeyBytesMax = 30;

int CountriesOf(std::string_view key) {
  if (key.size() < kKeyBytesMin || key.size() > kKeyBytesMax) return 0;
  const int found = kPlaces.Find(key);
  return found < 0 ? 0 : found;
}

// The countries that have a place of this name; "St." is "Saint" too.
int CountriesOfPlace(std::string_view name) {
  const Folded folded(name);
  const std::string_view key = folded.view();
  int countries = CountriesOf(key);
  if (key.starts_with("st") && ByteAt(name, 2) == '.') {
    Folded saint;
    saint.Add("saint");
    saint.Add(key.substr(2));
    countries |= CountriesOf(saint.view());
  }
  return countries;
}

bool BeginsCapital(std::string_view text, std::size_t at) {
  return IsCapitalLetter(CharacterAt(text, at).code);
}

// Where the digits that end at `last` begin.
std::size_t NumberBegin(std::string_view text, std::size_t last, std::size_t least) {
  while (last > least && IsDigit(ByteAt(text, last - 1))) --last;
  return last;
}

}  // namespace

std::optional<std::size_t> PlaceBefore(std::string_view text, std::size_t end, int countries, std::size_t least) {
  constexpr int kWordsMax = 5;
  std::optional<std::size_t> best;
  std::size_t at = end;
  for (int words = 0; words < kWordsMax && at > least; ++words) {
    std::size_t word = at;
    while (word > least) {
      const Byte before = ByteAt(text, word - 1);
      if (!IsLetterByte(before) && before != '\'' && before != '-' && (before != '.' || word == at)) break;
      --word;
    }
    if (word == at) break;
    if (BeginsCapital(text, word) && (CountriesOfPlace(text.substr(word, end - word)) & countries) != 0) best = word;
    at = word;
    if (at == least || (text[at - 1] != ' ' && text[at - 1] != '.')) break;
    --at;
    if (at > least && text[at - 1] == '.') --at;
  }
  return best;
}

std::optional<std::size_t> PlaceBehind(std::string_view text, std::size_t begin, int countries) {
  constexpr int kWordsMax = 4;
  constexpr std::size_t kBytesMax = 64;
  std::optional<std::size_t> best;
  if (begin >= text.size() || !BeginsCapital(text, begin)) return best;
  std::size_t end = begin;
  for (int words = 0; words < kWordsMax; ++words) {
    const std::size_t word = end;
    while (end - begin < kBytesMax &&
           (IsLetterByte(ByteAt(text, end)) || ByteAt(text, end) == '-' || ByteAt(text, end) == '\'')) {
      ++end;
    }
    if (end == word) break;
    if ((CountriesOfPlace(text.substr(begin, end - begin)) & countries) != 0) best = end;
    if (ByteAt(text, end) != ' ') break;
    ++end;
  }
  return best;
}

std::size_t PassBack(std::string_view text, std::size_t at, std::size_t least) {
  constexpr std::string_view kPassed = " ,\n\r()-\"";
  bool line_end = false;
  while (at > least && kPassed.find(text[at - 1]) != std::string_view::npos) {
    if (text[at - 1] == '\n' && line_end) break;
    line_end = line_end || text[at - 1] == '\n';
    --at;
  }
  return at;
}

bool HasNumberBefore(std::string_view text, std::size_t end, std::size_t reach) {
  const std::size_t least = end > reach ? end - reach : 0;
  for (std::size_t at = end; at > least; --at) {
    if (!IsDigit(ByteAt(text, at - 1))) continue;
    const std::size_t begin = NumberBegin(text, at, least);
    const bool begins = begin == 0 || !IsWordByte(ByteAt(text, begin - 1)) || text[begin - 1] == '_';
    if (at - begin <= kHouseDigitsMax && begins) return true;
    if (begin <= least) break;
    at = begin + 1;
  }
  return false;
}

std::size_t StreetBegin(std::string_view text, std::size_t end) {
  constexpr int kLineEndsMax = 2;
  const std::size_t least = end > kStreetBytesMax ? end - kStreetBytesMax : 0;
  std::size_t best = end;
  int line_ends = 0;
  for (std::size_t at = end; at > least; --at) {
    if (text[at - 1] == '\n' && ++line_ends > kLineEndsMax) break;
    if (!IsDigit(ByteAt(text, at - 1))) continue;
    const std::size_t begin = NumberBegin(text, at, least);
    if (at - begin <= kHouseDigitsMax && (begin == 0 || !IsWordByte(ByteAt(text, begin - 1)))) best = begin;
    if (begin <= least) break;
    at = begin + 1;
  }
  return best;
}

}  // namespace macie_local::names
