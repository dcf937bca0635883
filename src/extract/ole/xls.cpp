// XLS: the cells of the sheets of a workbook of Excel 5 to 2003, as those of XLSX are given.
#include <array>
#include <bit>
#include <charconv>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "extract/office/cell_values.h"
#include "extract/office/shared_strings.h"
#include "extract/office/sheet_cells.h"
#include "extract/ole/biff.h"
#include "extract/ole/readers.h"
#include "extract/table/columns.h"

namespace macie_local::extract {
namespace {

// Kinds of records.
enum : std::uint16_t {
  kFormula = 0x06,
  kEnd = 0x0A,
  kDateMode = 0x22,
  kPassword = 0x2F,
  kSheet = 0x85,
  kNumbers = 0xBD,
  kRichLabel = 0xD6,
  kStyle = 0xE0,
  kSharedTexts = 0xFC,
  kSharedLabel = 0xFD,
  kNumber = 0x203,
  kLabel = 0x204,
  kFormulaText = 0x207,
  kShortNumber = 0x27E,
  kFormat = 0x41E,
  kBegin = 0x809
};

class XlsReader {
 public:
  XlsReader(const OleBytes& bytes, Run& run) : run_(run), stream_(bytes), records_(stream_) {}

  Outcome Read();

 private:
  struct Cell {
    std::uint64_t row = 0;     // from 1
    std::uint32_t column = 0;  // from 1
    std::size_t style = 0;
  };

  SheetEnd Take();
  SheetEnd Begin();
  SheetEnd BeginSheet(std::uint64_t position);
  SheetEnd End();
  SheetEnd TakeSharedTexts();
  void TakeSheet();
  void TakeFormat();
  SheetEnd TakeCell();
  SheetEnd TakeNumbers();
  SheetEnd TakeFormula();
  Cell TakePlace();
  SheetEnd GiveNumber(const Cell& cell, double number);
  SheetEnd GiveText(const Cell& cell, std::string text);
  SheetEnd Give(const Cell& cell, std::string_view text);
  bool IsDate(std::size_t style) const;
  Outcome OutcomeOf(SheetEnd end);

