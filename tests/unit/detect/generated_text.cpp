#include "generated_text.h"

#include <array>

#include "detect/checks.h"
#include "detect_bench.h"

namespace macie_local::detect {
namespace {

constexpr std::array kWords = {"the",   "of",      "value",    "x",       "card",   "pan",  "run",
                               "tel",   "account", "Straße",   "naïve",   "данные", "東京", "ünder",
                               "x_y_z", "fooBar",  "SSNumber", "myCard",  "Id",     "no",   "-----BEGIN",
                               "eyJ",   "AIza",    "sk_live_", "Cookie:", "%B",     ";",    "+",
                               "(",     ")",       "\"",       "–",       "\n",     "\t"};
constexpr std::array kSeparators = {" ", " ", " ", "\n", ", ", "; ", "", " - ", "|", "\r\n"};
constexpr std::array kBetween = {" ", ": ", "=", " is "};
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool IsCapital(char c) {
  return c >= 'A' && c <= 'Z';
}

}  // namespace

std::string TextGenerator::Filled(const std::string& form) {
  std::string value;
  for (const char kind : form) {
    const bool digit = kind == '9' || (kind == 'X' && Below(3) != 0);
    const bool letter = kind == 'A' || (kind == 'X' && !digit);
    value += digit ? kDigits[Below(10)] : letter ? kCapitals[Below(26)] : kind;
  }
  return value;
}

// One whose check holds, if chance finds it.
std::string TextGenerator::Value(std::uint32_t identifier) {
  constexpr int kTries = 1000;
  const auto& entry = reference_.EntryOf(identifier);
  const auto& forms = reference_.FormsOf(identifier);
  if (forms.empty() || (!entry.iban_country.empty() && Below(3) != 0)) {
    std::string value = entry.iban_country + "00";
    for (std::size_t n = 4; n < entry.iban_length; ++n)
      value += Below(4) == 0 ? kCapitals[Below(26)] : kDigits[Below(10)];
    unsigned left = 0;
    for (const char c : value.substr(4) + value.substr(0, 4)) {
      left = IsCapital(c) ? (left * 100 + static_cast<unsigned>(c - 'A' + 10)) % 97
                          : (left * 10 + static_cast<unsigned>(c - '0')) % 97;
    }
    const unsigned check = 98 - left;
    value[2] = static_cast<char>('0' + check / 10);
    value[3] = static_cast<char>('0' + check % 10);
    const std::string separator = Pick(std::array{"", "", " ", "-"});
    std::string grouped;
    for (std::size_t at = 0; at < value.size(); ++at) grouped += (at > 0 && at % 4 == 0 ? separator : "") + value[at];
    return grouped;
  }
  std::string value;
  for (int n = 0; n < kTries; ++n) {
    value = Filled(forms[Below(forms.size())]);
    Range range{0, static_cast<std::int64_t>(value.size())};
    if (Holds(static_cast<table::Check>(entry.check), View(value, 0, range.end), &range)) break;
  }
  // A pair of coordinates is found from its first.
  if (static_cast<table::Check>(entry.check) == table::Check::kLatitudeLongitude) return Filled("-79.99999,-9.99999");
  return value;
}

std::string TextGenerator::Keyword(const std::string& keyword) {
  std::string text;
  const std::size_t casing = Below(5);
  bool first = true;
  for (const char c : keyword) {
    if (c == ' ') {
      text += Pick(std::array{" ", " ", "", "_", "-"});
      first = true;
      continue;
    }
    const bool small = c >= 'a' && c <= 'z';
    const bool raise = casing == 1 || (casing == 2 && first) || (casing == 3 && Below(2) == 0);
    text += small && raise ? static_cast<char>(c - 32) : c;
    first = false;
  }
  return text;
}

std::string TextGenerator::Broken(std::string value) {
  const std::size_t at = Below(value.size());
  return value.substr(0, at) + Pick(std::string_view("0123456789AZaz -./_")) + value.substr(at + Below(2));
}

std::string TextGenerator::Gap() {
  if (Below(5) < 3) return Pick(kBetween);
  std::string gap = " ";
  const std::size_t characters = 18 + Below(20);
  for (std::size_t n = 0; n < characters; ++n) gap += Pick(std::array{"a", "b", " ", " ", "é", "ж", "東", ",", "-"});
  return gap + (Below(3) == 0 ? "" : " ");
}

std::string TextGenerator::Junk() {
  std::string text;
  switch (Below(5)) {
    case 0:
      for (std::size_t n = 1 + Below(22); n > 0; --n) text += kDigits[Below(10)];
      return text;
    case 1:
      for (std::size_t n = 1 + Below(24); n > 0; --n) text += Pick(std::string_view("0123456789ABCDEFXY-./ _"));
      return text;
    case 2:
      for (std::size_t n = 38 + Below(5); n > 0; --n) text += Pick(std::string_view("ABCxyz0123456789+/"));
      return text;
    default:
      return Pick(kWords);
  }
}

std::string TextGenerator::Piece() {
  if (Below(5) < 2) return Junk();
  const auto identifiers = reference_.Identifiers();
  const std::uint32_t identifier = identifiers[next_++ % identifiers.size()];
  const auto& keywords = reference_.EntryOf(Below(8) == 0 ? Pick(identifiers) : identifier).keywords;
  std::string value = Value(identifier);
  if (Below(7) == 0) value = Broken(value);
  const std::string keyword = keywords.empty() || Below(10) == 0 ? "" : Keyword(Pick(keywords));
  return Below(2) == 0 ? keyword + Gap() + value : value + Gap() + keyword;
}

std::string TextGenerator::Text(std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += Piece() + Pick(kSeparators);
  return text;
}

}  // namespace macie_local::detect
