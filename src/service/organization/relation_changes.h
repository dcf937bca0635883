// Changes relations (behaviour 15.2). Every transition goes through here, and stores both sides: the administrator's
// entry, and at the other account its administrator and its invitation.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/types/records.h"
#include "service/core/call.h"
#include "service/core/tag_rules.h"
#include "state/transaction.h"

namespace macie_local::service {

// One administrator and one other account, in the administrator's region. The caller checks what may be done in which
// state: nothing here fails. All references given to it must outlive it.
class Relation {
 public:
  Relation(const Environment& environment, state::Transaction& transaction, state::PartitionKey administrator,
           std::string_view account);

  const state::PartitionKey& account() const { return account_; }
  // Returns the entry that the administrator has for the account, or nullopt when it has none.
  const std::optional<model::MemberRecord>& entry() const { return entry_; }
  // Says whether the account has this administrator (service::IsTied).
  bool IsTied() const;
  bool Is(model::RelationshipStatus status) const { return entry_ && entry_->relationshipStatus == status; }
  // Returns the invitation that the entry speaks of, or null when there is no entry or the account no longer has that
  // invitation. Valid until the account's partition is changed.
  const model::InvitationRecord* Invitation() const;

  // Each of these moves the relation to the status that it names. Create and Associate need no entry; Decline and
  // Delete do nothing without one; all others require one.

  void Create(std::string email, Tags tags);  // to Created
  // Moves from any state to Enabled, or to Paused when the account's session is suspended, as a member by organization;
  // enables Macie in the account where it is not. Without `tags` those of the entry stay.
  void Associate(std::optional<Tags> tags);
  void Invite();         // to Invited: the email's verification takes no time [I]
  void Accept();         // to Enabled, or to Paused as Associate does
  void Decline();        // erases the entry; the account keeps the invitation, as Resigned [I]
  void Resign();         // to Resigned; the invitation can be accepted again
  void Remove();         // to Removed; the invitation can't be accepted again
  void Delete();         // erases the entry; the account keeps the invitation, as Removed, and can't accept it
  void CloseAccount();   // to AccountSuspended
  void FollowSession();  // to Enabled or Paused, as the account's session is
  // Suspends or resumes the account's session, enabling Macie there first where it is not, and follows it.
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

// Returns the status of a member's relation while nothing else is wrong: Paused when its session is, else Enabled.
model::RelationshipStatus RelationOfSession(const Environment& environment, const state::Transaction& transaction,
                                            const state::PartitionKey& account);

// Stores an entry, and makes the other account's side agree with it.
void PutRelation(state::Transaction& transaction, const state::PartitionKey& administrator, model::MemberRecord entry);

// Makes the relation of a member Enabled or Paused, as its session is. Does nothing for an account without an
// administrator, or out of reach (service::IsAssociated).
void RelationFollowsSession(const Environment& environment, state::Transaction& transaction,
                            const state::PartitionKey& account);

// Erases all entries of an account whose Macie is disabled, as Relation::Delete does.
void DeleteAllEntries(const Environment& environment, state::Transaction& transaction,
                      const state::PartitionKey& administrator);

// Erases without a trace what other accounts hold of relations with this one, in its region. Call it before the
// account's state is replaced.
void ForgetCounterparts(state::Transaction& transaction, const state::PartitionKey& account);

}  // namespace macie_local::service
