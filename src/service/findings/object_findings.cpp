#include "service/findings/object_findings.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "base/saturating.h"
#include "model/managed_data_identifiers.h"
#include "model/quotas.h"
#include "service/core/ids.h"
#include "service/core/intake.h"
#include "service/findings/intake.h"
#include "service/findings/result_location.h"
#include "service/findings/types.h"
#include "wire/codec.h"

namespace macie_local::service {
namespace {

using Level = model::SeverityDescription;
using Category = model::SensitiveDataItemCategory;

// A detection that is reported.
struct Reported {
  const ScannedDetection* detection;
  std::string_view category;  // empty: of a custom identifier
  std::int64_t count;
  Level severity;
  std::vector<const units::Place*> places;  // those there are; Share leaves those that are told
};

// The counting of names and addresses stops (behaviour 19.3 [D]).
std::int64_t CountOf(const ScannedDetection& detection) {
  const bool bounded = !detection.custom && (detection.type == "NAME" || detection.type == "ADDRESS");
  return bounded ? std::min(detection.count, model::kNamesAndAddressesCountedMax) : detection.count;
}

std::string_view CategoryOf(const ScannedDetection& detection) {
  if (detection.custom) return {};
  const model::ManagedDataIdentifier* identifier = model::FindManagedDataIdentifier(detection.type);
  if (identifier == nullptr) throw std::logic_error("there is no managed data identifier " + detection.type);
  return identifier->category;
}

// In the order in which the finding tells them.
std::vector<Reported> ReportedOf(const std::vector<ScannedDetection>& detections) {
  std::vector<Reported> reported;
  for (const ScannedDetection& detection : detections) {
    const std::int64_t count = CountOf(detection);
    const auto severity =
        detection.custom ? SeverityOfCustom(detection.levels, count) : std::optional(SeverityOf(detection.type, count));
    if (count < 1 || !severity) continue;
    Reported& each = reported.emplace_back(Reported{&detection, CategoryOf(detection), count, *severity, {}});
    for (const units::Place& place : detection.places) {
      if (!std::holds_alternative<units::NoPlace>(place)) each.places.push_back(&place);
    }
  }
  const auto order = [](const Reported& each) {
    const ScannedDetection& detection = *each.detection;
    return std::tie(detection.custom, each.category, detection.name, detection.type);
  };
  std::sort(reported.begin(), reported.end(),
            [&](const Reported& a, const Reported& b) { return order(a) < order(b); });
  return reported;
}

// Leaves of the places those that are told. Returns whether some occurrence has none.
bool Share(std::vector<Reported>* reported) {
  std::vector<std::size_t> told(reported->size());
  std::size_t left = model::kPlacesPerFinding;
  for (bool more = true; more && left > 0;) {
    more = false;
    for (std::size_t i = 0; i < told.size() && left > 0; ++i) {
      if (told[i] == (*reported)[i].places.size()) continue;
      ++told[i];
      --left;
      more = true;
    }
  }
  bool missing = false;
  for (std::size_t i = 0; i < told.size(); ++i) {
    Reported& each = (*reported)[i];
    each.places.resize(told[i]);
    missing |= each.count > static_cast<std::int64_t>(told[i]);
  }
  return missing;
}

template <class Text>
void SetUnlessEmpty(const std::string& text, Text* member) {
  if (!text.empty()) *member = text;
}

// Adds a place to the list of its kind.
class PlaceTeller {
 public:
  explicit PlaceTeller(model::Occurrences* occurrences) : occurrences_(*occurrences) {}

  void operator()(const units::NoPlace&) const {}
  void operator()(const units::Cell& place) const {
    model::Cell& cell = Made(&occurrences_.cells).emplace_back();
    cell.row = static_cast<std::int64_t>(place.row);
    cell.column = place.column;
    SetUnlessEmpty(place.column_name, &cell.columnName);
    SetUnlessEmpty(place.cell_reference, &cell.cellReference);
  }
  void operator()(const units::RecordPlace& place) const {
    model::Record& record = Made(&occurrences_.records).emplace_back();
    record.recordIndex = static_cast<std::int64_t>(place.index);
    SetUnlessEmpty(place.json_path, &record.jsonPath);
  }
  void operator()(const units::LineRange& place) const {
    model::Range& range = Made(&occurrences_.lineRanges).emplace_back();
    range.start = static_cast<std::int64_t>(place.start);
    range.end = static_cast<std::int64_t>(place.end);
    range.startColumn = static_cast<std::int64_t>(place.start_column);
  }
  void operator()(const units::Page& place) const {
    Made(&occurrences_.pages).emplace_back().pageNumber = static_cast<std::int64_t>(place.number);
  }

