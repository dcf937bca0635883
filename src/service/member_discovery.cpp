#include "service/member_discovery.h"

#include "service/discovery.h"
#include "service/settings.h"

namespace macie_local::service {
namespace {

using Status = model::AutomatedDiscoveryStatus;

// Nothing changes, not even lastUpdatedAt, when it is so already.
void Switch(store::Transaction& transaction, const store::PartitionKey& key, Status status) {
  const bool on = IsDiscoveryOn(transaction.partition(key));
  if (on != (status == Status::ENABLED)) SetDiscoveryStatus(transaction, key, status);
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
