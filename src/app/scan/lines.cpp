#include "app/scan/lines.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "app/scan/words.h"
#include "base/text.h"
#include "base/utf8.h"
#include "model/managed_data_identifiers.h"

namespace macie_local::app {
namespace {

using Detections = std::vector<const scan::Detection*>;

// As result files write it: "'" is escaped too.
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

// Integers are texts in result files.
void AppendNumber(std::uint64_t number, std::string* out) {
  *out += '"' + std::to_string(number) + '"';
}

struct PlaceJson {
  std::string* out;

  void operator()(const units::NoPlace&) const {}
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

template <class Kind>
void AppendPlaces(std::string_view name, const std::vector<units::Place>& places, std::string* out) {
  out->append("\"").append(name).append("\":[");
  bool first = true;
  for (const units::Place& place : places) {
    const Kind* const kind = std::get_if<Kind>(&place);
    if (kind == nullptr) continue;
    if (!std::exchange(first, false)) *out += ',';
    PlaceJson{out}(*kind);
  }
  *out += ']';
}

void AppendOccurrences(const std::vector<units::Place>& places, std::string* out) {
  *out += "\"occurrences\":{";
  AppendPlaces<units::LineRange>("lineRanges", places, out);
  *out += ',';
  AppendPlaces<units::Page>("pages", places, out);
  *out += ',';
  AppendPlaces<units::RecordPlace>("records", places, out);
  *out += ',';
  AppendPlaces<units::Cell>("cells", places, out);
  *out += '}';
}

// `name` is that of the member with the identifier.
void AppendDetections(std::string_view name, const Detections& detections, std::string* out) {
  std::uint64_t total = 0;
  for (const scan::Detection* detection : detections) total += detection->count;
  *out += "\"totalCount\":";
  AppendNumber(total, out);
  *out += ",\"detections\":[";
  for (const scan::Detection* detection : detections) {
    if (detection != detections.front()) *out += ',';
    out->append("{\"").append(name).append("\":");
    AppendText(detection->id, out);
    *out += ",\"count\":";
    AppendNumber(detection->count, out);
    *out += ',';
    AppendOccurrences(detection->places, out);
    *out += '}';
  }
  *out += ']';
}

std::string_view CategoryOf(const scan::Detection& detection) {
  const model::ManagedDataIdentifier* const identifier = model::FindManagedDataIdentifier(detection.id);
  return identifier == nullptr ? std::string_view() : identifier->category;
}

void AppendSensitiveData(const scan::ObjectResult& result, std::string* out) {
  constexpr std::array<std::string_view, 3> kCategories{"CREDENTIALS", "FINANCIAL_INFORMATION", "PERSONAL_INFORMATION"};
  *out += "\"sensitiveData\":[";
  bool first = true;
  for (const std::string_view category : kCategories) {
    Detections detections;
    for (const scan::Detection& detection : result.detections) {
      if (!detection.custom && CategoryOf(detection) == category) detections.push_back(&detection);
    }
    if (detections.empty()) continue;
    if (!std::exchange(first, false)) *out += ',';
    out->append("{\"category\":\"").append(category).append("\",");
    AppendDetections("type", detections, out);
    *out += '}';
  }
  *out += ']';
}

// It is there only with matches.
void AppendCustomData(const scan::ObjectResult& result, std::string* out) {
  Detections detections;
  for (const scan::Detection& detection : result.detections) {
    if (detection.custom) detections.push_back(&detection);
  }
  if (detections.empty()) return;
  *out += ",\"customDataIdentifiers\":{";
  AppendDetections("name", detections, out);
  *out += '}';
}

void AppendDetails(const scan::ObjectResult& result, std::string* out) {
  out->append("{\"result\":{\"status\":{\"code\":\"").append(NameOf(result.status)).append("\"");
  if (!result.reason.empty()) out->append(",\"reason\":\"").append(result.reason).append("\"");
  *out += "},\"sizeClassified\":";
  AppendNumber(result.bytes, out);
  if (!result.mime.empty()) {
    *out += ",\"mimeType\":";
    AppendText(result.mime, out);
  }
  *out += ',';
  AppendSensitiveData(result, out);
  AppendCustomData(result, out);
  *out += "}}";
}

std::string PlacesInWords(const scan::Detection& detection) {
  if (detection.places.empty()) return "";
  std::string words = ": ";
  const std::size_t shown = std::min(detection.places.size(), kPlacesShown);
  for (std::size_t i = 0; i < shown; ++i) {
    words += (i > 0 ? ", " : "") + PlaceInWords(detection.places[i]);
  }
  return detection.count > shown ? words + ", ..." : words;
}

}  // namespace

bool IsWorthALine(const scan::ObjectResult& result) {
  return !result.detections.empty() || result.status != scan::Status::kComplete;
}

std::string JsonLine(std::string_view path, const scan::ObjectResult& result) {
  std::string line = "{\"path\":";
  base::AppendJsonString(base::MendUtf8(path), &line);
  if (!result.mime.empty()) {
    line += ",\"mimeType\":";
    base::AppendJsonString(result.mime, &line);
  }
  line += ",\"sizeClassified\":" + std::to_string(result.bytes) + ",\"classificationDetails\":";
  AppendDetails(result, &line);
  line += "}\n";
  return line;
}

std::string TextLines(std::string_view path, const scan::ObjectResult& result) {
  const std::string name = Printable(path) + ": ";
  std::string lines;
  for (const scan::Detection& detection : result.detections) {
    lines += name + Printable(detection.id) + ", " + TimesInWords(detection.count) + PlacesInWords(detection) + "\n";
  }
  if (result.status != scan::Status::kComplete) {
    lines.append(name).append(NameOf(result.status)).append(" ").append(result.reason).append("\n");
  }
  return lines;
}

}  // namespace macie_local::app
