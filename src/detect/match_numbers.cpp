// Phone numbers behind "+" or with parentheses, and IBANs.
#include <algorithm>
#include <array>

#include "detect/matchers.h"
#include "detect/value.h"

namespace macie_local::detect {
namespace {

constexpr int kPhoneDigitsMax = 20;
constexpr int kNorthAmerica = 1;
constexpr int kItaly = 39;
constexpr int kGermany = 49;
constexpr int kBrazil = 55;

std::int64_t Digits(const View& view, std::int64_t from) {
  std::int64_t at = from;
  while (at - from < kPhoneDigitsMax && IsDigit(view[at])) ++at;
  return at - from;
}

// How many bytes separate two digits at `at`; 0: none do. A "(0)" is one of them.
int SeparatorSize(const View& view, std::int64_t at) {
  const Byte c = view[at];
  const std::int64_t parenthesis = c == ' ' ? at + 1 : at;
  if (view.At(parenthesis, "(0)")) {
    const std::int64_t next = parenthesis + 3 + (view[parenthesis + 3] == ' ' ? 1 : 0);
    return IsDigit(view[next]) ? static_cast<int>(next - at) : 0;
  }
  const Byte next = view[at + 1];
  if ((c == ' ' || c == '-' || c == '.' || c == '/' || c == ')') && IsDigit(next)) return 1;
  if (c == ' ' && next == '(' && IsDigit(view[at + 2])) return 2;
  if (c == ')' && (next == ' ' || next == '-') && IsDigit(view[at + 2])) return 2;
  return 0;
}

struct Dialled {
  std::array<int, kPhoneDigitsMax> digits{};
  int count = 0;
  // Where it may end, and with how many digits.
  std::array<std::int64_t, kPhoneDigitsMax> ends{};
  std::array<int, kPhoneDigitsMax> counts{};
  int end_count = 0;
};

Dialled ReadDialled(const View& view, std::int64_t from) {
  Dialled dialled;
  for (std::int64_t at = from; dialled.count < kPhoneDigitsMax;) {
    if (!IsDigit(view[at])) {
      const int size = SeparatorSize(view, at);
      if (size == 0) break;
      at += size;
      continue;
    }
    dialled.digits[static_cast<unsigned>(dialled.count++)] = view[at++] - '0';
    if (IsWord(view[at])) continue;
    dialled.ends[static_cast<unsigned>(dialled.end_count)] = at;
    dialled.counts[static_cast<unsigned>(dialled.end_count++)] = dialled.count;
  }
  return dialled;
}

bool HasCode(const Dialled& dialled, const table::CallingRow& calling) {
  int code = 0;
  for (unsigned n = 0; n < calling.code_digits; ++n) code = code * 10 + dialled.digits[n];
  return code == calling.code;
}

std::optional<Range> NorthAmerican(const View& view, std::int64_t at, std::int64_t close) {
  std::int64_t next = close + 1;
  if (view[next] == ' ' || view[next] == '-') ++next;
  const Byte between = view[next + 3];
  const bool exchange = Digits(view, next) == 3 && view[next] >= '2';
  if (close - at != 4 || view[at + 1] < '2' || !exchange) return std::nullopt;
  if ((between != '-' && between != '.' && between != ' ') || Digits(view, next + 4) != 4) return std::nullopt;
  return Range{at, next + 8};
}

std::optional<Range> Brazilian(const View& view, std::int64_t at, std::int64_t close) {
  const std::int64_t next = close + 1 + (view[close + 1] == ' ' ? 1 : 0);
  const std::int64_t size = Digits(view, next);
  if (close - at != 3 || view[at + 1] == '0' || view[at + 2] == '0') return std::nullopt;
  if (size != 4 && !(size == 5 && view[next] == '9')) return std::nullopt;
  if (view[next + size] != '-' || Digits(view, next + size + 1) != 4) return std::nullopt;
  return Range{at, next + size + 5};
}

std::optional<Range> German(const View& view, std::int64_t at, std::int64_t close) {
  const std::int64_t next = close + 1 + (view[close + 1] == ' ' ? 1 : 0);
  const std::int64_t area = close - at - 1;
  const std::int64_t size = Digits(view, next);
  if (area < 2 || area > 5 || view[at + 1] != '0' || view[at + 2] == '0') return std::nullopt;
  if (size < 3 || size > 8 || area + size < 7 || area + size > 12) return std::nullopt;
  return Range{at, next + size};
}

bool IsIbanBody(const View& view, Range range, Byte separator) {
  for (std::int64_t at = range.begin; at < range.end; ++at) {
    const bool between = separator != 0 && (at - range.begin) % 5 == 4;
    if (between ? view[at] != separator : !IsDigit(view[at]) && !IsUpper(view[at])) return false;
  }
  return true;
}

}  // namespace

std::optional<Range> MatchAreaCode(unsigned calling_code, const View& view, std::int64_t at, std::int64_t close) {
  std::optional<Range> range;
  if (calling_code == kNorthAmerica) range = NorthAmerican(view, at, close);
  if (calling_code == kBrazil) range = Brazilian(view, at, close);
  if (calling_code == kGermany) range = German(view, at, close);
  return range && view.EndsAt(range->end) ? range : std::nullopt;
}

std::optional<International> MatchInternational(const View& view, std::int64_t at) {
  if (IsWord(view[at - 1]) || view[at - 1] == '+') return std::nullopt;
  const Dialled dialled = ReadDialled(view, at + 1);
  for (const table::CallingRow& calling : table::kCallingCodes) {
    if (dialled.count < calling.digits_min || !HasCode(dialled, calling)) continue;
    for (int n = dialled.end_count - 1; n >= 0; --n) {
      const int count = dialled.counts[static_cast<unsigned>(n)];
      if (count < calling.digits_min || count > calling.digits_max) continue;
      const auto& digits = dialled.digits;
      if (calling.code == kNorthAmerica && (digits[1] < 2 || digits[4] < 2)) return std::nullopt;
      if (calling.code != kItaly && digits[calling.code_digits] == 0) return std::nullopt;
      return International{{at, dialled.ends[static_cast<unsigned>(n)]}, calling.identifier};
    }
  }
  return std::nullopt;
}

std::optional<Iban> MatchIban(const View& view, std::int64_t at, std::int64_t size) {
  const auto row = std::find_if(table::kIbans.begin(), table::kIbans.end(), [&](const table::IbanRow& iban) {
    return view[at] == static_cast<Byte>(iban.country[0]) && view[at + 1] == static_cast<Byte>(iban.country[1]);
  });
  if (row == table::kIbans.end()) return std::nullopt;
  Byte separator = 0;
  std::int64_t length = row->length;
  if (size != length) {
    separator = view[at + 4];
    if (separator != '-' && !(separator == ' ' && size == 4)) return std::nullopt;
    length += (row->length + 3) / 4 - 1;
    if (separator == '-' && size != length) return std::nullopt;
  }
  const Range range{at, at + length};
  if (!IsIbanBody(view, range, separator) || !view.EndsAt(range.end)) return std::nullopt;
  return Iban{range, row->identifier};
}

// Modulus 97 of the characters behind the fourth and then the first four, letters being two digits each.
bool HoldsIban(const View& view, Range iban) {
  unsigned left = 0;
  const auto add = [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t at = from; at < to; ++at) {
      const Byte c = view[at];
      if (IsAlnum(c)) left = IsDigit(c) ? (left * 10 + (c - '0')) % 97 : (left * 100 + (c - 'A' + 10)) % 97;
    }
  };
  add(iban.begin + 4, iban.end);
  add(iban.begin, iban.begin + 4);
  return left == 1;
}

}  // namespace macie_local::detect
