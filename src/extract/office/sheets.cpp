// XLSX: the cells of its sheets, each with its reference.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "extract/batch_builder.h"
#include "extract/office/cell_values.h"
#include "extract/office/package.h"
#include "extract/office/shared_strings.h"
#include "extract/office/sheet_cells.h"
#include "extract/readers.h"

namespace macie_local::extract {
namespace {

// A cell that has more text of its own than this is malformed.
constexpr std::size_t kCellBytesMax = 1 << 20;

// What cells of all sheets have in common.
struct Workbook {
  SharedStrings strings;
  Styles styles;
  bool from_1904 = false;
  std::uint64_t text_bytes = 0;  // of cells that were given
};

class SheetReader {
 public:
  SheetReader(Workbook& workbook, Columns& columns, Run& run)
      : workbook_(workbook), cells_(columns, run, &workbook.text_bytes) {}

  SheetEnd Read(XmlTokens& tokens);
  bool gave_some() const { return cells_.gave_some(); }

 private:
  SheetEnd Start(XmlTokens& tokens);
  SheetEnd End(std::string_view name);
  SheetEnd EndCell();
  SheetEnd EndRow();

  Workbook& workbook_;
  SheetCells cells_;
  std::uint64_t row_ = 0;
  bool row_is_known_ = false;  // that of the cells that follow
  std::uint32_t column_ = 0;
  bool in_cell_ = false;
  bool in_value_ = false;
  std::string type_;
  std::size_t style_ = 0;
  std::string text_;
  StringTokens string_;
};

SheetEnd SheetReader::Read(XmlTokens& tokens) {
  for (auto kind = tokens.Next(); kind != XmlTokens::Kind::kFinished; kind = tokens.Next()) {
    SheetEnd end = kind == XmlTokens::Kind::kMalformed ? SheetEnd::kMalformed : SheetEnd::kWell;
    if (in_cell_ && end == SheetEnd::kWell) string_.Take(kind, tokens, &text_);
    if (kind == XmlTokens::Kind::kText && in_value_) text_.append(tokens.text());
    if (text_.size() > kCellBytesMax) end = SheetEnd::kMalformed;
    if (end == SheetEnd::kWell && kind == XmlTokens::Kind::kStart) end = Start(tokens);
    if (end == SheetEnd::kWell && kind == XmlTokens::Kind::kEnd) end = End(tokens.name());
    if (end == SheetEnd::kWell) continue;
    const bool goes_on = end == SheetEnd::kStopped || cells_.Finish();
    return goes_on ? end : SheetEnd::kStopped;
  }
  return cells_.Finish() ? SheetEnd::kWell : SheetEnd::kStopped;
}

SheetEnd SheetReader::Start(XmlTokens& tokens) {
  if (tokens.name() == "row") {
    // Cells may stand outside of rows.
    if (const SheetEnd end = EndRow(); end != SheetEnd::kWell) return end;
    const auto row = ParseRow(tokens.Attribute("r").value_or(""));
    row_ = row.value_or(row_ + 1);
    row_is_known_ = row.has_value();
    column_ = 0;
  } else if (tokens.name() == "c") {
    const auto address = ParseCellAddress(tokens.Attribute("r").value_or(""));
    if (address && !row_is_known_) row_ = address->row;
    row_is_known_ = true;
    if (row_ == 0) row_ = 1;
    if (address || column_ < kSheetColumnsMax) column_ = address ? address->column : column_ + 1;
    type_ = tokens.Attribute("t").value_or("n");
    style_ = ParseNumber(tokens.Attribute("s").value_or("")).value_or(0);
    text_.clear();
    string_ = {};
    in_cell_ = true;
    in_value_ = false;
  } else if (tokens.name() == "v") {
    in_value_ = in_cell_;
  }
  return SheetEnd::kWell;
}

SheetEnd SheetReader::End(std::string_view name) {
  if (name == "v") in_value_ = false;
  if (name == "c" && in_cell_) return EndCell();
  return name == "row" ? EndRow() : SheetEnd::kWell;
}

// Booleans and errors are not searched, as literals of JSON are not.
SheetEnd SheetReader::EndCell() {
  in_cell_ = false;
  in_value_ = false;
  if (type_ == "s") {
    const auto number = ParseNumber(text_);
    const auto shared = number ? workbook_.strings.At(*number) : std::nullopt;
    return shared ? cells_.Give(row_, column_, *shared) : SheetEnd::kWell;
  }
  if (type_ == "b" || type_ == "e") return SheetEnd::kWell;
  if (type_ == "n") text_ = ShownNumber(text_, workbook_.styles.IsDate(style_), workbook_.from_1904);
  const std::size_t size = text_.size();
  text_.append(BatchBuilder::kOverrun, '\0');
  const SheetEnd end = cells_.Give(row_, column_, std::string_view(text_).substr(0, size));
  text_.clear();
  return end;
}

// A cell ends with its row, whatever its tags say: what comes then has no column yet.
SheetEnd SheetReader::EndRow() {
  row_is_known_ = false;
  in_cell_ = false;
  in_value_ = false;
  return cells_.EndRow();
}

class SheetsReader {
 public:
  explicit SheetsReader(Run& run) : run_(run), package_(run) {}

