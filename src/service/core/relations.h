// Who administers whom, in a region. Both sides of a relation are stored, each with its own account: a MemberRecord
// with the administrator, an AdministratorRecord with the member; whatever changes one changes the other.
#pragma once

#include <string_view>
#include <vector>

#include "model/types/records.h"
#include "state/state.h"

namespace macie_local::service {

// Null when the account has no administrator. Valid as long as the partition.
inline const model::AdministratorRecord* AdministratorOf(const state::Partition& partition) {
  return partition.Find<model::AdministratorRecord>(state::kOnlyRecord);
}

// Null when the caller knows no such account.
inline const model::MemberRecord* MemberOf(const state::Partition& partition, std::string_view account) {
  return partition.Find<model::MemberRecord>(account);
}

// Enabled or Paused: the accounts that the caller administers now.
bool IsAssociated(const model::MemberRecord& member);
// Associated, or out of reach for now (AccountSuspended, RegionDisabled): the account has this administrator.
bool IsTied(const model::MemberRecord& member);
// True when an account has the one of `partition` as its administrator.
bool HasAssociatedMembers(const state::Partition& partition);

// The accounts that the caller administers and itself, whether their Macie is paused or not, by account. `own` is the
// caller's partition.
std::vector<state::PartitionKey> AccountsAdministered(const state::Partition& own, const state::PartitionKey& caller);

// The accounts whose inventory the caller sees: its own first, then its members whose Macie is enabled, by account
// (behaviour B.1 [D]; a paused member's is not shown [I]). `own` is the caller's partition.
std::vector<state::PartitionKey> AccountsInView(const state::Partition& own, const state::PartitionKey& caller);

}  // namespace macie_local::service
