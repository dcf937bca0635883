// The configuration of automated sensitive data discovery, and its classification scope (handbook 2, section 12). What
// spans accounts comes with members.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "base/text.h"
#include "base/timestamp.h"
#include "model/errors.h"
#include "model/handlers/automated_discovery.h"
#include "model/quotas.h"
#include "model/types/automated_discovery.h"
#include "service/discovery_ids.h"
#include "service/messages.h"
#include "service/session_state.h"
#include "service/settings.h"

namespace macie_local::service {
namespace {

// FNV-1a over 128 bits would need wider numbers; two of 64 bits with different beginnings do.
std::string IdOf(std::string_view what, const store::PartitionKey& key) {
  const std::string text = std::string(what) + "/" + key.account + "/" + key.region;
  std::array<std::uint8_t, 16> bytes;
  std::uint64_t seed = 0xcbf29ce484222325;
  for (std::size_t half = 0; half < 2; ++half) {
    std::uint64_t hash = seed;
    for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
    for (std::size_t i = 0; i < 8; ++i) bytes[half * 8 + i] = static_cast<std::uint8_t>(hash >> (8 * i));
    seed = hash;
  }
  return base::ToHex(bytes);
}

model::DiscoverySettings DiscoveryOf(const store::Partition& partition) {
  return SettingsOf(partition).automatedDiscovery.value_or(model::DiscoverySettings());
}

base::Status CheckExists(const store::Partition& partition, const std::vector<std::string>& bucket_names) {
  for (const auto& name : bucket_names) {
    if (!partition.buckets.RowId(name))
      return RequestFailed("the bucket '" + base::Shorten(name, 100) + "' doesn't exist");
  }
  return base::Done{};
}

}  // namespace

std::string ClassificationScopeId(const store::PartitionKey& key) {
  return IdOf("classification-scope", key);
}

std::string SensitivityTemplateId(const store::PartitionKey& key) {
  return IdOf("sensitivity-inspection-template", key);
}

base::Result<model::GetAutomatedDiscoveryConfigurationResponse> GetAutomatedDiscoveryConfiguration(
    const Call& call, const store::Snapshot& snapshot, const model::GetAutomatedDiscoveryConfigurationRequest&) {
  const store::Partition& partition = snapshot.partition(call.caller);
  const model::DiscoverySettings settings = DiscoveryOf(partition);
  model::GetAutomatedDiscoveryConfigurationResponse response;
  response.status = settings.status.value_or(model::AutomatedDiscoveryStatus::DISABLED);
  response.autoEnableOrganizationMembers =
      settings.autoEnableOrganizationMembers.value_or(model::AutoEnableMode::NONE);  // before it was ever set [I]
  response.firstEnabledAt = settings.firstEnabledAt;
  response.disabledAt = settings.disabledAt;
  response.lastUpdatedAt = settings.lastUpdatedAt;
  if (!response.lastUpdatedAt) {  // [I]
    response.lastUpdatedAt =
        SessionInForce(call.environment, snapshot.state().created_at, call.caller, partition)->createdAt;
  }
  response.classificationScopeId = ClassificationScopeId(call.caller);
  response.sensitivityInspectionTemplateId = SensitivityTemplateId(call.caller);
  return response;
}

base::Result<model::UpdateAutomatedDiscoveryConfigurationResponse> UpdateAutomatedDiscoveryConfiguration(
    const Call& call, store::Transaction& transaction,
    const model::UpdateAutomatedDiscoveryConfigurationRequest& request) {
  using Status = model::AutomatedDiscoveryStatus;
  model::SettingsRecord settings = SettingsOf(transaction.partition(call.caller));
  if (!settings.automatedDiscovery) settings.automatedDiscovery.emplace();
  model::DiscoverySettings& discovery = *settings.automatedDiscovery;
  const Timestamp now = base::TruncateToMillis(call.now);
  const Status before = discovery.status.value_or(Status::DISABLED);
  if (request.status == Status::ENABLED) {
    if (!discovery.firstEnabledAt) discovery.firstEnabledAt = now;
    discovery.disabledAt.reset();
  } else if (before == Status::ENABLED) {
    discovery.disabledAt = now;
  }
  discovery.status = request.status;
  discovery.autoEnableOrganizationMembers = request.autoEnableOrganizationMembers;
  discovery.lastUpdatedAt = now;
  PutSettings(call, transaction, std::move(settings));
  return model::UpdateAutomatedDiscoveryConfigurationResponse{};
}

base::Result<model::ListClassificationScopesResponse> ListClassificationScopes(
    const Call& call, const store::Snapshot&, const model::ListClassificationScopesRequest& request) {
  // One page holds all there can be, so no token was ever given out.
  if (request.nextToken && !request.nextToken->empty()) return InvalidPageToken();
  model::ListClassificationScopesResponse response;
  auto& scopes = response.classificationScopes.emplace();
  if (request.name && *request.name != kDiscoveryName) return response;
  auto& scope = scopes.emplace_back();
  scope.id = ClassificationScopeId(call.caller);
  scope.name = kDiscoveryName;
  return response;
}

base::Result<model::GetClassificationScopeResponse> GetClassificationScope(
    const Call& call, const store::Snapshot& snapshot, const model::GetClassificationScopeRequest& request) {
  if (*request.id != ClassificationScopeId(call.caller)) return NoSuchId();
  model::GetClassificationScopeResponse response;
  response.id = request.id;
  response.name = kDiscoveryName;
  const model::DiscoverySettings settings = DiscoveryOf(snapshot.partition(call.caller));
  response.s3.emplace().excludes.emplace().bucketNames =
      settings.excludedBucketNames.value_or(std::vector<std::string>());
  return response;
}

base::Result<model::UpdateClassificationScopeResponse> UpdateClassificationScope(
    const Call& call, store::Transaction& transaction, const model::UpdateClassificationScopeRequest& request) {
  using Update = model::ClassificationScopeUpdateOperation;
  if (*request.id != ClassificationScopeId(call.caller)) return NoSuchId();
  if (!request.s3) return model::UpdateClassificationScopeResponse{};
  const auto& asked = *request.s3->excludes;
  const store::Partition& partition = transaction.partition(call.caller);
  if (asked.operation != Update::REMOVE) MACIE_CHECK(CheckExists(partition, *asked.bucketNames));
  model::SettingsRecord settings = SettingsOf(partition);
  if (!settings.automatedDiscovery) settings.automatedDiscovery.emplace();
  std::vector<std::string> names =
      settings.automatedDiscovery->excludedBucketNames.value_or(std::vector<std::string>());
  if (asked.operation == Update::REPLACE) names.clear();
  const auto is_asked = [&](const std::string& name) {
    return std::find(asked.bucketNames->begin(), asked.bucketNames->end(), name) != asked.bucketNames->end();
  };
  std::erase_if(names, is_asked);
  if (asked.operation != Update::REMOVE) {
    for (const auto& name : *asked.bucketNames) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  if (names.size() > static_cast<std::size_t>(model::kBucketsExcludedFromDiscovery)) {
    return RequestFailed("at most " + std::to_string(model::kBucketsExcludedFromDiscovery) +
                         " buckets can be excluded; there would be " + std::to_string(names.size()));
  }
  settings.automatedDiscovery->excludedBucketNames = std::move(names);
  PutSettings(call, transaction, std::move(settings));
  return model::UpdateClassificationScopeResponse{};
}

}  // namespace macie_local::service
