// How relations change (behaviour 15.2). Every transition goes through here, and stores both sides: the
// administrator's entry, and at the other account its administrator and its invitation.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/types/records.h"
#include "service/core/call.h"
#include "service/core/tag_rules.h"
#include "state/transaction.h"

namespace macie_local::service {

// One administrator and one other account, in the administrator's region. What may be done in which state is the
// caller's to check: nothing here fails.
class Relation {
 public:
  Relation(const Environment& environment, state::Transaction& transaction, state::PartitionKey administrator,
           std::string_view account);

  const state::PartitionKey& account() const { return account_; }
  // The administrator's entry; nothing when it has none.
  const std::optional<model::MemberRecord>& entry() const { return entry_; }
  bool IsTied() const;
  bool Is(model::RelationshipStatus status) const { return entry_ && entry_->relationshipStatus == status; }
  // The invitation that the entry speaks of, if the account still has it; else null.
  const model::InvitationRecord* Invitation() const;

  void Create(std::string email, Tags tags);  // -> Created
  // -> Enabled, from any state; enables Macie where it is not. Without `tags` the entry's stay.
  void Associate(std::optional<Tags> tags);
  void Invite();         // -> Invited: the email's verification takes no time [I]
  void Accept();         // -> Enabled
  void Decline();        // no entry; the account keeps the invitation, as Resigned [I]
  void Resign();         // -> Resigned; the invitation can be accepted again
  void Remove();         // -> Removed; the invitation can't
  void Delete();         // no entry; likewise
  void CloseAccount();   // -> AccountSuspended
  void FollowSession();  // Enabled or Paused, as the account's session is
  void ChangeSessionStatus(model::MacieStatus status);

 private:
  void Begin();
  void Store(model::RelationshipStatus status);
  void Erase(model::RelationshipStatus last);

  const Environment& environment_;
  state::Transaction& transaction_;
  const state::PartitionKey administrator_;
  const state::PartitionKey account_;
  std::optional<model::MemberRecord> entry_;
};

// What a member's relation is while nothing else is wrong: Paused when its session is, else Enabled.
model::RelationshipStatus RelationOfSession(const Environment& environment, const state::Transaction& transaction,
                                            const state::PartitionKey& account);

// Stores an entry, and makes the other account's side agree with it.
void PutRelation(state::Transaction& transaction, const state::PartitionKey& administrator, model::MemberRecord entry);

// Of a member: its relation becomes what its session is. Nothing for other accounts.
void RelationFollowsSession(const Environment& environment, state::Transaction& transaction,
                            const state::PartitionKey& account);

// Of an account whose Macie goes: its entries, and what their accounts know of them.
void DeleteAllEntries(const Environment& environment, state::Transaction& transaction,
                      const state::PartitionKey& administrator);

// What other accounts hold of relations with this one, in its region, gone without a trace: before its state is
// replaced.
void ForgetCounterparts(state::Transaction& transaction, const state::PartitionKey& account);

}  // namespace macie_local::service
