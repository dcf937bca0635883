// CSV and TSV: cells stay where they are in the window and are told by offsets, so that a cell costs a search for its
// end.
#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <vector>

#include "extract/batch_builder.h"
#include "extract/readers.h"
#include "extract/table/columns.h"
#include "extract/table/table_marks.h"
#include "extract/window.h"

namespace macie_local::extract {
namespace {

// Among the delimiters that are known, the one that the first row has most of outside of quotation marks; "," when it
// has none [I].
char SniffDelimiter(std::string_view text) {
  constexpr std::array<char, 4> kDelimiters = {',', ';', '\t', '|'};
  std::array<std::size_t, 4> counts{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    for (std::size_t i = 0; i < kDelimiters.size(); ++i) counts[i] += c == kDelimiters[i];
  }
  return kDelimiters[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

class TableReader {
 public:
  TableReader(const Detected& detected, base::ByteStream& stream, Run& run)
      : window_(stream), sink_(run.sink), columns_(run.hash_seed), long_cells_(run.sink), marks_(Delimiter(detected)) {
    units_.reserve(units::kBatchUnitsMax);
  }

  Outcome Read() {
    if (!sink_.Begin(units::Shape::kColumnar, columns_.contexts())) return {Status::kPartial, {}};
    while (true) {
      columns_.Renew();
      const Step step = TakeCells();
      if (step == Step::kMalformed) return {Status::kReadAgain, {}};
      if (!Give()) return {Status::kPartial, {}};
      if (step == Step::kEnd) break;
      if (step == Step::kLongCell) {
        const Step after = TakeLongCell();
        if (after == Step::kStopped) return {Status::kPartial, {}};
        if (after == Step::kMalformed) return {Status::kReadAgain, {}};
      }
      window_.Fill();
    }
    return {window_.failed() ? Status::kPartial : Status::kComplete, {}};
  }

 private:
  enum class Step { kGoOn, kEnd, kMalformed, kLongCell, kStopped };
  // A cell that is not one stretch of its file: what is quoted and has quotes, or goes on behind the closing quote.
  struct Mend {
    std::uint32_t unit;
    std::uint32_t closing;  // the closing quote
    std::uint32_t end;      // the mark behind the cell
  };

  char Delimiter(const Detected& detected) {
    window_.Fill();
    return detected.format == Format::kTsv ? '\t' : SniffDelimiter(window_.bytes());
  }
  std::uint32_t Offset(const char* at) { return static_cast<std::uint32_t>(at - window_.data()); }

  Step TakeCells();
  const char* FindClosingQuote(const char* at, const char* end);
  bool TakeQuoted(const char* end);
  bool TakeCell(const char* end);
  bool TakeLineEnd(const char* mark, const char* end);
  void EndRow();
  void EndCells();
  void ForgetRow();
  Step CutShort();
  bool Give();
  Step TakeLongCell();
  Step TakeLongQuoted();
  Step TakeLongPlain();

  Window window_;
  Sink& sink_;
  Columns columns_;
  BatchBuilder long_cells_;
  TableMarks marks_;
  std::vector<units::Unit> units_;
  std::vector<units::Record> records_;
  std::vector<Mend> mends_;      // of the row that has not ended
  std::size_t units_whole_ = 0;  // those of rows that have ended
  std::size_t records_whole_ = 0;
  std::uint32_t given_end_ = 0;  // what is given of the window ends here
  std::uint64_t row_ = 1;
  std::uint32_t column_ = 1;
  const char* cell_ = nullptr;     // where the cell begins
  const char* closing_ = nullptr;  // its closing quote, when it is quoted and that was found
  bool doubled_ = false;           // it has quotes within
  bool listed_ = false;            // the row is the last of records_
};

// Takes what the window has. Rows that end in it stay; of a row that does not, only what no later window can have.
TableReader::Step TableReader::TakeCells() {
  cell_ = window_.data();
  const char* const end = cell_ + window_.bytes().size();
  marks_.Start(cell_);
  while (true) {
    const char* const mark = marks_.Next(end);
    if (mark == end) {
      if (!window_.at_end()) return CutShort();
      if (cell_ < end && !TakeCell(end)) return CutShort();
      EndRow();
      given_end_ = Offset(end);
      return Step::kEnd;
    }
    if (*mark == marks_.delimiter()) {
      if (!TakeCell(mark)) return CutShort();
      cell_ = mark + 1;
      if (column_ < std::numeric_limits<std::uint32_t>::max()) ++column_;
    } else if (*mark != '"') {
      if (!TakeLineEnd(mark, end)) return CutShort();
    } else if (mark == cell_ && !TakeQuoted(end)) {
      if (!window_.at_end()) return CutShort();
      if (!window_.failed()) return Step::kMalformed;
      EndCells();
      given_end_ = Offset(cell_);
      return Step::kEnd;
    }
  }
}

// Returns null when the window has it not, or not the byte that tells whether it is one.
const char* TableReader::FindClosingQuote(const char* at, const char* end) {
  doubled_ = false;
  while (true) {
    at = static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)));
    if (at == nullptr || (at + 1 == end && !window_.at_end())) return nullptr;
    if (at + 1 == end || at[1] != '"') return at;
    doubled_ = true;
    at += 2;
  }
}

bool TableReader::TakeQuoted(const char* end) {
  closing_ = FindClosingQuote(cell_ + 1, end);
  if (closing_ == nullptr) return false;
  marks_.Start(closing_ + 1);
  return true;
}

// Takes the cell that ends before `end`. Returns false when the batch has no room for it.
bool TableReader::TakeCell(const char* end) {
  const char* begin = cell_;
  const char* text_end = end;
  if (closing_ != nullptr) {
    ++begin;
    text_end = closing_ + 1 == end ? closing_ : end;
  }
  if (begin < text_end) {
    const std::uint32_t context = columns_.ContextOf(column_);
    if (context == 0 || units_.size() == units::kBatchUnitsMax) {
      closing_ = nullptr;
      return false;
    }
    if (!listed_) records_.push_back({.first_unit = static_cast<std::uint32_t>(units_.size()), .number = row_});
    listed_ = true;
    if (closing_ != nullptr && (doubled_ || text_end == end)) {
      mends_.push_back({static_cast<std::uint32_t>(units_.size()), Offset(closing_), Offset(end)});
    }
    units_.push_back({.begin = Offset(begin), .end = Offset(text_end), .context = context, .indices = 0});
  }
  closing_ = nullptr;
  return true;
}

bool TableReader::TakeLineEnd(const char* mark, const char* end) {
  const bool last = mark + 1 == end;
  if (*mark == '\r' && last && !window_.at_end()) return closing_ = nullptr, false;
  if (!TakeCell(mark)) return false;
  const bool pair = *mark == '\r' && !last && mark[1] == '\n';
  if (pair) marks_.Next(end);
  cell_ = mark + (pair ? 2 : 1);
  EndRow();
  given_end_ = Offset(cell_);
  return true;
}

void TableReader::EndRow() {
  EndCells();
  if (row_ == 1) {
    columns_.EndFirstRow();
    // Cells of the first row have their own names around them, so that it is seen what is found in a name.
    for (units::Unit& unit : units_) {
      if (!columns_.has_names()) break;
      const std::uint32_t named = columns_.ContextOf(columns_.contexts().At(unit.context).column);
      if (named != 0) unit.context = named;
    }
  }
  units_whole_ = units_.size();
  records_whole_ = records_.size();
  ++row_;
  column_ = 1;
  listed_ = false;
}

// The cells since the row's first, or since the last batch, will not be read again.
void TableReader::EndCells() {
  for (const Mend& mend : mends_) {
    char* const text = window_.data();
    units::Unit& unit = units_[mend.unit];
    std::uint32_t to = unit.begin;
    for (std::uint32_t at = unit.begin; at < mend.end; ++at) {
      if (at == mend.closing) continue;
      text[to++] = text[at];
      if (at < mend.closing && text[at] == '"') ++at;  // the second of two
    }
    unit.end = to;
    std::memset(text + to, '"', mend.end - to);
  }
  mends_.clear();
  if (row_ > 1) return;
  for (const units::Unit& unit : units_) {
    columns_.TakeFirstRow(columns_.contexts().At(unit.context).column,
                          window_.bytes().substr(unit.begin, unit.end - unit.begin));
  }
}

void TableReader::ForgetRow() {
  units_.resize(units_whole_);
  records_.resize(records_whole_);
  mends_.clear();
  column_ = 1;
  listed_ = false;
}

// The window or the batch ends within a row, before the end of a cell.
TableReader::Step TableReader::CutShort() {
  closing_ = nullptr;
  if (given_end_ > 0) {
    ForgetRow();
    return Step::kGoOn;
  }
  if (cell_ == window_.data()) return Step::kLongCell;
  EndCells();
  given_end_ = Offset(cell_);
  return Step::kGoOn;
}

bool TableReader::Give() {
  bool goes_on = true;
  if (!units_.empty()) {
    goes_on = sink_.Take({.text = window_.bytes().substr(0, given_end_),
                          .units = units_,
                          .records = records_,
                          .indices = {},
                          .owned_begin = 0,
                          .owned_end = given_end_});
  }
  window_.Drop(given_end_);
  units_.clear();
  records_.clear();
  units_whole_ = 0;
  records_whole_ = 0;
  given_end_ = 0;
  listed_ = false;
  return goes_on;
}

// The window is full of a cell that does not end in it. Leaves the window at the mark behind the cell.
TableReader::Step TableReader::TakeLongCell() {
  if (row_ == 1) columns_.TakeFirstRow(column_, window_.bytes());
  if (!long_cells_.BeginRecord(row_) || !long_cells_.Open(columns_.ContextOf(column_), {})) return Step::kStopped;
  Step step = window_.bytes().front() == '"' ? TakeLongQuoted() : Step::kGoOn;
  if (step == Step::kGoOn) step = TakeLongPlain();
  if (step == Step::kGoOn && (!long_cells_.Close() || !long_cells_.Flush())) step = Step::kStopped;
  return step;
}

TableReader::Step TableReader::TakeLongQuoted() {
  std::size_t at = 1;
  while (true) {
    const std::string_view text = window_.bytes();
    const bool last = window_.at_end();
    const std::size_t quote = std::min(text.find('"', at), text.size());
    if (!long_cells_.Append(text.substr(at, quote - at))) return Step::kStopped;
    if (quote + 1 < text.size() || (quote < text.size() && last)) {
      if (!text.substr(quote).starts_with("\"\"")) {
        window_.Drop(quote + 1);
        return Step::kGoOn;
      }
      if (!long_cells_.Append("\"")) return Step::kStopped;
      at = quote + 2;
      continue;
    }
    if (last && !window_.failed()) return Step::kMalformed;
    window_.Drop(quote);
    if (last) return Step::kGoOn;
    window_.Fill();
    at = 0;
  }
}

TableReader::Step TableReader::TakeLongPlain() {
  while (true) {
    window_.Fill();
    const char* const begin = window_.data();
    const char* const end = begin + window_.bytes().size();
    marks_.Start(begin);
    const char* mark = marks_.Next(end);
    while (mark != end && *mark == '"') mark = marks_.Next(end);
    const std::string_view text(begin, static_cast<std::size_t>(mark - begin));
    if (!long_cells_.Append(text)) return Step::kStopped;
    const bool found = mark != end || window_.at_end();
    window_.Drop(text.size());
    if (found) return Step::kGoOn;
  }
}

}  // namespace

Outcome ReadTable(const Detected& detected, base::ByteStream& stream, Run& run) {
  return TableReader(detected, stream, run).Read();
}

}  // namespace macie_local::extract
