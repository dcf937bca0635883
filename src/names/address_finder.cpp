#include "names/address_finder.h"

#include <algorithm>
#include <array>
#include <optional>

#include "names/letters.h"
#include "names/places.h"
#include "names/regions.h"
#include "names/tables.h"

namespace macie_local::names {
namespace {

constexpr std::size_t kPlaceReach = 96;  // a place stands at most so many bytes before its code
static_assert(kPlaceReach + kStreetBytesMax < kAddressBytesBefore);

class AddressFinder {
 public:
  AddressFinder(const MarkedText& text, const AddressSetting& setting, std::size_t taken, std::vector<Span>* addresses)
      : marked_(text), text_(text.text), setting_(setting), taken_(taken), addresses_(*addresses) {}

  std::size_t Find(std::size_t from, std::size_t until) {
    std::size_t at = from;
    while (at < until) {
      at = marked_.NextCode(at, until);
      if (at == until) break;
      if (IsDigit(At(at))) {
        at = LookAtNumber(at);
      } else {
        at = at == 0 || !IsWordByte(At(at - 1)) ? LookAtLetters(at) : at + 1;
      }
    }
    return at;
  }
  std::size_t taken() const { return taken_; }

 private:
  Byte At(std::size_t at) const { return ByteAt(text_, at); }
  bool AreDigits(std::size_t at, std::size_t count) const {
    for (std::size_t n = 0; n < count; ++n) {
      if (!IsDigit(At(at + n))) return false;
    }
    return true;
  }
  bool AreCapitals(std::size_t at, std::size_t count) const {
    for (std::size_t n = 0; n < count; ++n) {
      if (!IsCapital(At(at + n))) return false;
    }
    return true;
  }
  int Number(std::size_t at, std::size_t digits) const {
    int number = 0;
    for (std::size_t n = 0; n < digits; ++n) number = number * 10 + (At(at + n) - '0');
    return number;
  }
  std::size_t LeastOf(std::size_t code) const { return std::max(code > kPlaceReach ? code - kPlaceReach : 0, taken_); }

  void Add(std::size_t begin, std::size_t end) {
    begin = std::max(StreetBegin(text_, begin), taken_);
    addresses_.push_back({begin, end});
    taken_ = end;
  }

  // A number that is no part of a longer one or of a word: behind a hyphen only where one capital stands before that.
  bool IsByItself(std::size_t begin, std::size_t end) const {
    if (IsWordByte(At(end))) return false;
    if (begin == 0) return true;
    const Byte before = At(begin - 1);
    if (IsWordByte(before) || before == '.') return false;
    if (before != '-' || begin < 2 || !IsWordByte(At(begin - 2))) return true;
    return IsCapital(At(begin - 2)) && (begin == 2 || !IsWordByte(At(begin - 3)));
  }

  // Returns where the search goes on.
  std::size_t LookAtNumber(std::size_t begin) {
    std::size_t end = begin + 1;
    while (IsDigit(At(end))) ++end;
    if (end - begin == 5 && IsByItself(begin, end)) return LookAtFiveDigits(begin);
    if (end - begin == 4 && IsByItself(begin, end)) LookAtFourDigits(begin);
    return end;
  }

  std::size_t LookAtFiveDigits(std::size_t begin) {
    const std::size_t end = begin + 5;
    const bool hyphen = At(end) == '-';
    if (hyphen && AreDigits(end + 1, 4) && !IsWordByte(At(end + 5))) {
      LookForState(begin, end + 5);
      return end + 5;
    }
    if (hyphen && AreDigits(end + 1, 3) && !IsWordByte(At(end + 4))) {
      LookForBrazil(begin, end + 4);
      return end + 4;
    }
    if (hyphen && IsWordByte(At(end + 1))) return end;
    if (!LookForState(begin, end)) LookForPlaceBehind(begin);
    return end;
  }

  // Where two capitals that are a word end at `end`, they begin two before.
  bool AreCapitalsBefore(std::size_t end, std::size_t least) const {
    return end >= least + 2 && AreCapitals(end - 2, 2) && (end < least + 3 || !IsWordByte(At(end - 3)));
  }

  // United States: a place, the state, the code.
  bool LookForState(std::size_t begin, std::size_t end) {
    const std::size_t least = LeastOf(begin);
    const std::size_t before = PassBack(text_, begin, least);
    const std::string_view zip = text_.substr(begin, 5);
    if (AreCapitalsBefore(before, least)) {
      const std::string_view state = text_.substr(before - 2, 2);
      if (IsState(state) && IsZipInUse(zip)) return LookForTown(before - 2, end, least, IsZipOfState(zip, state));
    }
    std::size_t word = before;
    for (int words = 0; words < 2 && word > least; ++words) {
      while (word > least && IsLetterByte(At(word - 1))) --word;
      const std::string_view state = StateOfName(Folded(text_.substr(word, before - word)).view());
      if (!state.empty() && IsZipOfState(zip, state)) {
        const std::size_t town_end = PassBack(text_, word, least);
        const auto town = PlaceBefore(text_, town_end, kUnitedStates, least);
        if (town && town_end < word) {
          Add(*town, end);
          return true;
        }
      }
      if (word == least || text_[word - 1] != ' ') break;
      --word;
    }
    return false;
  }

