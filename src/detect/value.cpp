#include "detect/value.h"

#include <string_view>

namespace macie_local::detect {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                      "may",       "june",     "july",     "august",
                                                      "september", "october",  "november", "december"};

}  // namespace

Value::Value(const View& view, Range range) {
  for (std::int64_t at = range.begin; at < range.end && character_count_ < kSizeMax; ++at) {
    const Byte c = view[at];
    if (!IsAlnum(c)) continue;
    characters_[static_cast<unsigned>(character_count_++)] = ToUpper(c);
    if (IsDigit(c)) digits_[static_cast<unsigned>(digit_count_++)] = c - '0';
  }
}

std::uint64_t Value::Number(int first, int count) const {
  std::uint64_t number = 0;
  for (int at = first; at < first + count; ++at) number = number * 10 + static_cast<std::uint64_t>((*this)[at]);
  return number;
}

bool Value::AllZero(int first) const {
  for (int at = first; at < digit_count_; ++at) {
    if ((*this)[at] != 0) return false;
  }
  return true;
}

bool Value::AllSame() const {
  for (int at = 1; at < digit_count_; ++at) {
    if ((*this)[at] != (*this)[0]) return false;
  }
  return true;
}

int Value::Weighted(int first, std::span<const int> weights) const {
  int sum = 0;
  for (const int weight : weights) sum += weight * (*this)[first++];
  return sum;
}

int Value::Worth(int at) const {
  const Byte c = Character(at);
  return IsDigit(c) ? c - '0' : c - 'A' + 10;
}

bool IsLuhn(const Value& value, int first, int digits) {
  int sum = 0;
  for (int n = 0; n < digits; ++n) {
    const int digit = value[first + digits - 1 - n];
    const int twice = digit * 2;
    sum += n % 2 == 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 == 0;
}

bool IsMonth(const View& view, std::int64_t begin, std::int64_t end) {
  for (const std::string_view month : kMonths) {
    const bool whole = end - begin == static_cast<std::int64_t>(month.size());
    if ((whole || end - begin == 3) && view.AtAnyCase(begin, month.substr(0, static_cast<std::size_t>(end - begin)))) {
      return true;
    }
  }
  return false;
}

}  // namespace macie_local::detect
