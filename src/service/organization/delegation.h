// Organizations, and who administers Macie for them: an organization is the record of its management account in
// state::kGlobalRegion, a delegation one for each region, with the management account and with the delegate.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/types/records.h"
#include "service/core/call.h"
#include "state/transaction.h"

namespace macie_local::service {

inline constexpr std::string_view kAccountActive = "ACTIVE";
inline constexpr std::string_view kAccountSuspended = "SUSPENDED";

// Null when the account manages none. Valid until that partition changes.
const model::OrganizationRecord* OrganizationOf(const state::Transaction& transaction, std::string_view management);
const model::OrganizationRecord* OrganizationOf(const state::State& state, std::string_view management);

// The account's place in the organization; nothing when it has none. The management account always has one.
std::optional<model::OrganizationAccount> FindAccount(const model::OrganizationRecord& organization,
                                                      std::string_view account);
bool IsActive(const model::OrganizationAccount& account);

// Null when the account of `partition` is nobody's delegated administrator.
inline const model::OrganizationAdministratorRecord* DelegateOf(const state::Partition& partition) {
  return partition.Find<model::OrganizationAdministratorRecord>(state::kOnlyRecord);
}
// Null when the management account of `partition` has delegated to nobody.
inline const model::DelegationRecord* DelegationOf(const state::Partition& partition) {
  return partition.Find<model::DelegationRecord>(state::kOnlyRecord);
}

// Where the account stands in the organization that `delegate` administers; nothing when it is not in it, or `delegate`
// administers none.
std::optional<model::OrganizationAccount> FindInOrganizationOf(const state::Transaction& transaction,
                                                               const state::PartitionKey& delegate,
                                                               std::string_view account);

// Members by organization, as the quota counts them.
std::size_t CountByOrganization(const state::Partition& delegate);

// Succeeds when `account` can become a member of `delegate`, whatever the quota.
base::Status CheckMayAssociate(const state::Transaction& transaction, const state::PartitionKey& delegate,
                               std::string_view account);

// Makes `delegate` the administrator of the organization of `management` in that region, and enables Macie there. Its
// members by invitation that are in the organization are members by organization from now on [I].
void Delegate(const Environment& environment, state::Transaction& transaction, const state::PartitionKey& management,
              const state::PartitionKey& delegate);

// Undoes it: the members by organization become standalone and leave no entry. Nothing when nobody was delegated.
void EndDelegation(const Environment& environment, state::Transaction& transaction,
                   const state::PartitionKey& management);

// The record complete and sound by itself; the error's text begins with `where`.
base::Result<model::OrganizationRecord> CompleteOrganization(const std::string& where, std::string_view management,
                                                             model::OrganizationRecord organization);
// None of its accounts is in another organization.
base::Status CheckOrganizationIsApart(state::Transaction& transaction, const std::string& where,
                                      const model::OrganizationRecord& organization);

// Puts a complete organization in place of the one there was, and does in every region what follows for accounts that
// joined, left, were suspended or came back.
void ReplaceOrganization(const Environment& environment, state::Transaction& transaction,
                         const model::OrganizationRecord& organization);
// False when there is none.
bool EraseOrganization(const Environment& environment, state::Transaction& transaction, const std::string& management);

}  // namespace macie_local::service
