// How cells of a workbook are addressed, and numbers in them shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extract/office/package.h"

namespace macie_local::extract {

// A sheet is no larger.
inline constexpr std::uint64_t kSheetRowsMax = 1 << 20;
inline constexpr std::uint32_t kSheetColumnsMax = 1 << 14;
// A workbook of more sheets is malformed.
inline constexpr std::size_t kSheetsMax = 1 << 13;

struct CellAddress {
  std::uint64_t row;     // from 1
  std::uint32_t column;  // from 1
};
// Parses an address such as "AB12". Returns nothing when it is none, or not in a sheet.
std::optional<CellAddress> ParseCellAddress(std::string_view text);
// Returns the number of a row, or nothing when it is none.
std::optional<std::uint64_t> ParseRow(std::string_view text);

// Returns a number that is spelled with digits alone, or nothing when it is none.
std::optional<std::size_t> ParseNumber(std::string_view text);

// Returns how a sheet is named in references to its cells: in quotes when it is more than letters, digits, "_" and ".",
// or begins with a digit [I]. A name of more bytes than sheets may have is cut.
std::string SheetInReferences(std::string_view name);

// How numbers are meant to be shown, by the number of a style.
class Styles {
 public:
  // Styles of higher numbers have no format.
  static constexpr std::size_t kStylesMax = 1 << 16;

  // Reads them from a part. Returns why it can't, or nothing.
  std::string_view Take(const Package& package, const Package::Part& part);
  bool IsDate(std::size_t style) const { return style < dates_.size() && dates_[style]; }

 private:
  std::vector<bool> dates_;
};

// Says whether a format of numbers shows a day or a year: one that a workbook defines, or one of those that all have,
// by its number.
bool IsDateFormat(std::string_view code);
bool IsDateFormat(unsigned number);

// Returns a number of a sheet as it is searched: a date as "2026-01-31", with a time that is not midnight
// "2026-01-31 23:59:59"; a whole number with all its digits, where it is spelled with an exponent; else as it is
// spelled [I]. `from_1904` says from when the workbook counts its days.
std::string ShownNumber(std::string_view spelled, bool is_date, bool from_1904);

}  // namespace macie_local::extract
