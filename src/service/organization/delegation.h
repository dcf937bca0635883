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
#include "wire/refusal.h"

namespace macie_local::service {

inline constexpr std::string_view kAccountActive = "ACTIVE";
inline constexpr std::string_view kAccountSuspended = "SUSPENDED";

// Return the organization that the account `management` manages, or null when it manages none. Valid until its
// partition in state::kGlobalRegion is changed.
const model::OrganizationRecord* OrganizationOf(const state::Transaction& transaction, std::string_view management);
const model::OrganizationRecord* OrganizationOf(const state::State& state, std::string_view management);

// Returns the account's entry in the organization, or nullopt when it is not in it. The management account always is.
std::optional<model::OrganizationAccount> FindAccount(const model::OrganizationRecord& organization,
                                                      std::string_view account);
// Says whether the account is not suspended in its organization.
bool IsActive(const model::OrganizationAccount& account);

// Returns for whom the account of `partition` is the delegated administrator, or null when it is nobody's. Valid until
// the partition is changed.
inline const model::OrganizationAdministratorRecord* DelegateOf(const state::Partition& partition) {
  return partition.Find<model::OrganizationAdministratorRecord>(state::kOnlyRecord);
}
// Returns to whom the management account of `partition` has delegated, or null when it has to nobody. Valid until the
// partition is changed.
inline const model::DelegationRecord* DelegationOf(const state::Partition& partition) {
  return partition.Find<model::DelegationRecord>(state::kOnlyRecord);
}

// Returns the account's entry in the organization that `delegate` administers, or nullopt when it is not in it or
// `delegate` administers none.
std::optional<model::OrganizationAccount> FindInOrganizationOf(const state::Transaction& transaction,
                                                               const state::PartitionKey& delegate,
                                                               std::string_view account);

// Returns how many members the account has by its organization, as the quota counts them. `delegate` is its partition.
std::size_t CountByOrganization(const state::Partition& delegate);

// Refuses with 400 when `account` can't become a member of `delegate`. The quota is not looked at.
wire::Verdict CheckMayAssociate(const state::Transaction& transaction, const state::PartitionKey& delegate,
                                std::string_view account);

// Makes `delegate` the administrator of the organization of `management` in that region, and enables Macie there. Its
// members by invitation that are in the organization are members by organization from now on [I].
void Delegate(const Environment& environment, state::Transaction& transaction, const state::PartitionKey& management,
              const state::PartitionKey& delegate);

// Ends what Delegate began: the members by organization become standalone and leave no entry. Does nothing when nobody
// was delegated.
void EndDelegation(const Environment& environment, state::Transaction& transaction,
                   const state::PartitionKey& management);

// Returns the record complete. Fails for one that is not sound by itself, or not of the account `management`; the
// error begins with `where`, the record's place in the document.
base::Result<model::OrganizationRecord> CompleteOrganization(const std::string& where, std::string_view management,
                                                             model::OrganizationRecord organization);
// Fails for an organization of which an account is in another one too; the error begins with `where`.
base::Status CheckOrganizationIsApart(state::Transaction& transaction, const std::string& where,
                                      const model::OrganizationRecord& organization);

// Puts a complete organization in place of the one there was, and does in every region what follows for accounts that
// joined, left, were suspended or came back.
void ReplaceOrganization(const Environment& environment, state::Transaction& transaction,
                         const model::OrganizationRecord& organization);
// Ends all delegations of the organization of `management`, and erases it. Returns false when there is none.
bool EraseOrganization(const Environment& environment, state::Transaction& transaction, const std::string& management);

}  // namespace macie_local::service
