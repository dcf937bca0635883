#include "app/scan/words.h"

#include <variant>

#include "base/utf8.h"

namespace macie_local::app {

std::string Printable(std::string_view text) {
  std::string printable;
  for (const char c : base::MendUtf8(text)) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      printable += '?';
    } else {
      printable += c;
    }
  }
  return printable;
}

namespace {

struct PlaceWords {
  std::string operator()(const units::NoPlace&) const { return ""; }
  std::string operator()(const units::Cell& cell) const {
    if (!cell.cell_reference.empty()) return Printable(cell.cell_reference);
    const std::string name = cell.column_name.empty() ? "" : " (" + Printable(cell.column_name) + ")";
    return "row " + std::to_string(cell.row) + " column " + std::to_string(cell.column) + name;
  }
  std::string operator()(const units::RecordPlace& record) const {
    return "record " + std::to_string(record.index) + (record.json_path.empty() ? "" : " ") +
           Printable(record.json_path);
  }
  std::string operator()(const units::LineRange& lines) const {
    const std::string first = "line " + std::to_string(lines.start);
    if (lines.end != lines.start) return first + " to " + std::to_string(lines.end);
    return first + " column " + std::to_string(lines.start_column);
  }
  std::string operator()(const units::Page& page) const { return "page " + std::to_string(page.number); }
};

}  // namespace

std::string PlaceInWords(const units::Place& place) {
  return std::visit(PlaceWords{}, place);
}

std::string TimesInWords(std::uint64_t count) {
  return count == 1 ? "once" : std::to_string(count) + " times";
}

}  // namespace macie_local::app
