#include "service/organization/relation_intake.h"

#include <set>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/timestamp.h"
#include "service/core/arns.h"
#include "service/core/ids.h"
#include "service/core/intake.h"
#include "service/core/messages.h"
#include "service/core/relations.h"
#include "service/core/session_state.h"
#include "service/jobs/jobs.h"
#include "service/organization/delegation.h"
#include "service/organization/relation_changes.h"

namespace macie_local::service {
namespace {

using Status = model::RelationshipStatus;

std::string Place(const state::PartitionKey& key, std::string_view family) {
  return "accounts." + key.account + "." + key.region + "." + std::string(family);
}

base::Status CheckOther(const std::string& where, const state::PartitionKey& key,
                        const std::optional<std::string>& account) {
  if (!account) return Wrong(where, "is required");
  if (!IsAccountId(*account)) return Wrong(where, "must be 12 digits; " + base::Quote(*account) + " given");
  if (*account == key.account) return Wrong(where, "must be another account than " + key.account);
  return base::Done{};
}

bool IsSessionDisabled(const state::Partition& partition) {
  const auto* session = partition.session();
  return session != nullptr && IsDisabled(*session);
}

// The ids of a family of one partition: it changes while they are gone through.
template <class Record>
std::vector<std::string> IdsOf(const state::Partition& partition) {
  std::vector<std::string> ids;
  for (const auto& [id, row] : partition.table<Record>()) ids.push_back(id);
  return ids;
}

// Goes over all relations; each step relies on those before it.
class RelationIntake {
 public:
  RelationIntake(const Environment& environment, state::Transaction& transaction, OnContradiction on_contradiction)
      : environment_(environment), transaction_(transaction), drops_(on_contradiction == OnContradiction::kDrop) {}

  base::Status Run() {
    for (const auto step : {&RelationIntake::Organization, &RelationIntake::Delegation, &RelationIntake::Delegate,
                            &RelationIntake::Administrator, &RelationIntake::Invitations, &RelationIntake::Entries}) {
      std::vector<state::PartitionKey> keys;  // with those of accounts that the steps before brought in
      for (const auto& [key, partition] : transaction_.state().partitions) keys.push_back(key);
      for (const auto& key : keys) MACIE_CHECK((this->*step)(key));
    }
    return base::Done{};
  }

 private:
  const state::Partition& At(const state::PartitionKey& key) const { return transaction_.partition(key); }

  base::Status Organization(const state::PartitionKey& key) {
    const auto* record = At(key).Find<model::OrganizationRecord>(state::kOnlyRecord);
    if (record == nullptr) return base::Done{};
    const model::OrganizationRecord organization = *record;
    auto apart = CheckOrganizationIsApart(transaction_, Place(key, "organization."), organization);
    if (apart.ok() || !drops_) return apart;
    transaction_.Erase<model::OrganizationRecord>(key, state::kOnlyRecord);
    return base::Done{};
  }

  // The management account's side of a delegation.
  base::Status Delegation(const state::PartitionKey& key) {
    const auto* delegation = DelegationOf(At(key));
    if (delegation == nullptr) return base::Done{};
    const state::PartitionKey delegate{*delegation->adminAccountId, key.region};
    const auto* organization = OrganizationOf(transaction_, key.account);
    const auto* record = DelegateOf(At(delegate));
    const auto refuse = [&](const std::string& what) -> base::Status {
      if (!drops_) return Wrong(Place(key, "delegation"), what);
      transaction_.Erase<model::DelegationRecord>(key, state::kOnlyRecord);
      return base::Done{};
    };
    if (organization == nullptr) return refuse(key.account + " manages no organization");
    if (!FindAccount(*organization, delegate.account)) return refuse(delegate.account + " isn't in the organization");
    if (AdministratorOf(At(delegate)) != nullptr) return refuse(delegate.account + " has an administrator itself");
    if (record != nullptr && record->managementAccountId != key.account) {
      return refuse(delegate.account + " is the delegated administrator of another organization");
    }
    if (record == nullptr) {
      model::OrganizationAdministratorRecord added;
      added.managementAccountId = key.account;
      added.autoEnable = false;
      transaction_.Put(delegate, state::kOnlyRecord, std::move(added));
    }
    return base::Done{};
  }

