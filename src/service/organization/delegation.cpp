#include "service/organization/delegation.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/quotas.h"
#include "service/core/arns.h"
#include "service/core/intake.h"
#include "service/core/messages.h"
#include "service/core/relations.h"
#include "service/core/session_state.h"
#include "service/organization/relation_changes.h"
#include "service/organization/relation_messages.h"

namespace macie_local::service {
namespace {

using Accounts = std::vector<model::OrganizationAccount>;
using ByAccount = std::map<std::string, model::OrganizationAccount>;

state::PartitionKey GlobalKey(std::string_view account) {
  return {std::string(account), std::string(state::kGlobalRegion)};
}

const model::OrganizationRecord* OrganizationIn(const state::Partition& partition) {
  return partition.Find<model::OrganizationRecord>(state::kOnlyRecord);
}

// The regions in which the management account has delegated.
std::vector<state::PartitionKey> DelegationsOf(state::Transaction& transaction, const std::string& management) {
  std::vector<state::PartitionKey> keys;
  const auto& partitions = transaction.state().partitions;
  for (auto at = partitions.LowerBound(state::PartitionKey{management, ""}); at != partitions.end(); ++at) {
    if (at->first.account != management) break;
    if (DelegationOf(*at->second) != nullptr) keys.push_back(at->first);
  }
  return keys;
}

bool IsMemberByOrganization(const Relation& relation) {
  return relation.IsTied() && relation.entry()->byOrganization.value_or(false);
}

ByAccount Sorted(const std::optional<Accounts>& accounts) {
  ByAccount sorted;
  if (!accounts) return sorted;
  for (const auto& account : *accounts) sorted.emplace(account.accountId, account);
  return sorted;
}

// What becomes of one region's relations when the organization's accounts change from `before` to `after`.
class OrganizationChange {
 public:
  OrganizationChange(const Environment& environment, state::Transaction& transaction, state::PartitionKey management,
                     const ByAccount& before, const ByAccount& after)
      : environment_(environment),
        transaction_(transaction),
        management_(std::move(management)),
        delegate_{*DelegationOf(transaction.partition(management_))->adminAccountId, management_.region},
        before_(before),
        after_(after) {}

  void Run() {
    if (delegate_.account != management_.account && !after_.contains(delegate_.account)) {
      EndDelegation(environment_, transaction_, management_);
      return;
    }
    for (const auto& [account, was] : before_) {
      if (account != management_.account && !after_.contains(account)) Leave(account);
    }
    const auto* record = DelegateOf(transaction_.partition(delegate_));
    const bool enables = record != nullptr && record->autoEnable.value_or(false) &&
                         SessionInForce(environment_, transaction_, delegate_).has_value();
    members_ = CountByOrganization(transaction_.partition(delegate_));
    for (const auto& [account, is] : after_) {
      if (enables && account != management_.account && !before_.contains(account) && IsActive(is)) Join(account);
      FollowAccount(account, is);
    }
  }

 private:
  void Leave(const std::string& account) {
    Relation relation(environment_, transaction_, delegate_, account);
    if (IsMemberByOrganization(relation)) relation.Remove();  // the entry stays, as after DisassociateMember [I]
  }
  void Join(const std::string& account) {
    if (members_ >= static_cast<std::size_t>(model::kMembersByOrganization)) return;
    if (!CheckMayAssociate(transaction_, delegate_, account).ok()) return;
    Relation(environment_, transaction_, delegate_, account).Associate(std::nullopt);
    ++members_;
  }
  void FollowAccount(const std::string& account, const model::OrganizationAccount& is) {
    Relation relation(environment_, transaction_, delegate_, account);
    if (!IsMemberByOrganization(relation)) return;
    const bool suspended = relation.Is(model::RelationshipStatus::AccountSuspended);
    if (!IsActive(is) && !suspended) relation.CloseAccount();
    if (IsActive(is) && suspended) relation.FollowSession();
  }

