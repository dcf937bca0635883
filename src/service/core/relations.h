// Reads who administers whom in a region. Both sides of a relation are stored, each with its own account: a
// MemberRecord with the administrator, an AdministratorRecord with the member; whatever changes one changes the other.
#pragma once

#include <string_view>
#include <vector>

#include "model/types/records.h"
#include "state/state.h"

namespace macie_local::service {

// Returns who administers the account of `partition`, or null when nobody does. Valid until the partition is changed.
inline const model::AdministratorRecord* AdministratorOf(const state::Partition& partition) {
  return partition.Find<model::AdministratorRecord>(state::kOnlyRecord);
}

// Returns the entry that the account of `partition` has for another account, or null when it has none. Valid until the
// partition is changed.
inline const model::MemberRecord* MemberOf(const state::Partition& partition, std::string_view account) {
  return partition.Find<model::MemberRecord>(account);
}

// Says whether the account is administered now: its entry is Enabled or Paused.
bool IsAssociated(const model::MemberRecord& member);
// Says whether the account has this administrator: it is associated, or out of reach for now (AccountSuspended,
// RegionDisabled).
bool IsTied(const model::MemberRecord& member);
// Says whether any account has the one of `partition` as its administrator (IsTied).
bool HasAssociatedMembers(const state::Partition& partition);

// Returns the caller and the accounts that it administers, whether their Macie is paused or not, sorted by account.
// `own` is the caller's partition.
std::vector<state::PartitionKey> AccountsAdministered(const state::Partition& own, const state::PartitionKey& caller);

// Returns the accounts whose inventory the caller sees: its own first, then its members whose Macie is enabled, by
// account (behaviour B.1 [D]; a paused member's is not shown [I]). `own` is the caller's partition.
std::vector<state::PartitionKey> AccountsInView(const state::Partition& own, const state::PartitionKey& caller);

}  // namespace macie_local::service