  // The delegate's side.
  base::Status Delegate(const state::PartitionKey& key) {
    const auto* record = DelegateOf(At(key));
    if (record == nullptr) return base::Done{};
    const state::PartitionKey management{*record->managementAccountId, key.region};
    const auto* organization = OrganizationOf(transaction_, management.account);
    const auto* delegation = DelegationOf(At(management));
    const bool known = organization != nullptr && FindAccount(*organization, key.account);
    if (!known || (delegation != nullptr && delegation->adminAccountId != key.account)) {
      if (!drops_) {
        return Wrong(Place(key, "organizationAdministrator"),
                     known ? management.account + " has delegated to another account"
                           : key.account + " isn't in an organization of " + management.account);
      }
      transaction_.Erase<model::OrganizationAdministratorRecord>(key, state::kOnlyRecord);
      return base::Done{};
    }
    if (delegation != nullptr) return base::Done{};
    model::DelegationRecord added;
    added.adminAccountId = key.account;
    added.status = model::AdminStatus::ENABLED;
    transaction_.Put(management, state::kOnlyRecord, std::move(added));
    return base::Done{};
  }

  // The member's side of a relation: the administrator has an entry for it.
  base::Status Administrator(const state::PartitionKey& key) {
    const auto* record = AdministratorOf(At(key));
    if (record == nullptr) return base::Done{};
    const state::PartitionKey administrator{*record->accountId, key.region};
    const auto* entry = MemberOf(At(administrator), key.account);
    if (entry == nullptr) {
      return AddEntry(administrator, key, *record->relationshipStatus, record->invitationId, record->invitedAt,
                      record->byOrganization);
    }
    if (IsTied(*entry)) return base::Done{};
    if (!drops_) {
      return Wrong(Place(key, "administrator"), administrator.account + " has it as a member in another state");
    }
    transaction_.Erase<model::AdministratorRecord>(key, state::kOnlyRecord);
    return base::Done{};
  }

  base::Status Invitations(const state::PartitionKey& key) {
    for (const auto& sender : IdsOf<model::InvitationRecord>(At(key))) {
      const model::InvitationRecord given = *At(key).Find<model::InvitationRecord>(sender);
      model::InvitationRecord invitation = given;
      if (!invitation.invitationId) invitation.invitationId = NewHexId(transaction_.ids());
      MACIE_CHECK(Invitation(key, {sender, key.region}, &invitation));
      if (invitation != given) transaction_.Put(key, sender, std::move(invitation));
    }
    return base::Done{};
  }

  // One that is over needs no entry at its sender; any other has one that speaks of it.
  base::Status Invitation(const state::PartitionKey& key, const state::PartitionKey& sender,
                          model::InvitationRecord* invitation) {
    const Status status = *invitation->relationshipStatus;
    if (status == Status::Resigned || status == Status::Removed) return base::Done{};
    const auto* entry = MemberOf(At(sender), key.account);
    if (entry == nullptr && status == Status::Invited) {
      return AddEntry(sender, key, status, invitation->invitationId, invitation->invitedAt, false);
    }
    if (entry != nullptr && entry->invitationId == invitation->invitationId) return base::Done{};
    if (entry != nullptr && entry->relationshipStatus == status && !entry->invitationId) {
      model::MemberRecord changed = *entry;
      changed.invitationId = invitation->invitationId;
      changed.invitedAt = invitation->invitedAt;
      transaction_.Put(sender, key.account, std::move(changed));
      return base::Done{};
    }
    if (!drops_) {
      return Wrong(Place(key, "invitations"), sender.account + " has no entry for it in the same state");
    }
    invitation->relationshipStatus = Status::Removed;
    return base::Done{};
  }

