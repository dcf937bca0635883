#include "app/scan/baseline.h"

#include <cstddef>
#include <vector>

#include "base/text.h"
#include "model/types/findings.h"
#include "wire/codec.h"
#include "wire/document_index.h"
#include "wire/json_reader.h"

namespace macie_local::app {
namespace {

struct Line {
  std::string path;
  model::ClassificationDetails details;
};

base::Result<Line> ReadLine(std::string_view text) {
  Line line;
  std::string_view path;
  std::string_view details;
  if (!wire::FindTexts(text, {{"path", &path}, {"classificationDetails", &details}}) || details.empty() ||
      !wire::JsonReader(path).ReadString(&line.path)) {
    return base::Error("an object with path and classificationDetails is expected, as --format jsonl prints it");
  }
  wire::DecodeOptions options;
  options.strict = true;
  options.pass_unknown = true;
  options.quoted_integers = true;
  MACIE_TRY(line.details, wire::Decode<model::ClassificationDetails>(details, options));
  return line;
}

}  // namespace

base::Result<Baseline> Baseline::Read(std::string_view lines) {
  Baseline baseline;
  std::size_t number = 0;
  while (!lines.empty()) {
    const std::string_view text = base::NextPart("\n", &lines);
    ++number;
    if (text.empty()) continue;
    const auto line = ReadLine(text);
    if (!line.ok()) return base::Error("line " + std::to_string(number) + ": " + line.error().text);
    if (!line->details.result) continue;
    const auto add = [&](const auto& id, const auto& detection) {
      if (id && detection.count) baseline.counts_[{line->path, std::string(*id)}] += *detection.count;
    };
    const model::ClassificationResult& result = *line->details.result;
    if (result.sensitiveData) {
      for (const model::SensitiveDataItem& item : *result.sensitiveData) {
        if (!item.detections) continue;
        for (const auto& detection : *item.detections) add(detection.type, detection);
      }
    }
    if (result.customDataIdentifiers && result.customDataIdentifiers->detections) {
      for (const auto& detection : *result.customDataIdentifiers->detections) add(detection.name, detection);
    }
  }
  return baseline;
}

void Baseline::Remove(const std::string& path, scan::ObjectResult* result) const {
  std::erase_if(result->detections, [&](const scan::Detection& detection) {
    const auto known = counts_.find({path, detection.id});
    return known != counts_.end() && static_cast<std::uint64_t>(known->second) >= detection.count;
  });
}

}  // namespace macie_local::app
