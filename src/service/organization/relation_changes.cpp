#include "service/organization/relation_changes.h"

#include <utility>
#include <vector>

#include "base/timestamp.h"
#include "service/core/arns.h"
#include "service/core/ids.h"
#include "service/core/relations.h"
#include "service/core/session_state.h"
#include "service/discovery/discovery.h"
#include "service/jobs/jobs.h"

namespace macie_local::service {
namespace {

using Status = model::RelationshipStatus;

// The invitation that `account` has from `administrator`, if it is the one that `entry` speaks of.
const model::InvitationRecord* InvitationOf(const state::Partition& account, const std::string& administrator,
                                            const model::MemberRecord& entry) {
  const auto* invitation = account.Find<model::InvitationRecord>(administrator);
  if (invitation == nullptr || !entry.invitationId || invitation->invitationId != entry.invitationId) return nullptr;
  return invitation;
}

void SetInvitationStatus(state::Transaction& transaction, const state::PartitionKey& account,
                         const std::string& administrator, const model::MemberRecord& entry, Status status) {
  const auto* invitation = InvitationOf(transaction.partition(account), administrator, entry);
  if (invitation == nullptr || invitation->relationshipStatus == status) return;
  model::InvitationRecord changed = *invitation;
  changed.relationshipStatus = status;
  transaction.Put(account, administrator, std::move(changed));
}

void EraseAdministrator(state::Transaction& transaction, const state::PartitionKey& account,
                        const std::string& administrator) {
  const auto* record = AdministratorOf(transaction.partition(account));
  if (record == nullptr || record->accountId != administrator) return;
  transaction.Erase<model::AdministratorRecord>(account, state::kOnlyRecord);
}

// What a member sees of its administrator. An organization's members were not invited (behaviour 15.1).
model::AdministratorRecord AdministratorFrom(const std::string& administrator, const model::MemberRecord& entry) {
  model::AdministratorRecord record;
  record.accountId = administrator;
  record.relationshipStatus = entry.relationshipStatus;
  record.byOrganization = entry.byOrganization;
  if (entry.byOrganization.value_or(false)) return record;
  record.invitationId = entry.invitationId;
  record.invitedAt = entry.invitedAt;
  return record;
}

std::vector<std::string> EntriesOf(const state::Partition& partition) {
  std::vector<std::string> accounts;
  for (const auto& [account, row] : partition.table<model::MemberRecord>()) accounts.push_back(account);
  return accounts;
}

}  // namespace

Relation::Relation(const Environment& environment, state::Transaction& transaction, state::PartitionKey administrator,
                   std::string_view account)
    : environment_(environment),
      transaction_(transaction),
      administrator_(std::move(administrator)),
      account_{std::string(account), administrator_.region} {
  if (const auto* entry = MemberOf(transaction_.partition(administrator_), account)) entry_ = *entry;
}

bool Relation::IsTied() const {
  return entry_ && service::IsTied(*entry_);
}

const model::InvitationRecord* Relation::Invitation() const {
  if (!entry_) return nullptr;
  return InvitationOf(transaction_.partition(account_), administrator_.account, *entry_);
}

void Relation::Begin() {
  model::MemberRecord& entry = entry_.emplace();
  entry.byOrganization = false;
  entry.accountId = account_.account;
  entry.administratorAccountId = administrator_.account;
  entry.masterAccountId = administrator_.account;
  entry.arn = MacieArn(administrator_, state::Family<model::MemberRecord>::kTaggedType, account_.account);
  entry.tags.emplace();
}

void Relation::Create(std::string email, Tags tags) {
  Begin();
  entry_->email = std::move(email);
  entry_->tags = std::move(tags);
  Store(Status::Created);
}

void Relation::Associate(std::optional<Tags> tags) {
  EnsureEnabled(environment_, transaction_, account_);
  if (!entry_) Begin();
  if (tags) entry_->tags = *std::move(tags);
  entry_->email.reset();  // an organization's members have none (behaviour 15.1)
  entry_->byOrganization = true;
  Store(RelationOfSession(environment_, transaction_, account_));
}

void Relation::Invite() {
  model::InvitationRecord invitation;
  invitation.accountId = administrator_.account;
  invitation.invitationId = NewHexId(transaction_.ids());
  invitation.invitedAt = base::TruncateToMillis(transaction_.now());
  invitation.relationshipStatus = Status::Invited;
  entry_->byOrganization = false;
  entry_->invitationId = invitation.invitationId;
  entry_->invitedAt = invitation.invitedAt;
  transaction_.Put(account_, administrator_.account, std::move(invitation));
  Store(Status::Invited);
}

void Relation::Accept() {
  Store(RelationOfSession(environment_, transaction_, account_));
}

void Relation::Decline() {
  Erase(Status::Resigned);
}

void Relation::Resign() {
  Store(Status::Resigned);
}

void Relation::Remove() {
  Store(Status::Removed);
}

void Relation::Delete() {
  Erase(Status::Removed);
}

void Relation::CloseAccount() {
  Store(Status::AccountSuspended);
}

void Relation::FollowSession() {
  const Status status = RelationOfSession(environment_, transaction_, account_);
  if (!Is(status)) Store(status);
}

void Relation::ChangeSessionStatus(model::MacieStatus status) {
  EnsureEnabled(environment_, transaction_, account_);
  ChangeSession(environment_, transaction_, account_, {.frequency = {}, .status = status});
  FollowSession();
}

Status RelationOfSession(const Environment& environment, const state::Transaction& transaction,
                         const state::PartitionKey& account) {
  const auto session = SessionInForce(environment, transaction, account);
  return session && session->status == model::MacieStatus::PAUSED ? Status::Paused : Status::Enabled;
}

void Relation::Store(Status status) {
  const bool was_tied = IsTied();
  entry_->relationshipStatus = status;
  entry_->updatedAt = base::TruncateToMillis(transaction_.now());
  PutRelation(transaction_, administrator_, *entry_);
  if (IsTied() && !was_tied) JoinDiscovery(transaction_, administrator_, account_);
  if (!IsTied() && was_tied) LeaveDiscovery(transaction_, account_);
}

void Relation::Erase(Status last) {
  if (!entry_) return;
  if (IsTied()) LeaveDiscovery(transaction_, account_);
  EraseAdministrator(transaction_, account_, administrator_.account);
  SetInvitationStatus(transaction_, account_, administrator_.account, *entry_, last);
  transaction_.Erase<model::MemberRecord>(administrator_, account_.account);
  entry_.reset();
}

void PutRelation(state::Transaction& transaction, const state::PartitionKey& administrator, model::MemberRecord entry) {
  const state::PartitionKey account{*entry.accountId, administrator.region};
  if (IsTied(entry)) {
    model::AdministratorRecord record = AdministratorFrom(administrator.account, entry);
    const auto* before = AdministratorOf(transaction.partition(account));
    if (before == nullptr || *before != record) transaction.Put(account, state::kOnlyRecord, std::move(record));
  } else {
    EraseAdministrator(transaction, account, administrator.account);
  }
  SetInvitationStatus(transaction, account, administrator.account, entry, *entry.relationshipStatus);
  const auto* stored = MemberOf(transaction.partition(administrator), account.account);
  if (stored != nullptr && *stored == entry) return;  // an import asks this of every relation there is
  transaction.Put(administrator, account.account, std::move(entry));
}

void RelationFollowsSession(const Environment& environment, state::Transaction& transaction,
                            const state::PartitionKey& account) {
  const auto* record = AdministratorOf(transaction.partition(account));
  if (record == nullptr) return;
  Relation relation(environment, transaction, {*record->accountId, account.region}, account.account);
  if (relation.entry() && IsAssociated(*relation.entry())) relation.FollowSession();
}

void DeleteAllEntries(const Environment& environment, state::Transaction& transaction,
                      const state::PartitionKey& administrator) {
  for (const auto& account : EntriesOf(transaction.partition(administrator))) {
    Relation(environment, transaction, administrator, account).Delete();
  }
}

void ForgetCounterparts(state::Transaction& transaction, const state::PartitionKey& account) {
  for (const auto& member : EntriesOf(transaction.partition(account))) {
    const state::PartitionKey key{member, account.region};
    EraseAdministrator(transaction, key, account.account);
    transaction.Erase<model::InvitationRecord>(key, account.account);
  }
  std::vector<std::string> administrators;
  if (const auto* record = AdministratorOf(transaction.partition(account)))
    administrators.push_back(*record->accountId);
  for (const auto& [sender, row] : transaction.partition(account).table<model::InvitationRecord>()) {
    administrators.push_back(sender);
  }
  for (const auto& administrator : administrators) {
    transaction.Erase<model::MemberRecord>({administrator, account.region}, account.account);
  }
}

}  // namespace macie_local::service
