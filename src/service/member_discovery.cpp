#include "service/member_discovery.h"

#include <utility>

#include "base/timestamp.h"
#include "service/settings.h"

namespace macie_local::service {
namespace {

using Status = model::AutomatedDiscoveryStatus;

void Switch(store::Transaction& transaction, const store::PartitionKey& key, Status status) {
  model::SettingsRecord settings = SettingsOf(transaction.partition(key));
  if (!settings.automatedDiscovery) settings.automatedDiscovery.emplace();
  model::DiscoverySettings& discovery = *settings.automatedDiscovery;
  const Timestamp now = base::TruncateToMillis(transaction.now());
  if (discovery.status.value_or(Status::DISABLED) == status) return;
  discovery.status = status;
  discovery.lastUpdatedAt = now;
  discovery.disabledAt.reset();
  if (status == Status::DISABLED) discovery.disabledAt = now;
  if (status == Status::ENABLED && !discovery.firstEnabledAt) discovery.firstEnabledAt = now;
  transaction.Put(key, store::kOnlyRecord, std::move(settings));
}

}  // namespace

void JoinDiscovery(store::Transaction& transaction, const store::PartitionKey& administrator,
                   const store::PartitionKey& member) {
  const auto settings = SettingsOf(transaction.partition(administrator)).automatedDiscovery;
  if (!settings || settings->status != Status::ENABLED) return;
  if (settings->autoEnableOrganizationMembers.value_or(model::AutoEnableMode::NONE) == model::AutoEnableMode::NONE) {
    return;
  }
  Switch(transaction, member, Status::ENABLED);
}

void LeaveDiscovery(store::Transaction& transaction, const store::PartitionKey& member) {
  Switch(transaction, member, Status::DISABLED);
}

}  // namespace macie_local::service