  base::Status AddEntry(const state::PartitionKey& administrator, const state::PartitionKey& account, Status status,
                        const std::optional<std::string>& invitation_id, const std::optional<Timestamp>& invited_at,
                        std::optional<bool> by_organization) {
    model::MemberRecord entry;
    entry.accountId = account.account;
    entry.relationshipStatus = status;
    entry.invitationId = invitation_id;
    entry.invitedAt = invited_at;
    entry.byOrganization = by_organization;
    MACIE_TRY(entry, CompleteRecord(administrator, Place(administrator, "members"), transaction_.now(), entry));
    transaction_.Put(administrator, account.account, std::move(entry));
    return base::Done{};
  }

  base::Status Entries(const state::PartitionKey& key) {
    if (At(key).table<model::MemberRecord>().empty()) return base::Done{};
    const std::set<std::string> organization = AccountsOfOrganization(key);
    for (const auto& account : IdsOf<model::MemberRecord>(At(key))) {
      model::MemberRecord entry = *At(key).Find<model::MemberRecord>(account);
      if (!entry.byOrganization) {
        entry.byOrganization = IsTied(entry) && organization.contains(account);
      }
      auto possible = CheckEntry(key, organization, entry);
      if (!possible.ok()) {
        if (!drops_) return Wrong(Place(key, "members"), account + ": " + possible.error().text);
        entry.relationshipStatus = Status::Removed;
      }
      CompleteInvitation(key, &entry);
      if (IsTied(entry)) AgreeWithSession({account, key.region}, &entry);
      PutRelation(transaction_, key, std::move(entry));
    }
    return base::Done{};
  }

  // Those of the organization that the account administers; none when it administers none.
  std::set<std::string> AccountsOfOrganization(const state::PartitionKey& delegate) const {
    std::set<std::string> accounts;
    const auto* record = DelegateOf(At(delegate));
    const auto* organization = record == nullptr ? nullptr : OrganizationOf(transaction_, *record->managementAccountId);
    if (organization == nullptr) return accounts;
    accounts.insert(organization->managementAccountId);
    for (const auto& account : *organization->accounts) accounts.insert(account.accountId);
    return accounts;
  }

  wire::Verdict CheckEntry(const state::PartitionKey& administrator, const std::set<std::string>& organization,
                           const model::MemberRecord& entry) const {
    if (!IsTied(entry)) return base::Done{};
    MACIE_CHECK(CheckMayAssociate(transaction_, administrator, *entry.accountId));
    if (AdministratorOf(At(administrator)) != nullptr) {
      return RequestFailed("the account " + base::Quote(administrator.account) +
                           " has a Macie administrator account itself");
    }
    if (*entry.byOrganization && !organization.contains(*entry.accountId)) {
      return RequestFailed("byOrganization is true for an account outside the organization of " +
                           base::Quote(administrator.account));
    }
    if (IsSessionDisabled(At({*entry.accountId, administrator.region}))) {
      return RequestFailed("Macie is disabled there");
    }
    return base::Done{};
  }

  // Whoever is invited has an invitation; whoever accepted one had it.
  void CompleteInvitation(const state::PartitionKey& administrator, model::MemberRecord* entry) {
    const bool invited = entry->relationshipStatus == Status::Invited;
    if (!invited && (!IsTied(*entry) || *entry->byOrganization)) return;
    if (!entry->invitationId) entry->invitationId = NewHexId(transaction_.ids());
    if (!entry->invitedAt) entry->invitedAt = entry->updatedAt;
    if (!invited) return;
    const state::PartitionKey account{*entry->accountId, administrator.region};
    const auto* before = At(account).Find<model::InvitationRecord>(administrator.account);
    if (before != nullptr && before->invitationId == entry->invitationId) return;
    model::InvitationRecord invitation;
    invitation.accountId = administrator.account;
    invitation.invitationId = entry->invitationId;
    invitation.invitedAt = entry->invitedAt;
    invitation.relationshipStatus = Status::Invited;
    transaction_.Put(account, administrator.account, std::move(invitation));
  }

