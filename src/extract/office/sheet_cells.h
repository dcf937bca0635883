// What sheets of workbooks give: cells with text, row by row, under the names that the first row has for their columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extract/batch_builder.h"
#include "extract/readers.h"
#include "extract/table/columns.h"

namespace macie_local::extract {

enum class SheetEnd : std::uint8_t { kWell, kStopped, kMalformed, kTooMuch };

// The cells of one sheet.
class SheetCells {
 public:
  // All outlive it. `text_bytes` counts the texts of all sheets of a workbook, which may have
  // Limits::office_text_bytes.
  SheetCells(Columns& columns, Run& run, std::uint64_t* text_bytes)
      : columns_(columns), batch_(run.sink), text_max_(run.limits.office_text_bytes), text_bytes_(*text_bytes) {}

  // Gives a cell, of which an empty one is none. The row and the column count from 1. What is behind the text is not
  // looked at, but BatchBuilder::kOverrun bytes of it must be there. Returns kWell, kTooMuch or kStopped.
  SheetEnd Give(std::uint64_t row, std::uint32_t column, std::string_view text);
  // The row is over: cells that follow are of another. Returns kWell or kStopped.
  SheetEnd EndRow();
  // Hands on what there is. Returns false when the sink stops.
  bool Finish() { return GiveWaiting() && batch_.Flush(); }
  bool gave_some() const { return gave_some_; }

 private:
  // A cell of the first row, of which it is not known yet what its column is called.
  struct Waiting {
    std::uint32_t column;
    std::string text;
  };
  // The first row waits until all of it is there, unless it has more text.
  static constexpr std::size_t kFirstRowBytesMax = 1 << 20;

  bool GiveWaiting();
  bool Add(std::uint32_t column, std::string_view text);

  Columns& columns_;
  BatchBuilder batch_;
  std::uint64_t text_max_;
  std::uint64_t& text_bytes_;
  std::vector<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool is_first_row_ = true;
  bool waits_ = true;
  bool row_has_text_ = false;
  bool gave_some_ = false;
};

}  // namespace macie_local::extract
