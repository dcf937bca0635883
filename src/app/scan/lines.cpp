#include "app/scan/lines.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "app/scan/explanation.h"
#include "app/scan/result_json.h"
#include "app/scan/words.h"
#include "base/text.h"
#include "base/utf8.h"
#include "model/managed_data_identifiers.h"

namespace macie_local::app {
namespace {

using Detections = std::vector<const scan::Detection*>;

template <class Kind>
void AppendPlaces(std::string_view name, const std::vector<units::Place>& places, std::string* out) {
  out->append("\"").append(name).append("\":[");
  bool first = true;
  for (const units::Place& place : places) {
    if (!std::holds_alternative<Kind>(place)) continue;
    if (!std::exchange(first, false)) *out += ',';
    AppendPlace(place, out);
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
  return !result.detections.empty() || !result.near_misses.empty() || result.status != scan::Status::kComplete;
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
  if (!result.near_misses.empty()) {
    line += ",\"nearMisses\":";
    AppendNearMisses(result.near_misses, &line);
  }
  line += "}\n";
  return line;
}

std::string TextLines(std::string_view path, const scan::ObjectResult& result) {
  const std::string name = Printable(path) + ": ";
  std::string lines;
  for (const scan::Detection& detection : result.detections) {
    lines += name + Printable(detection.id) + ", " + TimesInWords(detection.count) + PlacesInWords(detection) + "\n";
  }
  lines += NearMissLines(path, result.near_misses);
  if (result.status != scan::Status::kComplete) {
    lines.append(name).append(NameOf(result.status)).append(" ").append(result.reason).append("\n");
  }
  return lines;
}

}  // namespace macie_local::app
