// Resource profiles: what automated discovery knows of a bucket (behaviour B.12, 13). A profile lies
// with the account that owns the bucket; its administrator reads and changes it there.
#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/saturating.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "model/errors.h"
#include "model/handlers/resource_profiles.h"
#include "model/managed_data_identifiers.h"
#include "model/quotas.h"
#include "model/types/resource_profiles.h"
#include "service/core/arns.h"
#include "service/core/messages.h"
#include "service/core/page.h"
#include "service/core/relations.h"
#include "service/discovery/monitoring.h"
#include "service/discovery/sensitivity_score.h"

namespace macie_local::service {
namespace {

struct Found {
  state::PartitionKey owner;
  model::BucketMetadata bucket;
  model::ResourceProfileRecord profile;  // empty when nothing is known
};

// The bucket of that ARN, in the caller's inventory or in that of an account it administers. `state` is a Snapshot or a
// Transaction.
template <class State>
wire::Outcome<Found> FindBucket(const Call& call, const State& state, const std::string& arn) {
  const state::Partition& own = state.partition(call.caller);
  MACIE_CHECK(RequireOwnDiscovery(own));
  const auto name = ParseBucketArn(arn);
  if (!name) return RequestFailed("resourceArn must be the ARN of an S3 bucket; " + base::Quote(arn) + " given");
  for (const auto& account : AccountsInView(own, call.caller)) {
    const state::Partition& partition = state.partition(account);
    auto bucket = partition.buckets.Find(*name);
    if (!bucket || bucket->bucketArn != arn) continue;
    Found found{account, *std::move(bucket), {}};
    if (const auto* profile = partition.template Find<model::ResourceProfileRecord>(*name)) found.profile = *profile;
    return found;
  }
  return NoSuchResource("bucket", arn);
}

std::int64_t CountDetections(const model::ResourceProfileRecord& profile, bool suppressed_only) {
  std::int64_t count = 0;
  if (!profile.detections) return count;
  for (const auto& detection : *profile.detections) {
    if (!suppressed_only || IsSuppressed(profile, detection)) {
      count = base::SaturatingAdd(count, detection.count.value_or(0));
    }
  }
  return count;
}

model::ResourceStatistics StatisticsOf(const model::ResourceProfileRecord& profile) {
  model::ResourceStatistics statistics = profile.statistics.value_or(model::ResourceStatistics());
  for (auto* count :
       {&statistics.totalBytesClassified, &statistics.totalItemsClassified, &statistics.totalItemsSensitive,
        &statistics.totalItemsSkipped, &statistics.totalItemsSkippedInvalidEncryption,
        &statistics.totalItemsSkippedInvalidKms, &statistics.totalItemsSkippedPermissionDenied}) {
    if (!*count) *count = 0;
  }
  if (!statistics.totalDetections) statistics.totalDetections = CountDetections(profile, false);
  statistics.totalDetectionsSuppressed = CountDetections(profile, true);
  return statistics;
}

// The documented order: sensitive, then not sensitive, then skipped.
int RankOf(const model::ResourceProfileArtifact& artifact) {
  if (artifact.classificationResultStatus == "SKIPPED") return 2;
  return artifact.sensitive.value_or(false) ? 0 : 1;
}

model::Detection ToDetection(const state::Partition& own, const model::ResourceProfileRecord& profile,
                             const model::Detection& stored) {
  model::Detection detection = stored;
  if (!detection.count) detection.count = 0;
  const bool custom = stored.type == model::DataIdentifierType::CUSTOM;
  const auto* identifier = custom ? own.Find<model::CustomDataIdentifierRecord>(*stored.id) : nullptr;
  if (identifier != nullptr && !detection.name) detection.name = identifier->name;
  if (identifier != nullptr && !detection.arn) detection.arn = identifier->arn;
  if (!detection.name) detection.name = detection.id;
  detection.suppressed = IsSuppressed(profile, stored);
  return detection;
}

// By name [W], equal names by id and type.
std::string PositionOf(const model::Detection& detection) {
  return *detection.name + '\0' + *detection.id + '\0' + std::string(wire::EnumName(*detection.type));
}

// Managed, one of the caller's own, or one that the profile has detections of [I].
bool IsKnown(const state::Partition& own, const model::ResourceProfileRecord& profile,
             const model::SuppressDataIdentifier& identifier) {
  const bool managed = identifier.type == model::DataIdentifierType::MANAGED;
  if (managed && model::FindManagedDataIdentifier(identifier.id) != nullptr) return true;
  if (!managed && own.Find<model::CustomDataIdentifierRecord>(identifier.id) != nullptr) return true;
  if (!profile.detections) return false;
  return std::any_of(profile.detections->begin(), profile.detections->end(), [&](const model::Detection& detection) {
    return detection.id == identifier.id && detection.type == identifier.type;
  });
}

// The profile as changed, with what follows: its score is computed anew, and the bucket has it.
void PutProfile(state::Transaction& transaction, Found found) {
  const std::string name = *found.bucket.bucketName;
  found.profile.bucketName = name;
  found.profile.profileUpdatedAt = base::TruncateToMillis(transaction.now());
  found.profile.sensitivityScore.reset();
  transaction.Put(found.owner, name, std::move(found.profile));
  RefreshBucket(transaction, found.owner, ExcludedBuckets(transaction, found.owner), name);
}

}  // namespace

wire::Outcome<model::GetResourceProfileResponse> GetResourceProfile(const Call& call, const state::Snapshot& snapshot,
                                                                    const model::GetResourceProfileRequest& request) {
  MACIE_TRY(const Found found, FindBucket(call, snapshot, request.resourceArn));
  model::GetResourceProfileResponse response;
  response.profileUpdatedAt = found.profile.profileUpdatedAt;
  response.sensitivityScore = found.bucket.sensitivityScore;
  response.sensitivityScoreOverridden = found.profile.sensitivityScoreOverridden.value_or(false);
  response.statistics = StatisticsOf(found.profile);
  return response;
}

wire::Outcome<model::UpdateResourceProfileResponse> UpdateResourceProfile(
    const Call& call, state::Transaction& transaction, const model::UpdateResourceProfileRequest& request) {
  MACIE_TRY(Found found, FindBucket(call, transaction, request.resourceArn));
  const bool overridden = request.sensitivityScoreOverride.has_value();
  if (found.profile.sensitivityScoreOverridden.value_or(false) != overridden) {
    found.profile.sensitivityScoreOverridden = overridden;
    PutProfile(transaction, std::move(found));
  }
  return model::UpdateResourceProfileResponse{};
}

wire::Outcome<model::ListResourceProfileArtifactsResponse> ListResourceProfileArtifacts(
    const Call& call, const state::Snapshot& snapshot, const model::ListResourceProfileArtifactsRequest& request) {
  MACIE_TRY(const Found found, FindBucket(call, snapshot, request.resourceArn));
  // One page holds all there can be, so no token was ever given out.
  if (request.nextToken && !request.nextToken->empty()) return InvalidPageToken();
  model::ListResourceProfileArtifactsResponse response;
  auto& artifacts = response.artifacts.emplace();
  if (!found.profile.artifacts) return response;
  artifacts = *found.profile.artifacts;
  std::stable_sort(artifacts.begin(), artifacts.end(),
                   [](const auto& a, const auto& b) { return RankOf(a) < RankOf(b); });
  artifacts.resize(std::min(artifacts.size(), static_cast<std::size_t>(model::kArtifactsPerResourceProfile)));
  for (auto& artifact : artifacts) {
    const bool skipped = artifact.classificationResultStatus == "SKIPPED";
    artifact.sensitive = skipped ? std::nullopt : std::optional(artifact.sensitive.value_or(false));
  }
  return response;
}

wire::Outcome<model::ListResourceProfileDetectionsResponse> ListResourceProfileDetections(
    const Call& call, const state::Snapshot& snapshot, const model::ListResourceProfileDetectionsRequest& request) {
  MACIE_TRY(const Found found, FindBucket(call, snapshot, request.resourceArn));
  const auto question = [&request] {
    model::ListResourceProfileDetectionsRequest asked;
    asked.resourceArn = request.resourceArn;
    return asked;
  };
  MACIE_TRY(const Page page, OpenPage(call, snapshot.state(), model::Operation::ListResourceProfileDetections, question,
                                      request.maxResults, request.nextToken));
  std::vector<model::Detection> detections;
  if (found.profile.detections) {
    const state::Partition& own = snapshot.partition(call.caller);
    for (const auto& stored : *found.profile.detections) detections.push_back(ToDetection(own, found.profile, stored));
  }
  std::sort(detections.begin(), detections.end(),
            [](const auto& a, const auto& b) { return PositionOf(a) < PositionOf(b); });
  model::ListResourceProfileDetectionsResponse response;
  response.detections = CutPage(page, std::move(detections), PositionOf, &response.nextToken);
  return response;
}

wire::Outcome<model::UpdateResourceProfileDetectionsResponse> UpdateResourceProfileDetections(
    const Call& call, state::Transaction& transaction, const model::UpdateResourceProfileDetectionsRequest& request) {
  MACIE_TRY(Found found, FindBucket(call, transaction, request.resourceArn));
  std::vector<model::SuppressDataIdentifier> suppressed;
  for (const auto& identifier : request.suppressDataIdentifiers.value_or(suppressed)) {
    if (!IsKnown(transaction.partition(call.caller), found.profile, identifier)) {
      return RequestFailed("suppressDataIdentifiers has the unknown id " + base::Quote(identifier.id));
    }
    if (std::find(suppressed.begin(), suppressed.end(), identifier) == suppressed.end()) {
      suppressed.push_back(identifier);
    }
  }
  if (found.profile.suppressDataIdentifiers.value_or(std::vector<model::SuppressDataIdentifier>()) != suppressed) {
    found.profile.suppressDataIdentifiers = std::move(suppressed);
    PutProfile(transaction, std::move(found));
  }
  return model::UpdateResourceProfileDetectionsResponse{};
}

}  // namespace macie_local::service