  const Environment& environment_;
  state::Transaction& transaction_;
  const state::PartitionKey management_;
  const state::PartitionKey delegate_;
  const ByAccount& before_;
  const ByAccount& after_;
  std::size_t members_ = 0;
};

}  // namespace

const model::OrganizationRecord* OrganizationOf(const state::Transaction& transaction, std::string_view management) {
  return OrganizationIn(transaction.partition(GlobalKey(management)));
}

const model::OrganizationRecord* OrganizationOf(const state::State& state, std::string_view management) {
  return OrganizationIn(state.partition(GlobalKey(management)));
}

std::optional<model::OrganizationAccount> FindAccount(const model::OrganizationRecord& organization,
                                                      std::string_view account) {
  if (organization.accounts) {
    for (const auto& one : *organization.accounts) {
      if (one.accountId == account) return one;
    }
  }
  if (organization.managementAccountId != account) return std::nullopt;
  model::OrganizationAccount management;
  management.accountId = account;
  management.status = kAccountActive;
  return management;
}

bool IsActive(const model::OrganizationAccount& account) {
  return account.status.value_or(std::string(kAccountActive)) == kAccountActive;
}

std::optional<model::OrganizationAccount> FindInOrganizationOf(const state::Transaction& transaction,
                                                               const state::PartitionKey& delegate,
                                                               std::string_view account) {
  const auto* record = DelegateOf(transaction.partition(delegate));
  if (record == nullptr) return std::nullopt;
  const auto* organization = OrganizationOf(transaction, *record->managementAccountId);
  if (organization == nullptr) return std::nullopt;
  return FindAccount(*organization, account);
}

std::size_t CountByOrganization(const state::Partition& delegate) {
  std::size_t count = 0;
  for (const auto& [account, row] : delegate.table<model::MemberRecord>()) {
    if (IsTied(*row.record) && row.record->byOrganization.value_or(false)) ++count;
  }
  return count;
}

wire::Verdict CheckMayAssociate(const state::Transaction& transaction, const state::PartitionKey& delegate,
                                std::string_view account) {
  const std::string named = "the account " + base::Quote(account);
  if (account == delegate.account) return RequestFailed(named + " can't be a member of itself");
  const state::Partition& partition = transaction.partition({std::string(account), delegate.region});
  const auto* administrator = AdministratorOf(partition);
  if (administrator != nullptr && administrator->accountId != delegate.account) {
    return RequestFailed(named + " already has another Macie administrator account");
  }
  if (HasAssociatedMembers(partition) || DelegateOf(partition) != nullptr) {
    return RequestFailed(named + " is the Macie administrator of other accounts");
  }
  return base::Done{};
}

void Delegate(const Environment& environment, state::Transaction& transaction, const state::PartitionKey& management,
              const state::PartitionKey& delegate) {
  model::DelegationRecord delegation;
  delegation.adminAccountId = delegate.account;
  delegation.status = model::AdminStatus::ENABLED;
  transaction.Put(management, state::kOnlyRecord, std::move(delegation));
  model::OrganizationAdministratorRecord record;
  record.managementAccountId = management.account;
  record.autoEnable = false;
  transaction.Put(delegate, state::kOnlyRecord, std::move(record));
  EnsureEnabled(environment, transaction, delegate);
  for (const auto& member : AccountsAdministered(transaction.partition(delegate), delegate)) {
    if (member == delegate || !FindInOrganizationOf(transaction, delegate, member.account)) continue;
    Relation(environment, transaction, delegate, member.account).Associate(std::nullopt);
  }
}

void EndDelegation(const Environment& environment, state::Transaction& transaction,
                   const state::PartitionKey& management) {
  const auto* delegation = DelegationOf(transaction.partition(management));
  if (delegation == nullptr) return;
  const state::PartitionKey delegate{*delegation->adminAccountId, management.region};
  transaction.Erase<model::DelegationRecord>(management, state::kOnlyRecord);
  transaction.Erase<model::OrganizationAdministratorRecord>(delegate, state::kOnlyRecord);
  std::vector<std::string> accounts;
  for (const auto& [account, row] : transaction.partition(delegate).table<model::MemberRecord>()) {
    if (row.record->byOrganization.value_or(false)) accounts.push_back(account);
  }
  for (const auto& account : accounts) Relation(environment, transaction, delegate, account).Delete();
}

base::Result<model::OrganizationRecord> CompleteOrganization(const std::string& where, std::string_view management,
                                                             model::OrganizationRecord organization) {
  if (organization.managementAccountId != management) {
    return Wrong(where + "managementAccountId", "must be the account whose organization this is, " +
                                                    std::string(management) + "; " +
                                                    base::Quote(organization.managementAccountId) + " given");
  }
  if (!organization.accounts) organization.accounts.emplace();
  const std::size_t most = static_cast<std::size_t>(model::kAccountsInOrganization);
  if (organization.accounts->size() > most) {
    return Wrong(where + "accounts", "at most " + std::to_string(most) + " are taken; " +
                                         std::to_string(organization.accounts->size()) + " given");
  }
  ByAccount seen;
  for (std::size_t i = 0; i < organization.accounts->size(); ++i) {
    model::OrganizationAccount& account = (*organization.accounts)[i];
    const std::string place = where + "accounts[" + std::to_string(i) + "]";
    if (!IsAccountId(account.accountId)) {
      return Wrong(place + ".accountId", "must be 12 digits; " + base::Quote(account.accountId) + " given");
    }
    if (!account.status) account.status = kAccountActive;
    if (account.status != kAccountActive && account.status != kAccountSuspended) {
      return Wrong(place + ".status", "must be ACTIVE or SUSPENDED; " + base::Quote(*account.status) + " given");
    }
    if (account.accountId == management && !IsActive(account)) {
      return Wrong(place + ".status", "the management account can't be suspended");
    }
    if (!seen.emplace(account.accountId, account).second) {
      return Wrong(place + ".accountId", account.accountId + " is given twice");
    }
  }
  return organization;
}

base::Status CheckOrganizationIsApart(state::Transaction& transaction, const std::string& where,
                                      const model::OrganizationRecord& organization) {
  const ByAccount accounts = Sorted(organization.accounts);
  const std::string& management = organization.managementAccountId;
  for (const auto& [key, partition] : transaction.state().partitions) {
    const auto* other = OrganizationIn(*partition);
    if (other == nullptr || key.account == management) continue;
    ByAccount theirs = Sorted(other->accounts);
    theirs.emplace(key.account, model::OrganizationAccount());
    for (const auto& [account, unused] : theirs) {
      if (account != management && !accounts.contains(account)) continue;
      return Wrong(where + "accounts", account + " is in the organization of " + key.account +
                                           " already; an account belongs to one organization at most");
    }
  }
  return base::Done{};
}

void ReplaceOrganization(const Environment& environment, state::Transaction& transaction,
                         const model::OrganizationRecord& organization) {
  const std::string& management = organization.managementAccountId;
  const auto* old = OrganizationOf(transaction, management);
  const ByAccount before = old == nullptr ? ByAccount() : Sorted(old->accounts);
  const ByAccount after = Sorted(organization.accounts);
  transaction.Put(GlobalKey(management), state::kOnlyRecord, organization);
  for (const auto& key : DelegationsOf(transaction, management)) {
    OrganizationChange(environment, transaction, key, before, after).Run();
  }
}

bool EraseOrganization(const Environment& environment, state::Transaction& transaction, const std::string& management) {
  if (OrganizationOf(transaction, management) == nullptr) return false;
  for (const auto& key : DelegationsOf(transaction, management)) EndDelegation(environment, transaction, key);
  transaction.Erase<model::OrganizationRecord>(GlobalKey(management), state::kOnlyRecord);
  return true;
}

}  // namespace macie_local::service
