#include "base/timestamp.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace macie_local::base {
namespace {

using std::chrono::microseconds;

void AppendDigits(std::int64_t value, int digits, std::string* out) {
  std::array<char, 20> text{};
  for (int i = digits - 1; i >= 0; --i) {
    text[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  out->append(text.data(), static_cast<std::size_t>(digits));
}

// A cursor over text that only moves forward.
struct Scanner {
  std::string_view rest;

  bool Eat(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }

  std::optional<int> Digits(std::size_t count) {
    if (rest.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest[i] < '0' || rest[i] > '9') return std::nullopt;
      value = value * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(count);
    return value;
  }

  // The digits after a point as microseconds; 1 to 9 digits.
  std::optional<std::int64_t> Fraction() {
    std::int64_t micros = 0;
    std::size_t digits = 0;
    for (; digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9'; ++digits) {
      if (digits >= 9) return std::nullopt;
      if (digits < 6) micros = micros * 10 + (rest[digits] - '0');
    }
    if (digits == 0) return std::nullopt;
    for (std::size_t i = digits; i < 6; ++i) micros *= 10;
    rest.remove_prefix(digits);
    return micros;
  }
};

enum class Spelling { kIso8601, kPrinted };

// The signed offset from UTC at the end of a time.
std::optional<std::chrono::minutes> TakeOffset(Spelling spelling, Scanner* in) {
  if (in->Eat('Z')) return std::chrono::minutes(0);
  const int sign = in->Eat('+') ? 1 : in->Eat('-') ? -1 : 0;
  if (sign == 0) return std::nullopt;
  const auto hours = in->Digits(2);
  if (!hours || *hours > 23) return std::nullopt;
  if (!in->Eat(':') && spelling == Spelling::kIso8601) return std::nullopt;
  const auto minutes = in->Digits(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return std::chrono::minutes(sign * (*hours * 60 + *minutes));
}

std::optional<Timestamp> ParseTime(Spelling spelling, std::string_view text) {
  Scanner in{text};
  const auto year = in.Digits(4);
  if (!year || !in.Eat('-')) return std::nullopt;
  const auto month = in.Digits(2);
  if (!month || !in.Eat('-')) return std::nullopt;
  const auto day = in.Digits(2);
  if (!day) return std::nullopt;
  if (!in.Eat('T') && !(spelling == Spelling::kPrinted && in.Eat(' '))) return std::nullopt;
  const auto hour = in.Digits(2);
  if (!hour || *hour > 23 || !in.Eat(':')) return std::nullopt;
  const auto minute = in.Digits(2);
  if (!minute || *minute > 59 || !in.Eat(':')) return std::nullopt;
  const auto second = in.Digits(2);
  if (!second || *second > 59) return std::nullopt;
  std::int64_t fraction = 0;
  if (in.Eat('.')) {
    const auto parsed = in.Fraction();
    if (!parsed) return std::nullopt;
    fraction = *parsed;
  }
  const auto offset = TakeOffset(spelling, &in);
  if (!offset) return std::nullopt;
  if (!in.rest.empty()) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const Timestamp time = Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(*hour) +
                         std::chrono::minutes(*minute) + std::chrono::seconds(*second) + microseconds(fraction);
  return AddWithin(time, -*offset);
}

}  // namespace

char* WriteIso8601(Timestamp time, char* end, TimeForm form) {
  time = std::clamp(time, kEarliest, kLatest);
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::int64_t micros = (time - day).count();
  const std::int64_t seconds = micros / 1'000'000;
  const auto digits = [&](auto value, int count, char after) {
    for (int i = count - 1; i >= 0; --i) {
      end[i] = static_cast<char>('0' + value % 10);
      value /= 10;
    }
    end += count;
    *end++ = after;
  };
  const auto second_of_day = static_cast<unsigned>(seconds);
  const auto fraction = static_cast<unsigned>(micros % 1'000'000);
  digits(static_cast<unsigned>(static_cast<int>(date.year())), 4, '-');
  digits(static_cast<unsigned>(date.month()), 2, '-');
  digits(static_cast<unsigned>(date.day()), 2, 'T');
  digits(second_of_day / 3600, 2, ':');
  digits(second_of_day / 60 % 60, 2, ':');
  const bool whole = fraction == 0 && form == TimeForm::kShortest;
  digits(second_of_day % 60, 2, whole ? 'Z' : '.');
  if (whole) return end;
  if (fraction % 1000 == 0) {
    digits(fraction / 1000, 3, 'Z');
  } else {
    digits(fraction, 6, 'Z');
  }
  return end;
}

void AppendIso8601(Timestamp time, std::string* out, TimeForm form) {
  std::array<char, kIso8601BytesMax> text;
  out->append(text.data(), static_cast<std::size_t>(WriteIso8601(time, text.data(), form) - text.data()));
}

std::string ToIso8601(Timestamp time, TimeForm form) {
  std::string out;
  out.reserve(27);
  AppendIso8601(time, &out, form);
  return out;
}

std::optional<Timestamp> ParseIso8601(std::string_view text) {
  return ParseTime(Spelling::kIso8601, text);
}

std::optional<Timestamp> ParsePrintedTime(std::string_view text) {
  return ParseTime(Spelling::kPrinted, text);
}

std::optional<microseconds> ParseDuration(std::string_view text) {
  constexpr std::int64_t kSecond = 1'000'000;
  constexpr std::int64_t kMicrosMax = kDurationMax.count();
  struct Unit {
    char letter;
    bool in_time;
    std::int64_t micros;
  };
  constexpr Unit kUnits[] = {{'W', false, 7 * 86'400 * kSecond},
                             {'D', false, 86'400 * kSecond},
                             {'H', true, 3'600 * kSecond},
                             {'M', true, 60 * kSecond},
                             {'S', true, kSecond}};
  Scanner in{text};
  if (!in.Eat('P')) return std::nullopt;
  std::int64_t total = 0;
  bool in_time = false;
  bool any = false;
  std::size_t next_unit = 0;
  while (!in.rest.empty()) {
    if (!in_time && in.Eat('T')) {
      in_time = true;
      if (in.rest.empty()) return std::nullopt;
      continue;
    }
    std::int64_t value = 0;
    std::size_t digits = 0;
    while (digits < in.rest.size() && in.rest[digits] >= '0' && in.rest[digits] <= '9') {
      if (digits == 12) return std::nullopt;
      value = value * 10 + (in.rest[digits++] - '0');
    }
    if (digits == 0) return std::nullopt;
    in.rest.remove_prefix(digits);
    std::int64_t fraction = 0;
    bool has_fraction = false;
    if (in.Eat('.')) {
      const auto parsed = in.Fraction();
      if (!parsed) return std::nullopt;
      fraction = *parsed;
      has_fraction = true;
    }
    if (in.rest.empty()) return std::nullopt;
    while (next_unit < std::size(kUnits) &&
           (kUnits[next_unit].letter != in.rest.front() || kUnits[next_unit].in_time != in_time)) {
      ++next_unit;
    }
    if (next_unit == std::size(kUnits)) return std::nullopt;
    const Unit& unit = kUnits[next_unit++];
    if (has_fraction && unit.letter != 'S') return std::nullopt;
    if (value > kMicrosMax / unit.micros) return std::nullopt;
    total += value * unit.micros + fraction;
    if (total > kMicrosMax) return std::nullopt;
    in.rest.remove_prefix(1);
    any = true;
  }
  if (!any) return std::nullopt;
  return microseconds(total);
}

std::string ToDuration(microseconds duration) {
  std::int64_t micros = duration.count();
  if (micros == 0) return "PT0S";
  std::string out = "P";
  const auto part = [&](std::int64_t unit, char letter) {
    if (const std::int64_t n = micros / unit; n != 0) {
      out += std::to_string(n);
      out.push_back(letter);
      micros %= unit;
    }
  };
  part(86'400'000'000, 'D');
  if (micros == 0) return out;
  out.push_back('T');
  part(3'600'000'000, 'H');
  part(60'000'000, 'M');
  if (micros != 0) {
    out += std::to_string(micros / 1'000'000);
    if (const std::int64_t fraction = micros % 1'000'000; fraction != 0) {
      out.push_back('.');
      AppendDigits(fraction, 6, &out);
      while (out.back() == '0') out.pop_back();
    }
    out.push_back('S');
  }
  return out;
}

}  // namespace macie_local::base
