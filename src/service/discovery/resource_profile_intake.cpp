// Resource profiles as a state document gives them (docs/seeding.md).
#include <set>
#include <string>
#include <utility>

#include "base/text.h"
#include "service/core/arns.h"
#include "service/core/intake.h"
#include "service/discovery/resource_profile_intake.h"
#include "service/discovery/sensitivity_score.h"

namespace macie_local::service {
namespace {

base::Status CheckCounts(const std::string& where, const model::ResourceStatistics& statistics) {
  for (const auto& count :
       {statistics.totalBytesClassified, statistics.totalDetections, statistics.totalItemsClassified,
        statistics.totalItemsSensitive, statistics.totalItemsSkipped, statistics.totalItemsSkippedInvalidEncryption,
        statistics.totalItemsSkippedInvalidKms, statistics.totalItemsSkippedPermissionDenied}) {
    if (count && *count < 0)
      return Wrong(where + ".statistics", "must be 0 or more; " + std::to_string(*count) + " given");
  }
  return base::Done{};
}

base::Status CheckArtifacts(const std::string& where, const std::vector<model::ResourceProfileArtifact>& artifacts) {
  for (const auto& artifact : artifacts) {
    const std::string& status = artifact.classificationResultStatus;
    if (status == "COMPLETE" || status == "PARTIAL" || status == "SKIPPED") continue;
    return Wrong(where + ".artifacts",
                 "classificationResultStatus must be COMPLETE, PARTIAL or SKIPPED; " + base::Quote(status) + " given");
  }
  return base::Done{};
}

// What the API calls by id and type: each once, since pages are told apart by them.
base::Status CompleteDetections(const std::string& where, model::ResourceProfileRecord* profile) {
  std::set<std::pair<std::string, model::DataIdentifierType>> seen;
  for (auto& detection : *profile->detections) {
    if (!detection.id || detection.id->empty()) return Wrong(where + ".detections", "each needs an id");
    if (!detection.type) detection.type = model::DataIdentifierType::MANAGED;
    if (detection.count.value_or(0) < 0) return Wrong(where + ".detections", "count must be 0 or more");
    if (!seen.emplace(*detection.id, *detection.type).second) {
      return Wrong(where + ".detections", base::Quote(*detection.id) + " stands twice");
    }
    // One place says what is suppressed.
    if (detection.suppressed.value_or(false) && !IsSuppressed(*profile, detection)) {
      if (!profile->suppressDataIdentifiers) profile->suppressDataIdentifiers.emplace();
      auto& suppressed = profile->suppressDataIdentifiers->emplace_back();
      suppressed.id = *detection.id;
      suppressed.type = *detection.type;
    }
    detection.suppressed.reset();
  }
  return base::Done{};
}

}  // namespace

template <>
base::Result<model::ResourceProfileRecord> CompleteRecord(const state::PartitionKey&, const std::string& where,
                                                          Timestamp, model::ResourceProfileRecord record) {
  if (!record.bucketName || !IsBucketName(*record.bucketName)) {
    return Wrong(where + ".bucketName", "must be 3 to 255 letters, digits, '.', '-' or '_'");
  }
  const std::int64_t score = record.sensitivityScore.value_or(kScoreNotAnalysed);
  if (score < kScoreFailed || score > kScoreOverridden) {
    return Wrong(where + ".sensitivityScore", "must be -1 to 100; " + std::to_string(score) + " given");
  }
  if (record.statistics) MACIE_CHECK(CheckCounts(where, *record.statistics));
  if (record.artifacts) MACIE_CHECK(CheckArtifacts(where, *record.artifacts));
  if (record.detections) MACIE_CHECK(CompleteDetections(where, &record));
  return record;
}

}  // namespace macie_local::service
