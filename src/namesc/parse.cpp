#include <algorithm>

#include "base/text.h"
#include "namesc/facts.h"

namespace macie_local::namesc {
namespace {

bool IsKey(std::string_view key) {
  return !key.empty() &&
         std::all_of(key.begin(), key.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

unsigned BitsOf(char digit) {
  return digit <= '3' ? 2 : 3;
}

std::uint32_t DigitsValue(const Notation& notation, std::string_view text, const std::string& where) {
  std::uint32_t value = 0;
  unsigned shift = 0;
  bool good = text.size() == notation.digits.size();
  for (std::size_t at = 0; good && at < text.size(); ++at) {
    good = text[at] >= '0' && text[at] <= notation.digits[at];
    value |= static_cast<std::uint32_t>(text[at] - '0') << shift;
    shift += BitsOf(notation.digits[at]);
  }
  if (good) return value;
  throw FactsError(where + ": the value " + base::Quote(text) + " must be digits of at most " +
                   std::string(notation.digits));
}

std::uint32_t LettersValue(const Notation& notation, std::string_view text, const std::string& where) {
  std::uint32_t value = 0;
  std::size_t from = 0;
  for (const char letter : text) {
    const std::size_t found = notation.letters.find(letter, from);
    if (found == std::string_view::npos) value = 0;
    if (found == std::string_view::npos) break;
    value |= 1u << found;
    from = found + 1;
  }
  if (value != 0) return value;
  throw FactsError(where + ": the value " + base::Quote(text) + " must be some of the letters " +
                   std::string(notation.letters) + ", in this order");
}

}  // namespace

unsigned ValueBits(const Notation& notation) {
  unsigned bits = static_cast<unsigned>(notation.letters.size());
  for (const char digit : notation.digits) bits += BitsOf(digit);
  return bits;
}

std::vector<Fact> Parse(const Notation& notation, std::string_view text) {
  std::vector<Fact> facts;
  while (!text.empty()) {
    const std::string where = std::string(notation.file) + ":" + std::to_string(facts.size() + 1);
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::size_t tab = line.find('\t');
    Fact fact{.key = std::string(line.substr(0, tab)), .value = 0};
    if (!IsKey(fact.key))
      throw FactsError(where + ": the key must be small letters and digits, not " + base::Quote(fact.key));
    if (!facts.empty() && facts.back().key >= fact.key) {
      throw FactsError(where + ": " + base::Quote(fact.key) + " must stand before " + base::Quote(facts.back().key) +
                       ", and once");
    }
    const bool has_value = !notation.digits.empty() || !notation.letters.empty();
    if ((tab != std::string_view::npos) != has_value) {
      throw FactsError(where + ": must have " + (has_value ? "a tab and a value" : "no value"));
    }
    const std::string_view value = has_value ? line.substr(tab + 1) : std::string_view();
    if (!notation.digits.empty()) fact.value = DigitsValue(notation, value, where);
    if (!notation.letters.empty()) fact.value = LettersValue(notation, value, where);
    facts.push_back(std::move(fact));
  }
  return facts;
}

}  // namespace macie_local::namesc
