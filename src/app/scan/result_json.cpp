#include "app/scan/result_json.h"

#include <variant>

#include "base/text.h"
#include "base/utf8.h"

namespace macie_local::app {
namespace {

struct PlaceJson {
  std::string* out;

  void operator()(const units::NoPlace&) const { *out += "{}"; }
  void operator()(const units::Cell& cell) const {
    *out += "{\"row\":";
    AppendNumber(cell.row, out);
    *out += ",\"column\":";
    AppendNumber(cell.column, out);
    Member("columnName", cell.column_name);
    Member("cellReference", cell.cell_reference);
    *out += '}';
  }
  void operator()(const units::RecordPlace& record) const {
    *out += "{\"recordIndex\":";
    AppendNumber(record.index, out);
    Member("jsonPath", record.json_path);
    *out += '}';
  }
  void operator()(const units::LineRange& lines) const {
    *out += "{\"start\":";
    AppendNumber(lines.start, out);
    *out += ",\"end\":";
    AppendNumber(lines.end, out);
    *out += ",\"startColumn\":";
    AppendNumber(lines.start_column, out);
    *out += '}';
  }
  void operator()(const units::Page& page) const {
    *out += "{\"pageNumber\":";
    AppendNumber(page.number, out);
    *out += '}';
  }

 private:
  // What is not there is left out.
  void Member(std::string_view name, const std::string& text) const {
    if (text.empty()) return;
    out->append(",\"").append(name).append("\":");
    AppendText(text, out);
  }
};

}  // namespace

void AppendText(std::string_view text, std::string* out) {
  std::string literal;
  base::AppendJsonString(base::MendUtf8(text), &literal);
  for (const char c : literal) {
    if (c == '\'') {
      *out += "\\u0027";
    } else {
      *out += c;
    }
  }
}

void AppendNumber(std::uint64_t number, std::string* out) {
  *out += '"' + std::to_string(number) + '"';
}

void AppendPlace(const units::Place& place, std::string* out) {
  std::visit(PlaceJson{out}, place);
}

}  // namespace macie_local::app