  Outcome Read(base::ByteStream& stream) {
    if (const auto outcome = package_.Open(stream)) return *outcome;
    const auto* const main = package_.FirstOfType(".main+xml");
    if (main == nullptr) return {Status::kSkipped, reason::kMalformedOffice};
    Fail(TakeSheets(*main));
    if (const auto* part = package_.FirstOfType(".sharedstrings+xml"))
      Fail(workbook_.strings.Take(package_, part->second));
    if (const auto* part = package_.FirstOfType(".styles+xml")) Fail(workbook_.styles.Take(package_, part->second));
    if (!reason_.empty()) return {Status::kSkipped, reason_};
    for (const Sheet& sheet : sheets_) {
      if (!ReadSheet(sheet)) return {Status::kPartial, {}};
      if (too_much_) break;
    }
    if (reason_.empty()) return {};
    return {some_read_ ? Status::kPartial : Status::kSkipped, reason_};
  }

 private:
  struct Sheet {
    std::string name;
    const Package::Part* part;
  };

  void Fail(std::string_view reason) {
    if (reason_.empty()) reason_ = reason;
  }
  std::string_view TakeSheets(const Package::Parts::value_type& main);
  bool ReadSheet(const Sheet& sheet);

  Run& run_;
  Package package_;
  Workbook workbook_;
  std::vector<Sheet> sheets_;
  std::unique_ptr<Columns> columns_;  // of the sheet that was begun last
  std::string_view reason_;
  bool some_read_ = false;
  bool too_much_ = false;
};

// Finds the sheets in their order. Returns why it can't, or nothing.
std::string_view SheetsReader::TakeSheets(const Package::Parts::value_type& main) {
  if (const std::string_view refused = package_.Refuses(main.second); !refused.empty()) return refused;
  const auto relations = Relations(package_, main.first);
  PartTokens source(package_, main.second);
  XmlTokens& tokens = source.tokens();
  for (auto kind = tokens.Next(); kind != XmlTokens::Kind::kFinished; kind = tokens.Next()) {
    if (kind == XmlTokens::Kind::kMalformed || sheets_.size() > kSheetsMax) return source.reason();
    if (kind != XmlTokens::Kind::kStart) continue;
    if (tokens.name() == "workbookPr") {
      const std::string_view from_1904 = tokens.Attribute("date1904").value_or("0");
      workbook_.from_1904 = from_1904 == "1" || from_1904 == "true";
    }
    if (tokens.name() != "sheet") continue;
    const auto relation = relations.find(tokens.Attribute("id").value_or(""));
    if (relation == relations.end()) continue;
    const auto* const part = package_.Find(main.first, relation->second);
    if (part == nullptr || !part->second.type.ends_with(".worksheet+xml")) continue;
    sheets_.push_back({SheetInReferences(tokens.Attribute("name").value_or("")), &part->second});
  }
  return {};
}

// Returns false when the sink stops.
bool SheetsReader::ReadSheet(const Sheet& sheet) {
  if (const std::string_view refused = package_.Refuses(*sheet.part); !refused.empty()) {
    Fail(refused);
    return true;
  }
  auto columns = std::make_unique<Columns>(run_.hash_seed, sheet.name);
  const bool goes_on = run_.sink.Begin(units::Shape::kColumnar, columns->contexts());
  columns_ = std::move(columns);
  if (!goes_on) return false;
  PartTokens source(package_, *sheet.part);
  SheetReader reader(workbook_, *columns_, run_);
  const SheetEnd end = reader.Read(source.tokens());
  some_read_ = some_read_ || end == SheetEnd::kWell || reader.gave_some();
  too_much_ = end == SheetEnd::kTooMuch;
  if (end == SheetEnd::kMalformed) Fail(source.reason());
  if (too_much_) Fail(reason::kOfficeSize);
  return end != SheetEnd::kStopped;
}

}  // namespace

Outcome ReadSheets(const Detected& /*detected*/, base::ByteStream& stream, Run& run) {
  return SheetsReader(run).Read(stream);
}

}  // namespace macie_local::extract