  // A session that is spelled out decides; without one, the relation does.
  void AgreeWithSession(const state::PartitionKey& account, model::MemberRecord* entry) {
    const bool spelled_out = At(account).session() != nullptr;
    EnsureEnabled(environment_, transaction_, account);
    if (!IsAssociated(*entry)) return;
    if (!spelled_out && entry->relationshipStatus == Status::Paused) {
      ChangeSession(environment_, transaction_, account, {.frequency = {}, .status = model::MacieStatus::PAUSED});
    }
    entry->relationshipStatus = RelationOfSession(environment_, transaction_, account);
  }

  const Environment& environment_;
  state::Transaction& transaction_;
  const bool drops_;
};

}  // namespace

template <>
base::Result<model::MemberRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                 Timestamp now, model::MemberRecord record) {
  MACIE_CHECK(CheckOther(where + ".accountId", key, record.accountId));
  record.administratorAccountId = key.account;
  record.masterAccountId = key.account;
  record.arn = MacieArn(key, state::Family<model::MemberRecord>::kTaggedType, *record.accountId);
  if (!record.relationshipStatus) record.relationshipStatus = Status::Enabled;
  if (!record.tags) record.tags.emplace();
  if (!record.updatedAt) record.updatedAt = base::TruncateToMillis(now);
  return record;
}

template <>
base::Result<model::InvitationRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                     Timestamp now, model::InvitationRecord record) {
  MACIE_CHECK(CheckOther(where + ".accountId", key, record.accountId));
  if (!record.relationshipStatus) record.relationshipStatus = Status::Invited;
  if (!record.invitedAt) record.invitedAt = base::TruncateToMillis(now);
  return record;
}

template <>
base::Result<model::AdministratorRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                        Timestamp, model::AdministratorRecord record) {
  MACIE_CHECK(CheckOther(where + ".accountId", key, record.accountId));
  if (!record.relationshipStatus) record.relationshipStatus = Status::Enabled;
  model::MemberRecord entry;
  entry.relationshipStatus = record.relationshipStatus;
  if (!IsTied(entry)) {
    return Wrong(where + ".relationshipStatus", "must be Enabled, Paused, AccountSuspended or RegionDisabled");
  }
  return record;
}

template <>
base::Result<model::DelegationRecord> CompleteRecord(const state::PartitionKey&, const std::string& where, Timestamp,
                                                     model::DelegationRecord record) {
  if (!IsAccountId(record.adminAccountId.value_or(""))) return Wrong(where + ".adminAccountId", "must be 12 digits");
  if (!record.status) record.status = model::AdminStatus::ENABLED;
  return record;
}

template <>
base::Result<model::OrganizationAdministratorRecord> CompleteRecord(const state::PartitionKey&,
                                                                    const std::string& where, Timestamp,
                                                                    model::OrganizationAdministratorRecord record) {
  if (!IsAccountId(record.managementAccountId.value_or(""))) {
    return Wrong(where + ".managementAccountId", "must be 12 digits");
  }
  if (!record.autoEnable) record.autoEnable = false;
  return record;
}

template <>
base::Result<model::OrganizationRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                       Timestamp, model::OrganizationRecord record) {
  if (key.region != state::kGlobalRegion) {
    return Wrong(where, "has no region: it goes under " + std::string(state::kGlobalRegion));
  }
  return CompleteOrganization(where + ".", key.account, std::move(record));
}

base::Status CompleteRelations(const Environment& environment, state::Transaction& transaction,
                               OnContradiction on_contradiction) {
  return RelationIntake(environment, transaction, on_contradiction).Run();
}

void ForgetRelationsOf(const Environment& environment, state::Transaction& transaction, const std::string& account) {
  std::vector<state::PartitionKey> keys;
  for (const auto& [key, partition] : transaction.state().partitions) {
    if (key.account == account) keys.push_back(key);
  }
  for (const auto& key : keys) {
    EndDelegation(environment, transaction, key);
    if (const auto* record = DelegateOf(transaction.partition(key))) {
      EndDelegation(environment, transaction, {*record->managementAccountId, key.region});
    }
    ForgetCounterparts(transaction, key);
  }
}

}  // namespace macie_local::service
