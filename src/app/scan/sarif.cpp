#include "app/scan/sarif.h"

#include <string>
#include <variant>
#include <vector>

#include "app/scan/words.h"
#include "base/text.h"
#include "base/utf8.h"
#include "macie_local/version.h"
#include "model/managed_data_identifiers.h"

namespace macie_local::app {
namespace {

// The id of what is told of a file that was not read to its end.
constexpr std::string_view kNotRead = "NOT_READ";

// A URI reference: the slashes stay. Code hosts know files by their paths without "./".
std::string UriOf(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (std::string_view rest = path; !rest.empty();) {
    const std::size_t before = rest.size();
    const std::string_view name = base::NextPart("/", &rest);
    uri += base::PercentEncode(name);
    if (before != name.size()) uri += '/';
  }
  return uri;
}

// A credential in a file is a mistake; personal data may be where it belongs.
std::string_view LevelOf(const scan::Detection& detection) {
  const model::ManagedDataIdentifier* const identifier = model::FindManagedDataIdentifier(detection.id);
  return identifier != nullptr && identifier->category == "CREDENTIALS" ? "error" : "warning";
}

struct Result {
  std::string_view rule;
  std::string_view kind;
  std::string_view level;
  std::string message;
};

// `place` is null where there is none.
void Append(const Result& result, std::string_view path, const units::Place* place, std::string* out) {
  if (!out->empty()) *out += kSarifBetween;
  *out += "{\"ruleId\":";
  base::AppendJsonString(base::MendUtf8(result.rule), out);
  out->append(",\"kind\":\"").append(result.kind).append("\",\"level\":\"").append(result.level);
  *out += "\",\"message\":{\"text\":";
  base::AppendJsonString(base::MendUtf8(result.message), out);
  *out += "},\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":";
  base::AppendJsonString(UriOf(path), out);
  *out += '}';
  const units::LineRange* const lines = place == nullptr ? nullptr : std::get_if<units::LineRange>(place);
  if (lines != nullptr) {
    *out += ",\"region\":{\"startLine\":" + std::to_string(lines->start) +
            ",\"startColumn\":" + std::to_string(lines->start_column) + ",\"endLine\":" + std::to_string(lines->end) +
            "}";
  }
  *out += '}';
  const std::string words = place == nullptr || lines != nullptr ? std::string() : PlaceInWords(*place);
  if (!words.empty()) {
    *out += ",\"logicalLocations\":[{\"fullyQualifiedName\":";
    base::AppendJsonString(words, out);
    *out += "}]";
  }
  *out += "}]}";
}

}  // namespace

std::string SarifBegin() {
  return "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":{"
         "\"driver\":{\"name\":\"macie-local\",\"version\":\"" +
         std::string(kVersion) + "\"}},\"columnKind\":\"unicodeCodePoints\",\"results\":[\n";
}

std::string SarifEnd() {
  return "\n]}]}\n";
}

std::string SarifResults(std::string_view path, const scan::ObjectResult& result) {
  std::string out;
  for (const scan::Detection& detection : result.detections) {
    Result told{detection.id, "fail", LevelOf(detection), ""};
    if (detection.places.empty()) {
      told.message = detection.id + ", " + TimesInWords(detection.count);
      Append(told, path, nullptr, &out);
    }
    for (const units::Place& place : detection.places) {
      told.message = detection.id + ": " + PlaceInWords(place);
      Append(told, path, &place, &out);
    }
  }
  if (result.status != scan::Status::kComplete) {
    Append({kNotRead, "notApplicable", "none", std::string(NameOf(result.status)) + " " + result.reason}, path, nullptr,
           &out);
  }
  return out;
}

}  // namespace macie_local::app
