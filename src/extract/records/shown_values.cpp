#include "extract/records/shown_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <span>

#include "base/text.h"

namespace macie_local::extract {
namespace {

constexpr std::int64_t kSecondsOfDay = 86'400;

std::int64_t FloorDivide(std::int64_t number, std::int64_t by) {
  return number / by - (number % by < 0 ? 1 : 0);
}

// Columns have millions of days: snprintf takes several times as long.
char* WriteDigits(std::uint64_t number, int digits, char* to) {
  for (int i = digits; i-- > 0; number /= 10) to[i] = static_cast<char>('0' + number % 10);
  return to + digits;
}

// Appends the seconds of a day, and the part of one, of which `parts` make a second.
void AppendTime(std::int64_t seconds, std::int64_t part, std::int64_t parts, std::string* out) {
  const auto count = static_cast<std::uint64_t>(seconds);
  std::array<char, 8> text;
  char* end = WriteDigits(count / 3600, 2, text.data());
  *end++ = ':';
  end = WriteDigits(count / 60 % 60, 2, end);
  *end++ = ':';
  WriteDigits(count % 60, 2, end);
  out->append(text.data(), text.size());
  if (part == 0) return;
  out->push_back('.');
  while (part > 0) {
    part *= 10;
    out->push_back(static_cast<char>('0' + part / parts));
    part %= parts;
  }
}

template <class Number>
char* Write(Number number, char* to) {
  constexpr Number kWholeBelow = 1e17F;
  if (std::fabs(number) < kWholeBelow && std::trunc(number) == number) {
    return std::to_chars(to, to + kNumberBytesMax, static_cast<std::int64_t>(number)).ptr;
  }
  return std::to_chars(to, to + kNumberBytesMax, number).ptr;
}

}  // namespace

std::string ShownDay(std::int64_t days) {
  constexpr std::int64_t kFirst = -719'162;  // 0001-01-01
  constexpr std::int64_t kLast = 2'932'896;  // 9999-12-31
  if (days < kFirst || days > kLast) return std::to_string(days);
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  std::string text(10, '-');
  WriteDigits(static_cast<std::uint64_t>(static_cast<int>(date.year())), 4, text.data());
  WriteDigits(static_cast<unsigned>(date.month()), 2, text.data() + 5);
  WriteDigits(static_cast<unsigned>(date.day()), 2, text.data() + 8);
  return text;
}

std::string ShownInstant(std::int64_t count, std::int64_t parts) {
  const std::int64_t second = FloorDivide(count, parts);
  const std::int64_t day = FloorDivide(second, kSecondsOfDay);
  std::string shown = ShownDay(day);
  if (shown.find('-', 1) == std::string::npos) return std::to_string(count);
  const std::int64_t part = count % parts + (count % parts < 0 ? parts : 0);
  const std::int64_t second_of_day = second - day * kSecondsOfDay;
  if (part == 0 && second_of_day == 0) return shown;
  shown.push_back(' ');
  AppendTime(second_of_day, part, parts, &shown);
  return shown;
}

std::string ShownTimeOfDay(std::int64_t count, std::int64_t parts) {
  if (count < 0 || count / parts >= kSecondsOfDay) return std::to_string(count);
  std::string shown;
  AppendTime(count / parts, count % parts, parts, &shown);
  return shown;
}

std::string ShownDecimal(std::string_view bytes, std::uint32_t scale) {
  if (bytes.empty() || bytes.size() > kDecimalBytesMax || scale > kDecimalScaleMax) return {};
  const bool negative = (bytes.front() & 0x80) != 0;
  std::string digits;  // the lowest first
  for (const char c : bytes) {
    unsigned carry = static_cast<unsigned char>(negative ? ~c : c);
    for (char& digit : digits) {
      carry += static_cast<unsigned>(digit - '0') * 256;
      digit = static_cast<char>('0' + carry % 10);
      carry /= 10;
    }
    for (; carry > 0; carry /= 10) digits.push_back(static_cast<char>('0' + carry % 10));
  }
  if (negative) {  // what has been shown is one less
    const auto carried = std::find_if(digits.begin(), digits.end(), [](char digit) { return digit != '9'; });
    std::fill(digits.begin(), carried, '0');
    if (carried == digits.end()) {
      digits.push_back('1');
    } else {
      ++*carried;
    }
  }
  if (digits.size() <= scale) digits.append(scale + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(scale, 1, '.');
  if (negative) digits.push_back('-');
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::string ShownUuid(std::string_view bytes) {
  std::string shown = base::ToHex(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
  for (const std::size_t at : {20, 16, 12, 8}) shown.insert(at, 1, '-');
  return shown;
}

char* WriteNumber(double number, char* to) {
  return Write(number, to);
}
char* WriteNumber(float number, char* to) {
  return Write(number, to);
}

}  // namespace macie_local::extract
