#include "service/discovery/monitoring.h"

#include <algorithm>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/timestamp.h"
#include "model/errors.h"
#include "service/core/relations.h"
#include "service/core/settings.h"
#include "service/discovery/sensitivity_score.h"

namespace macie_local::service {
namespace {

using Monitoring = model::AutomatedDiscoveryMonitoringStatus;
using Status = model::AutomatedDiscoveryStatus;

// The account whose classification scope holds for `key`.
state::PartitionKey ScopeOwner(const state::Transaction& transaction, const state::PartitionKey& key) {
  const model::AdministratorRecord* administrator = AdministratorOf(transaction.partition(key));
  if (administrator == nullptr) return key;
  return {administrator->accountId.value_or(key.account), key.region};
}

// The names that it leaves out. Valid as long as the partition.
std::span<const std::string> ExcludedNames(const state::Partition& scope_owner) {
  const model::DiscoverySettings* settings = DiscoveryOf(scope_owner);
  if (settings == nullptr || !settings->excludedBucketNames) return {};
  return *settings->excludedBucketNames;
}

bool IsOverridden(const state::Partition& partition, std::string_view bucket_name) {
  const auto* profile = partition.Find<model::ResourceProfileRecord>(bucket_name);
  return profile != nullptr && profile->sensitivityScoreOverridden.value_or(false);
}

Monitoring MonitoringOf(const state::Partition& partition, bool excluded, std::string_view bucket_name, bool readable) {
  const bool monitored = IsDiscoveryOn(partition) && readable && !excluded && !IsOverridden(partition, bucket_name);
  return monitored ? Monitoring::MONITORED : Monitoring::NOT_MONITORED;
}

}  // namespace

const model::DiscoverySettings* DiscoveryOf(const state::Partition& partition) {
  const auto* settings = partition.Find<model::SettingsRecord>(state::kOnlyRecord);
  return settings == nullptr || !settings->automatedDiscovery ? nullptr : &*settings->automatedDiscovery;
}

bool IsDiscoveryOn(const state::Partition& partition) {
  const model::DiscoverySettings* settings = DiscoveryOf(partition);
  return settings != nullptr && settings->status == Status::ENABLED;
}

wire::Verdict RequireOwnDiscovery(const state::Partition& partition) {
  if (AdministratorOf(partition) == nullptr) return base::Done{};
  return wire::Refusal{model::kAccessDeniedException,
                       "The request failed because automated sensitive data discovery is managed by the Macie "
                       "administrator of your account."};
}

void SetDiscoveryStatus(state::Transaction& transaction, const state::PartitionKey& key, Status status) {
  model::SettingsRecord settings = SettingsOf(transaction.partition(key));
  if (!settings.automatedDiscovery) settings.automatedDiscovery.emplace();
  model::DiscoverySettings& discovery = *settings.automatedDiscovery;
  const Timestamp now = base::TruncateToMillis(transaction.now());
  const bool was_on = discovery.status == Status::ENABLED;
  if (status == Status::ENABLED) {
    if (!discovery.firstEnabledAt) discovery.firstEnabledAt = now;
    if (!was_on) discovery.enabledAt = now;
    discovery.disabledAt.reset();
  } else if (was_on) {
    discovery.disabledAt = now;
  }
  discovery.status = status;
  discovery.lastUpdatedAt = now;
  transaction.Put(key, state::kOnlyRecord, std::move(settings));
  RefreshMonitoring(transaction, key);
}

void SwitchDiscovery(state::Transaction& transaction, const state::PartitionKey& key, Status status) {
  const bool on = IsDiscoveryOn(transaction.partition(key));
  if (on != (status == Status::ENABLED)) SetDiscoveryStatus(transaction, key, status);
}

void JoinDiscovery(state::Transaction& transaction, const state::PartitionKey& administrator,
                   const state::PartitionKey& member) {
  using Mode = model::AutoEnableMode;
  const state::Partition& partition = transaction.partition(administrator);
  if (!IsDiscoveryOn(partition)) return;
  if (DiscoveryOf(partition)->autoEnableOrganizationMembers.value_or(Mode::NONE) == Mode::NONE) return;
  SwitchDiscovery(transaction, member, Status::ENABLED);
}

void LeaveDiscovery(state::Transaction& transaction, const state::PartitionKey& member) {
  SwitchDiscovery(transaction, member, Status::DISABLED);
}

void RefreshMonitoring(state::Transaction& transaction, const state::PartitionKey& key) {
  static const std::size_t monitoring = state::BucketSchema::Get().Column("automatedDiscoveryMonitoringStatus");
  static const std::size_t error = state::BucketSchema::Get().Column("errorCode");
  const state::Partition& partition = transaction.partition(key);
  const ExcludedBuckets excluded(transaction, key);
  const engine::Table& buckets = partition.buckets.table();
  std::vector<std::pair<std::string, Monitoring>> changes;
  partition.buckets.ForEach([&](engine::Slot slot) {
    const std::string_view name = buckets.Key(slot);
    const Monitoring status = MonitoringOf(partition, excluded.contains(name), name, !buckets.Number(slot, error));
    if (buckets.Number(slot, monitoring) != static_cast<std::int64_t>(status)) changes.emplace_back(name, status);
  });
  for (const auto& [name, status] : changes) {
    model::BucketMetadata bucket = *transaction.partition(key).buckets.Find(name);
    bucket.automatedDiscoveryMonitoringStatus = status;
    transaction.PutBucket(key, std::move(bucket));
  }
}

void RefreshAllMonitoring(state::Transaction& transaction, const state::PartitionKey& administrator) {
  for (const auto& key : AccountsAdministered(transaction.partition(administrator), administrator)) {
    RefreshMonitoring(transaction, key);
  }
}

ExcludedBuckets::ExcludedBuckets(const state::Transaction& transaction, const state::PartitionKey& key) {
  const auto names = ExcludedNames(transaction.partition(ScopeOwner(transaction, key)));
  names_.assign(names.begin(), names.end());
  std::sort(names_.begin(), names_.end());
}

bool ExcludedBuckets::contains(std::string_view bucket_name) const {
  return std::binary_search(names_.begin(), names_.end(), bucket_name, std::less<>());
}

void ApplyDiscovery(const state::Transaction& transaction, const state::PartitionKey& key,
                    const ExcludedBuckets& excluded, bool monitoring, model::BucketMetadata* bucket) {
  const state::Partition& partition = transaction.partition(key);
  if (const auto* profile = partition.Find<model::ResourceProfileRecord>(*bucket->bucketName)) {
    bucket->sensitivityScore = ScoreOf(*bucket, *profile);
  }
  if (!monitoring) return;
  bucket->automatedDiscoveryMonitoringStatus =
      MonitoringOf(partition, excluded.contains(*bucket->bucketName), *bucket->bucketName, !bucket->errorCode);
}

void RefreshBucket(state::Transaction& transaction, const state::PartitionKey& key, const ExcludedBuckets& excluded,
                   const std::string& bucket_name) {
  const auto stored = transaction.partition(key).buckets.Find(bucket_name);
  if (!stored) return;
  model::BucketMetadata bucket = *stored;
  ApplyDiscovery(transaction, key, excluded, true, &bucket);
  if (bucket != *stored) transaction.PutBucket(key, std::move(bucket));
}

void ForgetDiscovery(state::Transaction& transaction, const state::PartitionKey& key) {
  std::vector<std::string> scored;
  for (const auto& [name, row] : transaction.partition(key).table<model::ResourceProfileRecord>()) {
    scored.push_back(name);
  }
  for (const auto& name : scored) {
    transaction.Erase<model::ResourceProfileRecord>(key, name);
    auto bucket = transaction.partition(key).buckets.Find(name);
    if (!bucket) continue;
    bucket->sensitivityScore = ScoreBeforeDiscovery(*bucket);
    transaction.PutBucket(key, *std::move(bucket));
  }
  model::SettingsRecord settings = SettingsOf(transaction.partition(key));
  settings.automatedDiscovery.reset();
  transaction.Put(key, state::kOnlyRecord, std::move(settings));
  RefreshMonitoring(transaction, key);
}

}  // namespace macie_local::service
