// The configuration of automated sensitive data discovery, and its classification scope (behaviour 12).
// accounts.cpp has the operations over accounts.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "base/text.h"
#include "model/handlers/automated_discovery.h"
#include "model/quotas.h"
#include "model/types/automated_discovery.h"
#include "service/core/messages.h"
#include "service/core/relations.h"
#include "service/core/session_state.h"
#include "service/core/settings.h"
#include "service/discovery/ids.h"
#include "service/discovery/monitoring.h"

namespace macie_local::service {
namespace {

model::DiscoverySettings SettingsOrNone(const state::Partition& partition) {
  const model::DiscoverySettings* settings = DiscoveryOf(partition);
  return settings == nullptr ? model::DiscoverySettings() : *settings;
}

wire::Verdict CheckExists(const Call& call, const state::Transaction& transaction,
                          const std::vector<std::string>& bucket_names) {
  const auto accounts = AccountsInView(transaction.partition(call.caller), call.caller);
  for (const auto& name : bucket_names) {
    const bool exists = std::any_of(accounts.begin(), accounts.end(), [&](const state::PartitionKey& account) {
      return transaction.partition(account).buckets.RowId(name).has_value();
    });
    if (!exists) return RequestFailed("the bucket " + base::Quote(name) + " doesn't exist");
  }
  return base::Done{};
}

// To what a change of the configuration brings the accounts that the caller administers (behaviour 12): off
// turns all off, ALL turns all on, also those that are suspended [I]; NEW and NONE leave them as they are.
void UpdateMembers(const Call& call, state::Transaction& transaction, model::AutomatedDiscoveryStatus status,
                   model::AutoEnableMode mode) {
  if (status == model::AutomatedDiscoveryStatus::ENABLED && mode != model::AutoEnableMode::ALL) return;
  for (const auto& account : AccountsAdministered(transaction.partition(call.caller), call.caller)) {
    SwitchDiscovery(transaction, account, status);
  }
}

}  // namespace

wire::Outcome<model::GetAutomatedDiscoveryConfigurationResponse> GetAutomatedDiscoveryConfiguration(
    const Call& call, const state::Snapshot& snapshot, const model::GetAutomatedDiscoveryConfigurationRequest&) {
  const state::Partition& partition = snapshot.partition(call.caller);
  MACIE_CHECK(RequireOwnDiscovery(partition));
  const model::DiscoverySettings settings = SettingsOrNone(partition);
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

wire::Outcome<model::UpdateAutomatedDiscoveryConfigurationResponse> UpdateAutomatedDiscoveryConfiguration(
    const Call& call, state::Transaction& transaction,
    const model::UpdateAutomatedDiscoveryConfigurationRequest& request) {
  MACIE_CHECK(RequireOwnDiscovery(transaction.partition(call.caller)));
  model::SettingsRecord settings = SettingsOf(transaction.partition(call.caller));
  if (!settings.automatedDiscovery) settings.automatedDiscovery.emplace();
  settings.automatedDiscovery->autoEnableOrganizationMembers = request.autoEnableOrganizationMembers;
  PutSettings(call, transaction, std::move(settings));
  SetDiscoveryStatus(transaction, call.caller, request.status);
  UpdateMembers(call, transaction, request.status, *request.autoEnableOrganizationMembers);
  return model::UpdateAutomatedDiscoveryConfigurationResponse{};
}

wire::Outcome<model::ListClassificationScopesResponse> ListClassificationScopes(
    const Call& call, const state::Snapshot& snapshot, const model::ListClassificationScopesRequest& request) {
  MACIE_CHECK(RequireOwnDiscovery(snapshot.partition(call.caller)));
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

wire::Outcome<model::GetClassificationScopeResponse> GetClassificationScope(
    const Call& call, const state::Snapshot& snapshot, const model::GetClassificationScopeRequest& request) {
  MACIE_CHECK(RequireOwnDiscovery(snapshot.partition(call.caller)));
  if (request.id != ClassificationScopeId(call.caller)) return NoSuchId();
  model::GetClassificationScopeResponse response;
  response.id = request.id;
  response.name = kDiscoveryName;
  const model::DiscoverySettings settings = SettingsOrNone(snapshot.partition(call.caller));
  response.s3.emplace().excludes.bucketNames = settings.excludedBucketNames.value_or(std::vector<std::string>());
  return response;
}

wire::Outcome<model::UpdateClassificationScopeResponse> UpdateClassificationScope(
    const Call& call, state::Transaction& transaction, const model::UpdateClassificationScopeRequest& request) {
  using Update = model::ClassificationScopeUpdateOperation;
  MACIE_CHECK(RequireOwnDiscovery(transaction.partition(call.caller)));
  if (request.id != ClassificationScopeId(call.caller)) return NoSuchId();
  if (!request.s3) return model::UpdateClassificationScopeResponse{};
  const auto& asked = request.s3->excludes;
  if (asked.operation != Update::REMOVE) MACIE_CHECK(CheckExists(call, transaction, asked.bucketNames));
  model::SettingsRecord settings = SettingsOf(transaction.partition(call.caller));
  if (!settings.automatedDiscovery) settings.automatedDiscovery.emplace();
  std::vector<std::string> names =
      settings.automatedDiscovery->excludedBucketNames.value_or(std::vector<std::string>());
  if (asked.operation == Update::REPLACE) names.clear();
  const auto is_asked = [&](const std::string& name) {
    return std::find(asked.bucketNames.begin(), asked.bucketNames.end(), name) != asked.bucketNames.end();
  };
  std::erase_if(names, is_asked);
  if (asked.operation != Update::REMOVE) {
    for (const auto& name : asked.bucketNames) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  if (names.size() > static_cast<std::size_t>(model::kBucketsExcludedFromDiscovery)) {
    return RequestFailed("at most " + std::to_string(model::kBucketsExcludedFromDiscovery) +
                         " buckets can be excluded; there would be " + std::to_string(names.size()));
  }
  settings.automatedDiscovery->excludedBucketNames = std::move(names);
  PutSettings(call, transaction, std::move(settings));
  RefreshAllMonitoring(transaction, call.caller);
  return model::UpdateClassificationScopeResponse{};
}

}  // namespace macie_local::service