  // The place before a state's capitals, which is known, or looks like one where the code fits the state and a house
  // has a number.
  bool LookForTown(std::size_t state, std::size_t end, std::size_t least, bool fits) {
    const std::size_t town_end = PassBack(text_, state, least);
    if (const auto town = PlaceBefore(text_, town_end, kUnitedStates, least)) {
      Add(*town, end);
      return true;
    }
    if (!fits) return false;
    constexpr std::size_t kNumberReach = 50;
    std::size_t town = town_end;
    while (town > least && (IsLetterByte(At(town - 1)) || text_[town - 1] == ' ')) --town;
    while (town < town_end && text_[town] == ' ') ++town;
    const bool capital = town < town_end && IsCapitalLetter(CharacterAt(text_, town).code);
    if (!capital || !HasNumberBefore(text_, town, kNumberReach)) return false;
    Add(town, end);
    return true;
  }

  // Brazil: the state, the code; before them a place or a house's number.
  void LookForBrazil(std::size_t begin, std::size_t end) {
    const std::size_t least = LeastOf(begin);
    const std::size_t before = PassBack(text_, begin, least);
    if (!AreCapitalsBefore(before, least)) return;
    if (!IsBrazilianCode(text_.substr(before - 2, 2), Number(begin, 3))) return;
    std::size_t town_end = PassBack(text_, before - 2, least);
    while (town_end > least && text_[town_end - 1] == '/') --town_end;
    constexpr std::size_t kNumberReach = 60;
    const auto town = PlaceBefore(text_, town_end, kPortugueseSpeaking, least);
    if (town || HasNumberBefore(text_, town_end, kNumberReach)) Add(town.value_or(before - 2), end);
  }

  // Most of Europe: the code, the place; before them a house's number, or nothing else in the line.
  void LookForPlaceBehind(std::size_t begin) {
    constexpr int kCountries = kGermanSpeaking | kFrenchSpeaking | kItaly | kSpanishSpeaking | kNorthAndEast;
    constexpr std::size_t kNumberReach = 60;
    constexpr std::size_t kGapBytesMax = 8;
    const std::size_t code_end = begin + 5;
    std::size_t place = code_end;
    bool comma = false;
    while (place - code_end < (setting_.joined ? kGapBytesMax : 1) &&
           (At(place) == ' ' || (setting_.joined && At(place) == ','))) {
      comma = comma || At(place) == ',';
      ++place;
    }
    if (place == code_end || (comma && !setting_.postcode)) return;
    const auto end = PlaceBehind(text_, place, kCountries);
    if (!end) return;
    const bool country = begin >= 2 && At(begin - 1) == '-';
    const std::size_t first = country ? begin - 2 : begin;
    const std::size_t least = LeastOf(begin);
    std::size_t before = begin;
    while (before > least && text_[before - 1] == ' ') --before;
    const bool parted = before > least && std::string_view(",\n;").find(text_[before - 1]) != std::string_view::npos;
    const bool line_begins = before == 0 || (before > least && text_[before - 1] == '\n');
    const bool line_ends = *end >= text_.size() || text_[*end] == '\n' || text_[*end] == '\r';
    const bool numbered = (parted || (!setting_.joined && !line_begins)) && HasNumberBefore(text_, first, kNumberReach);
    if (country || setting_.postcode || numbered || (line_begins && line_ends)) Add(first, *end);
  }

  void LookAtFourDigits(std::size_t begin) {
    const std::size_t end = begin + 4;
    const std::size_t least = LeastOf(begin);
    const std::size_t before = PassBack(text_, begin, least);
    std::size_t state = before;
    while (state > least && IsCapital(At(state - 1))) --state;
    if (IsAustralianCode(text_.substr(state, before - state), Number(begin, 4))) {
      constexpr int kCountries = kAustralia | kUnitedKingdom | kCanada | kUnitedStates;
      constexpr std::size_t kNumberReach = 50;
      const std::size_t town_end = PassBack(text_, state, least);
      const auto town = PlaceBefore(text_, town_end, kCountries, least);
      if (town || HasNumberBefore(text_, town_end, kNumberReach)) Add(town.value_or(state), end);
      return;
    }
    // Netherlands: "1012 AB Amsterdam".
    if (At(end) != ' ' || !AreCapitals(end + 1, 2) || At(end + 3) != ' ') return;
    if (const auto place_end = PlaceBehind(text_, end + 4, kNetherlands)) Add(begin, *place_end);
  }