  Run& run_;
  OleStream stream_;
  BiffRecords records_;
  SharedStrings strings_;
  std::map<std::uint64_t, std::string> sheets_;  // what they are called, by where they begin
  std::vector<std::uint16_t> styles_;            // the formats of their numbers
  std::set<unsigned> date_formats_;
  bool from_1904_ = false;
  bool encrypted_ = false;
  std::uint64_t text_bytes_ = 0;
  std::size_t begun_ = 0;     // sheets
  std::uint64_t nested_ = 0;  // parts in each other: a chart lies in a sheet
  std::unique_ptr<Columns> columns_;
  std::unique_ptr<SheetCells> cells_;  // of the sheet that is read
  std::uint64_t row_ = 0;
  Cell formula_;  // whose text follows
  bool awaits_text_ = false;
  bool gave_some_ = false;
};

// Short forms of numbers: whole or the upper half of a fraction, as they are or a hundredth.
double ShortNumber(std::uint32_t bits) {
  constexpr std::uint32_t kHundredth = 1;
  constexpr std::uint32_t kWhole = 2;
  const double number = (bits & kWhole) != 0
                            ? static_cast<double>(static_cast<std::int32_t>(bits) >> 2)
                            : std::bit_cast<double>(static_cast<std::uint64_t>(bits & ~std::uint32_t{3}) << 32);
  return (bits & kHundredth) != 0 ? number / 100 : number;
}

Outcome XlsReader::Read() {
  SheetEnd end = SheetEnd::kWell;
  while (end == SheetEnd::kWell && !encrypted_ && records_.Next()) end = Take();
  if (end == SheetEnd::kWell && (records_.cut() || records_.failed() || begun_ == 0)) end = SheetEnd::kMalformed;
  if (end != SheetEnd::kStopped && End() == SheetEnd::kStopped) end = SheetEnd::kStopped;
  return OutcomeOf(end);
}

Outcome XlsReader::OutcomeOf(SheetEnd end) {
  if (encrypted_) return {Status::kSkipped, reason::kUnparseable};
  const Status status = gave_some_ ? Status::kPartial : Status::kSkipped;
  switch (end) {
    case SheetEnd::kStopped:
      return {Status::kPartial, {}};
    case SheetEnd::kMalformed:
      return {status, reason::kMalformedOffice};
    case SheetEnd::kTooMuch:
      return {status, reason::kOfficeSize};
    case SheetEnd::kWell:
      break;
  }
  return {};
}

SheetEnd XlsReader::Take() {
  switch (records_.kind()) {
    case kBegin:
      return Begin();
    case kEnd:
      if (nested_ > 0) --nested_;
      return nested_ == 0 ? End() : SheetEnd::kWell;
    case kPassword:
      encrypted_ = true;
      return SheetEnd::kWell;
    case kDateMode:
      from_1904_ = records_.Number16() == 1;
      return SheetEnd::kWell;
    case kSheet:
      TakeSheet();
      return SheetEnd::kWell;
    case kStyle:
      records_.Skip(2);
      if (styles_.size() < Styles::kStylesMax) styles_.push_back(records_.Number16());
      return SheetEnd::kWell;
    case kFormat:
      TakeFormat();
      return SheetEnd::kWell;
    case kSharedTexts:
      return TakeSharedTexts();
    default:
      return cells_ != nullptr && nested_ == 1 ? TakeCell() : SheetEnd::kWell;
  }
}

// A part of the workbook, or of a sheet. Sheets alone have cells: charts have numbers that are in sheets, too.
SheetEnd XlsReader::Begin() {
  constexpr std::uint16_t kNewForm = 0x600;
  constexpr std::uint16_t kSheetPart = 0x10;
  const std::uint64_t position = records_.position();
  records_.SetOld(records_.Number16() != kNewForm);
  const bool is_sheet = records_.Number16() == kSheetPart;
  return ++nested_ == 1 && is_sheet ? BeginSheet(position) : SheetEnd::kWell;
}

SheetEnd XlsReader::BeginSheet(std::uint64_t position) {
  if (++begun_ > kSheetsMax) return SheetEnd::kMalformed;
  const auto name = sheets_.find(position);
  auto columns =
      std::make_unique<Columns>(run_.hash_seed, SheetInReferences(name == sheets_.end() ? "" : name->second));
  const bool goes_on = run_.sink.Begin(units::Shape::kColumnar, columns->contexts());
  columns_ = std::move(columns);
  cells_ = std::make_unique<SheetCells>(*columns_, run_, &text_bytes_);
  row_ = 0;
  awaits_text_ = false;
  return goes_on ? SheetEnd::kWell : SheetEnd::kStopped;
}

// The sheet that is read, if one is, is over.
SheetEnd XlsReader::End() {
  if (cells_ == nullptr) return SheetEnd::kWell;
  const SheetEnd end = cells_->EndRow();
  const bool goes_on = end == SheetEnd::kWell && cells_->Finish();
  cells_.reset();
  return goes_on ? SheetEnd::kWell : SheetEnd::kStopped;
}

void XlsReader::TakeSheet() {
  const std::uint64_t position = records_.Number32();
  records_.Skip(2);
  std::string name;
  records_.Text(false, &name);
  if (sheets_.size() < kSheetsMax) sheets_.emplace(position, std::move(name));
}

void XlsReader::TakeFormat() {
  const std::uint16_t number = records_.Number16();
  std::string code;
  records_.Text(!records_.old(), &code);
  if (IsDateFormat(code)) date_formats_.insert(number);
}

SheetEnd XlsReader::TakeSharedTexts() {
  records_.Skip(4);
  const std::uint32_t count = records_.Number32();
  std::string text;
  for (std::uint32_t i = 0; i < count && !records_.over(); ++i) {
    text.clear();
    records_.SharedText(&text);
    if (!strings_.Add(text)) return SheetEnd::kTooMuch;
  }
  strings_.EndAdding();
  return SheetEnd::kWell;
}

SheetEnd XlsReader::TakeCell() {
  switch (records_.kind()) {
    case kSharedLabel: {
      const Cell cell = TakePlace();
      const auto text = strings_.At(records_.Number32());
      return text ? Give(cell, *text) : SheetEnd::kWell;
    }
    case kLabel:
    case kRichLabel: {
      const Cell cell = TakePlace();
      std::string text;
      records_.Text(true, &text);
      return GiveText(cell, std::move(text));
    }
    case kNumber: {
      const Cell cell = TakePlace();
      return GiveNumber(cell, records_.Fraction());
    }
    case kShortNumber: {
      const Cell cell = TakePlace();
      return GiveNumber(cell, ShortNumber(records_.Number32()));
    }
    case kNumbers:
      return TakeNumbers();
    case kFormula:
      return TakeFormula();
    case kFormulaText: {
      std::string text;
      if (!std::exchange(awaits_text_, false)) return SheetEnd::kWell;
      records_.Text(true, &text);
      return GiveText(formula_, std::move(text));
    }
    default:
      return SheetEnd::kWell;
  }
}

XlsReader::Cell XlsReader::TakePlace() {
  Cell cell;
  cell.row = std::uint64_t{records_.Number16()} + 1;
  cell.column = std::uint32_t{records_.Number16()} + 1;
  cell.style = records_.Number16();
  return cell;
}

// The row, the first column, for each the style and the number, the last column.
SheetEnd XlsReader::TakeNumbers() {
  constexpr std::size_t kNumberBytes = 6;
  constexpr std::size_t kLastBytes = 2;
  Cell cell;
  cell.row = std::uint64_t{records_.Number16()} + 1;
  cell.column = std::uint32_t{records_.Number16()} + 1;
  for (; records_.left() >= kNumberBytes + kLastBytes; ++cell.column) {
    cell.style = records_.Number16();
    const SheetEnd end = GiveNumber(cell, ShortNumber(records_.Number32()));
    if (end != SheetEnd::kWell) return end;
  }
  return SheetEnd::kWell;
}

// What it had as its result when it was saved. Booleans and errors are not searched.
SheetEnd XlsReader::TakeFormula() {
  constexpr std::uint64_t kNoNumber = 0xFFFF;
  constexpr std::uint64_t kText = 0;
  formula_ = TakePlace();
  const double number = records_.Fraction();
  const auto bits = std::bit_cast<std::uint64_t>(number);
  awaits_text_ = bits >> 48 == kNoNumber && (bits & 0xFF) == kText;
  return bits >> 48 == kNoNumber ? SheetEnd::kWell : GiveNumber(formula_, number);
}

bool XlsReader::IsDate(std::size_t style) const {
  if (style >= styles_.size()) return false;
  return IsDateFormat(static_cast<unsigned>(styles_[style])) || date_formats_.contains(styles_[style]);
}

// Excel keeps fifteen digits of a number.
SheetEnd XlsReader::GiveNumber(const Cell& cell, double number) {
  constexpr int kDigits = 15;
  std::array<char, 32> spelled{};
  const char* const end =
      std::to_chars(spelled.data(), spelled.data() + spelled.size(), number, std::chars_format::general, kDigits).ptr;
  const std::string_view text(spelled.data(), static_cast<std::size_t>(end - spelled.data()));
  return GiveText(cell, ShownNumber(text, IsDate(cell.style), from_1904_));
}

SheetEnd XlsReader::GiveText(const Cell& cell, std::string text) {
  const std::size_t size = text.size();
  text.append(BatchBuilder::kOverrun, '\0');
  return Give(cell, std::string_view(text).substr(0, size));
}

// What a record that is too short would have said is not given.
SheetEnd XlsReader::Give(const Cell& cell, std::string_view text) {
  if (records_.over() || cell.column > kSheetColumnsMax) return SheetEnd::kWell;
  if (cell.row != row_ && cells_->EndRow() != SheetEnd::kWell) return SheetEnd::kStopped;
  row_ = cell.row;
  const SheetEnd end = cells_->Give(cell.row, cell.column, text);
  gave_some_ = gave_some_ || cells_->gave_some();
  return end;
}

}  // namespace

Outcome ReadXls(const OleBytes& bytes, Run& run) {
  return XlsReader(bytes, run).Read();
}

}  // namespace macie_local::extract
