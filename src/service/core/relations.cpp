#include "service/core/relations.h"

#include <algorithm>

namespace macie_local::service {

bool IsAssociated(const model::MemberRecord& member) {
  return member.relationshipStatus == model::RelationshipStatus::Enabled ||
         member.relationshipStatus == model::RelationshipStatus::Paused;
}

bool IsTied(const model::MemberRecord& member) {
  return IsAssociated(member) || member.relationshipStatus == model::RelationshipStatus::AccountSuspended ||
         member.relationshipStatus == model::RelationshipStatus::RegionDisabled;
}

bool HasAssociatedMembers(const state::Partition& partition) {
  for (const auto& [account, row] : partition.table<model::MemberRecord>()) {
    if (IsTied(*row.record)) return true;
  }
  return false;
}

std::vector<state::PartitionKey> AccountsAdministered(const state::Partition& own, const state::PartitionKey& caller) {
  std::vector<state::PartitionKey> accounts{caller};
  for (const auto& [account, row] : own.table<model::MemberRecord>()) {
    if (IsAssociated(*row.record)) accounts.push_back({account, caller.region});
  }
  std::sort(accounts.begin(), accounts.end());
  return accounts;
}

std::vector<state::PartitionKey> AccountsInView(const state::Partition& own, const state::PartitionKey& caller) {
  std::vector<state::PartitionKey> accounts{caller};
  for (const auto& [account, row] : own.table<model::MemberRecord>()) {
    if (row.record->relationshipStatus != model::RelationshipStatus::Enabled) continue;
    accounts.push_back({account, caller.region});
  }
  return accounts;
}

}  // namespace macie_local::service
