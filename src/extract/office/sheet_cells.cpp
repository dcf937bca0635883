#include "extract/office/sheet_cells.h"

#include <utility>

#include "extract/office/cell_values.h"

namespace macie_local::extract {

SheetEnd SheetCells::Give(std::uint64_t row, std::uint32_t column, std::string_view text) {
  if (text.empty()) return SheetEnd::kWell;
  if (text.size() > text_max_ - text_bytes_) return SheetEnd::kTooMuch;
  text_bytes_ += text.size();
  gave_some_ = true;
  if (!row_has_text_ && !batch_.BeginRecord(row)) return SheetEnd::kStopped;
  row_has_text_ = true;
  if (is_first_row_) columns_.TakeFirstRow(column, text);
  if (!waits_) return Add(column, text) ? SheetEnd::kWell : SheetEnd::kStopped;
  waiting_bytes_ += text.size();
  waiting_.push_back({column, std::string(text)});
  const bool waits_on = waiting_bytes_ <= kFirstRowBytesMax && waiting_.size() <= kSheetColumnsMax;
  return waits_on || GiveWaiting() ? SheetEnd::kWell : SheetEnd::kStopped;
}

// The first row is the first that has a value [I].
SheetEnd SheetCells::EndRow() {
  if (is_first_row_ && row_has_text_) {
    columns_.EndFirstRow();
    is_first_row_ = false;
    if (!GiveWaiting()) return SheetEnd::kStopped;
  }
  row_has_text_ = false;
  return SheetEnd::kWell;
}

bool SheetCells::GiveWaiting() {
  waits_ = false;
  for (Waiting& cell : std::exchange(waiting_, {})) {
    const std::size_t size = cell.text.size();
    cell.text.append(BatchBuilder::kOverrun, '\0');
    if (!Add(cell.column, std::string_view(cell.text).substr(0, size))) return false;
  }
  return true;
}

bool SheetCells::Add(std::uint32_t column, std::string_view text) {
  std::uint32_t context = columns_.ContextOf(column);
  if (context == 0) {
    if (!batch_.Flush()) return false;
    columns_.Renew();
    context = columns_.ContextOf(column);
  }
  return batch_.Add(context, {}, text);
}

}  // namespace macie_local::extract
