// Completes relations and organizations as state documents give them. One side of a relation is enough: the other is
// added. Whole documents whose sides contradict each other are refused.
#pragma once

#include <string>

#include "base/result.h"
#include "model/types/records.h"
#include "service/core/call.h"
#include "service/core/record_intake.h"
#include "state/transaction.h"

namespace macie_local::service {

// Says what is done when the two sides of a relation contradict each other.
enum class OnContradiction {
  kRefuse,  // fail, naming the place
  kDrop,    // drop one side: for one account's share, put back among others that have moved on [I]
};

// Makes every relation of the state have both its sides, and follow from the members' sessions. Call it after an
// import.
base::Status CompleteRelations(const Environment& environment, state::Transaction& transaction,
                               OnContradiction on_contradiction);

// Ends the delegations from and to the account, and erases what other accounts hold of relations with it, in all
// regions. Call it before the account's state is replaced.
void ForgetRelationsOf(const Environment& environment, state::Transaction& transaction, const std::string& account);

template <>
base::Result<model::MemberRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                 Timestamp now, model::MemberRecord record);
template <>
base::Result<model::InvitationRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                     Timestamp now, model::InvitationRecord record);
template <>
base::Result<model::AdministratorRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                        Timestamp now, model::AdministratorRecord record);
template <>
base::Result<model::DelegationRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                     Timestamp now, model::DelegationRecord record);
template <>
base::Result<model::OrganizationAdministratorRecord> CompleteRecord(const state::PartitionKey& key,
                                                                    const std::string& where, Timestamp now,
                                                                    model::OrganizationAdministratorRecord record);
template <>
base::Result<model::OrganizationRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                       Timestamp now, model::OrganizationRecord record);

}  // namespace macie_local::service
