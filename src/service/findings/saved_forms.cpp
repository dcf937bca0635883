#include "service/findings/saved_forms.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "model/types/findings.h"
#include "model/types/records.h"
#include "service/findings/security_hub_finding.h"
#include "wire/document_index.h"
#include "wire/failures.h"

namespace macie_local::service {
namespace {

using wire::DecodeOptions;
using wire::PathFrame;

base::Error ErrorAt(const DecodeOptions& options, const std::string& what) {
  const std::string path = wire::DocumentPath(options.root);
  return base::Error(path.empty() ? what : path + ": " + what);
}

// The options for `part` of `object`, which stands at `frame`.
DecodeOptions Inside(const DecodeOptions& options, std::string_view object, std::string_view part,
                     const PathFrame& frame) {
  DecodeOptions inside = options;
  inside.root = &frame;
  inside.begin += static_cast<std::size_t>(part.data() - object.data());
  return inside;
}

base::Status DecodeHubFinding(std::string_view object, const DecodeOptions& options, model::Finding* out) {
  DecodeOptions of_hub = options;
  of_hub.pass_unknown = true;
  MACIE_TRY(const auto hub, wire::Decode<model::HubFinding>(object, of_hub));
  auto finding = FindingOfSecurityHub(hub);
  if (!finding.ok()) return ErrorAt(options, finding.error().text);
  *out = std::move(finding).value();
  return base::Done{};
}

// Of the event of an import, whose one finding it is.
base::Status DecodeImported(std::string_view detail, const DecodeOptions& options, model::Finding* out) {
  std::string_view list;
  wire::FindTexts(detail, {{"findings", &list}});
  std::string_view first;
  std::string_view second;
  wire::JsonReader reader(list);
  const auto take = [&](std::string_view* text) {
    if (reader.Peek() != '{') return;
    const std::size_t begin = reader.offset();
    if (reader.Skip(wire::kDepthMax)) *text = reader.TextSince(begin);
  };
  if (reader.Eat('[')) take(&first);
  if (reader.Eat(',')) take(&second);
  if (first.empty() || !second.empty()) return ErrorAt(options, "must have one finding in its list of findings");
  const PathFrame findings{options.root, "findings", 0};
  const PathFrame at{&findings, {}, 0};
  const DecodeOptions inside = Inside(options, detail, first, at);
  base::Status decoded = DecodeHubFinding(first, inside, out);
  if (!decoded.ok()) *options.failed_at += inside.begin - options.begin;
  return decoded;
}

base::Status DecodeEvent(std::string_view object, std::string_view type, std::string_view detail,
                         const DecodeOptions& options, model::Finding* out) {
  if (detail.empty()) return ErrorAt(options, "is an event without detail");
  const PathFrame frame{options.root, "detail", 0};
  const DecodeOptions inside = Inside(options, object, detail, frame);
  auto decoded = base::Status(base::Done{});
  if (type == "\"Macie Finding\"") {
    decoded = wire::DecodeInto(detail, wire::Describe<model::Finding>(), out, inside);
  } else if (type == "\"Security Hub Findings - Imported\"") {
    decoded = DecodeImported(detail, inside, out);
  } else {
    return ErrorAt(options, "is an event whose detail-type is " + base::Shorten(type, 100) +
                                "; \"Macie Finding\" and \"Security Hub Findings - Imported\" are taken");
  }
  if (!decoded.ok()) *options.failed_at += inside.begin - options.begin;
  return decoded;
}

base::Status DecodeResult(std::string_view object, std::string_view type, std::string_view resources,
                          const DecodeOptions& options, model::Finding* out) {
  std::string_view s3_object;
  std::string_view embedded;
  if (wire::FindTexts(resources, {{"s3Object", &s3_object}}))
    wire::FindTexts(s3_object, {{"embeddedFileDetails", &embedded}});
  if (!embedded.empty()) {
    return ErrorAt(
        options,
        "is the result of a file inside an archive, of which there is no finding; the archive's own line can "
        "be taken");
  }
  if (type.empty()) {
    return ErrorAt(options, "is the result of an object in which nothing was found, so there is no finding of it");
  }
  DecodeOptions of_result = options;
  of_result.quoted_integers = true;
  return wire::DecodeInto(object, wire::Describe<model::Finding>(), out, of_result);
}

std::optional<base::Status> DecodeFinding(std::string_view object, const DecodeOptions& options, model::Finding* out) {
  std::string_view detail_type, detail, product, schema_version, category, classification, updated_at, type, resources;
  const bool is_object = wire::FindTexts(object, {{"detail-type", &detail_type},
                                                  {"detail", &detail},
                                                  {"ProductArn", &product},
                                                  {"schemaVersion", &schema_version},
                                                  {"category", &category},
                                                  {"classificationDetails", &classification},
                                                  {"updatedAt", &updated_at},
                                                  {"type", &type},
                                                  {"resourcesAffected", &resources}});
  if (!is_object) return std::nullopt;
  if (!detail_type.empty()) return DecodeEvent(object, detail_type, detail, options, out);
  if (!product.empty()) return DecodeHubFinding(object, options, out);
  // What GetFindings prints has an updatedAt, and what is written by hand hardly a schemaVersion.
  const bool is_result = updated_at.empty() && !schema_version.empty() && !category.empty() && !classification.empty();
  if (is_result) return DecodeResult(object, type, resources, options, out);
  return std::nullopt;
}

std::optional<base::Status> DecodeJob(std::string_view object, const DecodeOptions& options, model::JobRecord* out) {
  std::string_view definitions, criteria, job_definition;
  const bool is_object = wire::FindTexts(
      object,
      {{"bucketDefinitions", &definitions}, {"bucketCriteria", &criteria}, {"s3JobDefinition", &job_definition}});
  if (!is_object || !job_definition.empty() || (definitions.empty() && criteria.empty())) return std::nullopt;
  auto decoded = wire::Decode<model::JobSummary>(object, options);
  if (!decoded.ok()) return std::move(decoded).error();
  model::JobSummary& item = *decoded;
  auto& looks_in = out->s3JobDefinition.emplace();
  looks_in.bucketCriteria = std::move(item.bucketCriteria);
  looks_in.bucketDefinitions = std::move(item.bucketDefinitions);
  out->createdAt = item.createdAt;
  out->jobId = std::move(item.jobId);
  out->jobStatus = item.jobStatus;
  out->jobType = item.jobType;
  out->lastRunErrorStatus = item.lastRunErrorStatus;
  out->name = std::move(item.name);
  out->userPausedDetails = std::move(item.userPausedDetails);
  if (out->jobType == model::JobType::SCHEDULED) out->scheduleFrequency.emplace().dailySchedule.emplace();
  return base::Done{};
}

class Forms : public wire::OtherForms {
 public:
  bool Has(const wire::StructureDesc& structure) const override {
    return &structure == &wire::Describe<model::Finding>() || &structure == &wire::Describe<model::JobRecord>();
  }
  std::optional<base::Status> Decode(const wire::StructureDesc& structure, std::string_view object,
                                     const DecodeOptions& options, void* out) const override {
    if (&structure == &wire::Describe<model::Finding>()) {
      return DecodeFinding(object, options, static_cast<model::Finding*>(out));
    }
    return DecodeJob(object, options, static_cast<model::JobRecord*>(out));
  }
};

}  // namespace

const wire::OtherForms& SavedForms() {
  static const Forms forms;
  return forms;
}

}  // namespace macie_local::service