  // Codes that begin with a letter.
  std::size_t LookAtLetters(std::size_t begin) {
    if (const auto end = BritishCode(begin); end && LookForBritain(begin, *end)) return *end;
    if (IsCanadianCode(begin) && LookForCanada(begin)) return begin + kCanadianBytes;
    return begin + 1;
  }

  // "SW1A 1AA": where it ends.
  std::optional<std::size_t> BritishCode(std::size_t begin) const {
    constexpr std::string_view kNeverInward = "CIKMOV";
    std::size_t at = begin;
    while (at - begin < 2 && IsCapital(At(at))) ++at;
    if (!IsDigit(At(at)) || !IsBritishArea(text_.substr(begin, at - begin))) return std::nullopt;
    ++at;
    if (IsDigit(At(at)) || IsCapital(At(at))) ++at;
    if (At(at) != ' ' || !IsDigit(At(at + 1)) || !AreCapitals(at + 2, 2) || IsWordByte(At(at + 4))) return std::nullopt;
    for (const std::size_t inward : {at + 2, at + 3}) {
      if (kNeverInward.find(text_[inward]) != std::string_view::npos) return std::nullopt;
    }
    return at + 4;
  }

  // A known place before it, or a capitalized word and a house's number.
  bool LookForBritain(std::size_t begin, std::size_t end) {
    constexpr std::size_t kNumberReach = 40;
    const std::size_t least = LeastOf(begin);
    const std::size_t before = PassBack(text_, begin, least);
    if (const auto town = PlaceBefore(text_, before, kUnitedKingdom, least)) {
      Add(*town, end);
      return true;
    }
    std::size_t word = before;
    while (word > least && IsLetterByte(At(word - 1))) --word;
    if (word == before || !IsCapitalLetter(CharacterAt(text_, word).code)) return false;
    if (!HasNumberBefore(text_, before, kNumberReach)) return false;
    Add(before, end);
    return true;
  }

  static constexpr std::size_t kCanadianBytes = 7;
  bool IsCanadianCode(std::size_t at) const {
    return IsDigit(At(at + 1)) && IsCapital(At(at + 2)) && At(at + 3) == ' ' && IsDigit(At(at + 4)) &&
           IsCapital(At(at + 5)) && IsDigit(At(at + 6)) && !IsWordByte(At(at + 7));
  }

  // The province whose letter it is, or a known place, and a house's number.
  bool LookForCanada(std::size_t begin) {
    constexpr std::size_t kNumberReach = 60;
    constexpr std::size_t kNumberReachOfProvince = 50;
    const std::size_t end = begin + kCanadianBytes;
    const std::size_t least = LeastOf(begin);
    const std::size_t before = PassBack(text_, begin, least);
    if (const auto province = ProvinceBefore(before, least, text_[begin])) {
      const std::size_t town_end = PassBack(text_, *province, least);
      const auto town = PlaceBefore(text_, town_end, kCanada, least);
      if (!town && !HasNumberBefore(text_, town_end, kNumberReachOfProvince)) return false;
      Add(town.value_or(*province), end);
      return true;
    }
    const auto town = PlaceBefore(text_, before, kCanada, least);
    if (!town || !HasNumberBefore(text_, *town, kNumberReach)) return false;
    Add(*town, end);
    return true;
  }

  // Where a province that ends at `end` and whose codes begin with `letter` begins.
  std::optional<std::size_t> ProvinceBefore(std::size_t end, std::size_t least, char letter) const {
    std::size_t word = end;
    for (int words = 0; words < 2; ++words) {
      while (word > least && IsLetterByte(At(word - 1))) --word;
      const std::string_view text = text_.substr(word, end - word);
      std::string_view letters = PostalLettersOf(text);
      if (letters.empty()) letters = PostalLettersOf(Folded(text).view());
      if (letters.find(letter) != std::string_view::npos) return word;
      if (word == least || text_[word - 1] != ' ') break;
      --word;
    }
    return std::nullopt;
  }

  MarkedText marked_;
  std::string_view text_;
  AddressSetting setting_;
  std::size_t taken_;
  std::vector<Span>& addresses_;
};

}  // namespace

void FindAddresses(const MarkedText& text, const AddressSetting& setting, AddressSearch* search,
                   std::vector<Span>* addresses) {
  AddressFinder finder(text, setting, search->taken, addresses);
  search->from = finder.Find(search->from, search->until);
  search->taken = finder.taken();
}

}  // namespace macie_local::names
