#include "extract/office/cell_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <set>

namespace macie_local::extract {
namespace {

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

template <class Number>
std::optional<Number> Parse(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Returns the day and time of a number, or nothing when it is none of a date.
std::optional<std::string> DateOf(double number, bool from_1904) {
  constexpr int kEnd = 2'958'466;  // the first day of the year 10000
  constexpr int kSecondsOfDay = 86'400;
  constexpr int kDaysTo1904 = 1462;
  if (from_1904) number += kDaysTo1904;
  if (!(number >= 1 && number < kEnd)) return std::nullopt;
  int day = static_cast<int>(number);
  int second = static_cast<int>(std::lround((number - day) * kSecondsOfDay));
  if (second == kSecondsOfDay) ++day, second = 0;
  if (day == kEnd) return std::nullopt;
  // Days are counted as if 1900 had been a leap year.
  const auto date = std::chrono::sys_days(std::chrono::year{1899} / 12 / (day < 60 ? 31 : 30)) + std::chrono::days(day);
  const std::chrono::year_month_day parts(date);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(parts.year()),
                static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day()));
  std::string shown = text.data();
  if (second == 0) return shown;
  std::snprintf(text.data(), text.size(), " %02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
  return shown + text.data();
}

}  // namespace

std::optional<CellAddress> ParseCellAddress(std::string_view text) {
  CellAddress address{0, 0};
  std::size_t at = 0;
  for (; at < text.size() && IsLetter(text[at]); ++at) {
    address.column = address.column * 26 + static_cast<std::uint32_t>((text[at] & 0x1F));
    if (address.column > kSheetColumnsMax) return std::nullopt;
  }
  const auto row = ParseRow(text.substr(at));
  if (at == 0 || !row) return std::nullopt;
  address.row = *row;
  return address;
}

std::optional<std::uint64_t> ParseRow(std::string_view text) {
  const auto row = Parse<std::uint64_t>(text);
  return row && *row >= 1 && *row <= kSheetRowsMax ? row : std::nullopt;
}

std::optional<std::size_t> ParseNumber(std::string_view text) {
  return Parse<std::size_t>(text);
}

std::string SheetInReferences(std::string_view name) {
  constexpr std::size_t kBytesMax = 124;  // 31 characters
  name = name.substr(0, kBytesMax);
  const bool simple = !name.empty() && !IsDigit(name.front()) && std::all_of(name.begin(), name.end(), [](char c) {
    return IsLetter(c) || IsDigit(c) || c == '_' || c == '.' || (static_cast<unsigned char>(c) & 0x80) != 0;
  });
  if (simple) return std::string(name);
  std::string quoted = "'";
  for (const char c : name) quoted.append(c == '\'' ? "''" : std::string(1, c));
  return quoted + "'";
}

bool IsDateFormat(std::string_view code) {
  char closing = '\0';
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (closing != '\0') {
      if (c == closing) closing = '\0';
    } else if (c == '"' || c == '[') {
      closing = c == '"' ? '"' : ']';
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') {
      return true;
    }
  }
  return false;
}

// Formats of other scripts are dates, too.
bool IsDateFormat(unsigned number) {
  return (number >= 14 && number <= 17) || number == 22 || (number >= 27 && number <= 31) || number == 36 ||
         (number >= 50 && number <= 54) || number == 57 || number == 58;
}

std::string_view Styles::Take(const Package& package, const Package::Part& part) {
  if (const std::string_view refused = package.Refuses(part); !refused.empty()) return refused;
  PartTokens source(package, part);
  XmlTokens& tokens = source.tokens();
  std::set<unsigned> date_formats;
  bool within = false;
  for (auto kind = tokens.Next(); kind != XmlTokens::Kind::kFinished; kind = tokens.Next()) {
    if (kind == XmlTokens::Kind::kMalformed) return source.reason();
    if (kind == XmlTokens::Kind::kText) continue;
    const bool starts = kind == XmlTokens::Kind::kStart;
    if (tokens.name() == "cellXfs") within = starts;
    if (!starts) continue;
    const auto format = Parse<unsigned>(tokens.Attribute("numFmtId").value_or(""));
    if (tokens.name() == "numFmt" && format && date_formats.size() < kStylesMax &&
        IsDateFormat(tokens.Attribute("formatCode").value_or(""))) {
      date_formats.insert(*format);
    }
    if (tokens.name() == "xf" && within && dates_.size() < kStylesMax) {
      dates_.push_back(format && (IsDateFormat(*format) || date_formats.contains(*format)));
    }
  }
  return {};
}

std::string ShownNumber(std::string_view spelled, bool is_date, bool from_1904) {
  constexpr double kWholeBelow = 1e17;
  const bool exponent = spelled.find_first_of("eE") != std::string_view::npos;
  if (!is_date && !exponent) return std::string(spelled);
  const auto number = Parse<double>(spelled);
  if (!number || !std::isfinite(*number)) return std::string(spelled);
  if (is_date) {
    if (auto date = DateOf(*number, from_1904)) return *date;
  }
  if (!exponent || std::fabs(*number) >= kWholeBelow || std::trunc(*number) != *number) return std::string(spelled);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.0f", *number);
  return text.data();
}

}  // namespace macie_local::extract
