// Cards, dates, coordinates and phones.
#include "detect/check_functions.h"

namespace macie_local::detect {
namespace {

constexpr int kBirthYearMin = 1900;
constexpr int kBirthYearMax = 2029;

bool IsBetween(std::uint64_t number, std::uint64_t least, std::uint64_t most) {
  return number >= least && number <= most;
}

bool IsIssued(const Value& card) {
  const int size = card.digits();
  const std::uint64_t first2 = card.Number(0, 2);
  const std::uint64_t first3 = card.Number(0, 3);
  const std::uint64_t first4 = card.Number(0, 4);
  if (card[0] == 4 && (size == 13 || size == 16 || size == 19)) return true;  // Visa, Electron
  if (size == 15 && (first2 == 34 || first2 == 37)) return true;              // American Express
  if (size == 14 && (IsBetween(first3, 300, 305) || first2 == 36 || first2 == 38 || first2 == 39)) return true;
  if (size == 16 && (IsBetween(first2, 51, 55) || IsBetween(first4, 2221, 2720))) return true;  // Mastercard
  if (size == 16 && (IsBetween(first4, 3528, 3589) || first4 == 5019)) return true;             // JCB, Dankort
  // Discover, UnionPay
  return size >= 16 && (first4 == 6011 || IsBetween(first3, 644, 649) || first2 == 65 || first2 == 62);
}

// Which of the first two is the day does not matter.
bool IsDayAndMonth(int a, int b) {
  return (a >= 1 && a <= 31 && b >= 1 && b <= 12) || (b >= 1 && b <= 31 && a >= 1 && a <= 12);
}
bool IsYear(int year, int digits) {
  return digits == 2 || (year >= kBirthYearMin && year <= kBirthYearMax);
}

struct DateParts {
  int numbers[3] = {};
  int digits[3] = {};
  int count = 0;
  bool word = false;
};

// False when a word is no month or there are more than three numbers.
bool ReadDate(const View& view, Range range, DateParts* parts) {
  for (std::int64_t at = range.begin; at < range.end;) {
    const std::int64_t first = at;
    if (IsDigit(view[at])) {
      if (parts->count == 3) return false;
      for (; at < range.end && IsDigit(view[at]); ++at) {
        parts->numbers[parts->count] = parts->numbers[parts->count] * 10 + (view[at] - '0');
      }
      parts->digits[parts->count++] = static_cast<int>(at - first);
    } else if (IsLetter(view[at])) {
      while (at < range.end && IsLetter(view[at])) ++at;
      if (!IsMonth(view, first, at)) return false;
      parts->word = true;
    } else {
      ++at;
    }
  }
  return true;
}

// A number with decimals at `begin`, at most `limit` on either side of zero; returns its end, -1 if there is none.
std::int64_t CoordinateEnd(const View& view, std::int64_t begin, int limit) {
  std::int64_t at = begin;
  int whole = 0;
  while (IsDigit(view[at]) && at - begin < 4) whole = whole * 10 + (view[at++] - '0');
  if (at == begin || at - begin > 3 || view[at] != '.') return -1;
  const std::int64_t decimals = ++at;
  bool zero = true;
  for (; IsDigit(view[at]) && at - decimals < 16; ++at) zero = zero && view[at] == '0';
  if (at - decimals < 3 || at - decimals > 15) return -1;
  return whole < limit || (whole == limit && zero) ? at : -1;
}

}  // namespace

namespace check {

bool IsCard(const Value& value) {
  return value.digits() >= 13 && value.digits() <= 19 && IsIssued(value) && IsLuhn(value, 0, value.digits());
}

bool IsCardExpiry(const View& view, Range range, const Value& value) {
  // "Jan 2026", "06-Jan"; else month and year.
  if (IsLetter(view[range.begin])) return IsMonth(view, range.begin, range.begin + 3) && value.Number(0, 2) == 20;
  if (IsLetter(view[range.begin + 3])) return IsMonth(view, range.begin + 3, range.end);
  return IsBetween(value.Number(0, 2), 1, 12) && (value.digits() == 4 || value.Number(2, 2) == 20);
}

bool IsDate(const View& view, Range range) {
  DateParts parts;
  if (!ReadDate(view, range, &parts)) return false;
  const auto& [numbers, digits, count, word] = parts;
  if (word) return count == 2 && numbers[0] >= 1 && numbers[0] <= 31 && digits[1] == 4 && IsYear(numbers[1], 4);
  if (count != 3) return false;
  if (digits[0] == 4) {
    return IsYear(numbers[0], 4) && numbers[1] >= 1 && numbers[1] <= 12 && numbers[2] >= 1 && numbers[2] <= 31;
  }
  return IsDayAndMonth(numbers[0], numbers[1]) && IsYear(numbers[2], digits[2]);
}

bool AreCoordinates(const View& view, Range* range) {
  if (CoordinateEnd(view, range->begin, 90) != range->end || view[range->end] != ',') return false;
  std::int64_t at = range->end + 1;
  if (view[at] == ' ') ++at;
  if (view[at] == '-') ++at;
  const std::int64_t end = CoordinateEnd(view, at, 180);
  if (end < 0 || !view.EndsAt(end)) return false;
  if (view[range->begin - 1] == '-' && !IsWord(view[range->begin - 2])) --range->begin;
  range->end = end;
  return true;
}

bool IsNorthAmericanPhone(const Value& value) {
  const int first = value.digits() == 11 ? 1 : 0;
  return (first == 0 || value[0] == 1) && value[first] >= 2 && value[first + 3] >= 2;
}

bool IsBrazilPhone(const Value& value) {
  if (value.digits() < 10) return value[0] >= 2;
  return value[0] > 0 && value[1] > 0 && (value.digits() == 10 || value[2] == 9);
}

bool IsGermanyPhone(const Value& value) {
  return value[0] == 0 && value[1] > 0 && value.digits() >= 7 && value.digits() <= 12;
}

bool IsItalyPhone(const Value& value) {
  return (value[0] == 0 || value[0] == 3) && value.digits() >= 8 && value.digits() <= 11;
}

}  // namespace check
}  // namespace macie_local::detect