 private:
  model::Occurrences& occurrences_;
};

// What one without a place has is absent.
template <class Detection>
void TellOccurrences(const Reported& reported, Detection* detection) {
  detection->count = reported.count;
  if (reported.places.empty()) return;
  model::Occurrences& occurrences = detection->occurrences.emplace();
  for (const units::Place* place : reported.places) std::visit(PlaceTeller(&occurrences), *place);
}

// Adds `count` to a sum that may not be there yet.
void Add(std::int64_t count, std::optional<std::int64_t>* sum) {
  *sum = base::SaturatingAdd(sum->value_or(0), count);
}

void TellManaged(const Reported& reported, std::vector<model::SensitiveDataItem>* items) {
  const auto category = wire::ParseEnum<Category>(reported.category);
  if (items->empty() || items->back().category != category) items->emplace_back().category = category;
  model::SensitiveDataItem& item = items->back();
  Add(reported.count, &item.totalCount);
  model::DefaultDetection& detection = Made(&item.detections).emplace_back();
  detection.type = reported.detection->type;
  TellOccurrences(reported, &detection);
}

void TellCustom(const Reported& reported, model::CustomDataIdentifiers* custom) {
  Add(reported.count, &custom->totalCount);
  model::CustomDetection& detection = Made(&custom->detections).emplace_back();
  detection.arn = reported.detection->type;  // the bare id (behaviour 16.2)
  detection.name = reported.detection->name;
  TellOccurrences(reported, &detection);
}

model::ClassificationResult ResultOf(const ScannedObject& scanned, std::vector<Reported>* reported) {
  model::ClassificationResult result;
  result.status = scanned.status;
  result.mimeType = scanned.mime_type;
  result.sizeClassified = scanned.size_classified;
  result.additionalOccurrences = Share(reported);
  auto& items = result.sensitiveData.emplace();
  auto& custom = result.customDataIdentifiers.emplace();
  for (const Reported& each : *reported) {
    if (each.detection->custom) {
      TellCustom(each, &custom);
    } else {
      TellManaged(each, &items);
    }
  }
  return result;
}

model::FindingType TypeOf(const std::vector<Reported>& reported) {
  std::set<std::string_view> categories;
  for (const Reported& each : reported) categories.insert(each.category);
  if (categories.size() > 1) return model::FindingType::SensitiveData_S3Object_Multiple;
  if (categories.begin()->empty()) return model::FindingType::SensitiveData_S3Object_CustomIdentifier;
  switch (wire::ParseEnum<Category>(*categories.begin()).value()) {
    case Category::CREDENTIALS:
      return model::FindingType::SensitiveData_S3Object_Credentials;
    case Category::FINANCIAL_INFORMATION:
      return model::FindingType::SensitiveData_S3Object_Financial;
    case Category::PERSONAL_INFORMATION:
      return model::FindingType::SensitiveData_S3Object_Personal;
    case Category::CUSTOM_IDENTIFIER:
      break;
  }
  return model::FindingType::SensitiveData_S3Object_CustomIdentifier;
}

// What else a finding tells of its object follows from the bucket: CompleteFinding adds it.
model::S3Object AffectedObjectOf(const objects::ObjectInfo& info) {
  model::S3Object object;
  object.key = info.key;
  object.size = static_cast<std::int64_t>(info.size);
  object.lastModified = info.last_modified;
  SetUnlessEmpty(info.etag, &object.eTag);
  SetUnlessEmpty(info.version_id, &object.versionId);
  object.storageClass = wire::ParseEnum<model::StorageClass>(info.storage_class);
  auto& encryption = object.serverSideEncryption.emplace();
  encryption.encryptionType =
      info.encryption.empty()
          ? model::EncryptionType::NONE
          : wire::ParseEnum<model::EncryptionType>(info.encryption).value_or(model::EncryptionType::UNKNOWN);
  SetUnlessEmpty(info.kms_key_id, &encryption.kmsMasterKeyId);
  auto& tags = object.tags.emplace();
  for (const auto& [key, value] : info.tags) {
    model::KeyValuePair& tag = tags.emplace_back();
    tag.key = key;
    tag.value = value;
  }
  return object;
}

}  // namespace

std::optional<model::Finding> FindingOfObject(const state::PartitionKey& analyst, Timestamp now,
                                              const Analysis& analysis, const model::BucketMetadata& bucket,
                                              const ScannedObject& scanned) {
  if (scanned.status.code == "SKIPPED") return std::nullopt;
  std::vector<Reported> reported = ReportedOf(scanned.detections);
  if (reported.empty()) return std::nullopt;
  const std::string folder = analysis.job_id.value_or(std::string(kDiscoveryFolder));
  // Neither an id nor a bucket's name has a slash, so that no two objects and runs have the same.
  const std::string name = analyst.account + "/" + analyst.region + "/" + folder + "/" + std::to_string(analysis.run) +
                           "/" + *bucket.bucketName + "/" + scanned.object.key;
  const std::string owner = bucket.accountId.value_or(analyst.account);

  model::Finding finding;
  finding.id = HexOf("finding " + name, 32);
  finding.type = TypeOf(reported);
  finding.accountId = owner;
  finding.severity =
      MakeSeverity(std::max_element(reported.begin(), reported.end(), [](const Reported& a, const Reported& b) {
                     return a.severity < b.severity;
                   })->severity);
  auto& resources = finding.resourcesAffected.emplace();
  resources.s3Bucket = AffectedBucketOf(bucket);
  resources.s3Object = AffectedObjectOf(scanned.object);
  auto& details = finding.classificationDetails.emplace();
  details.jobId = analysis.job_id;
  details.originType = analysis.job_id ? model::OriginType::SENSITIVE_DATA_DISCOVERY_JOB
                                       : model::OriginType::AUTOMATED_SENSITIVE_DATA_DISCOVERY;
  details.detailedResultsLocation = ResultLocation(analysis.results, analyst, folder, owner, name);
  details.result = ResultOf(scanned, &reported);
  // It came from no client, so nothing in it can be refused.
  return CompleteFinding(analyst, "finding", now, nullptr, std::move(finding)).value();
}

}  // namespace macie_local::service
