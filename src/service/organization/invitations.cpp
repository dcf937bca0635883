// CreateInvitations, ListInvitations, GetInvitationsCount, AcceptInvitation, DeclineInvitations, DeleteInvitations
// (behaviour 15).
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/errors.h"
#include "model/handlers/members.h"
#include "service/core/messages.h"
#include "service/core/page.h"
#include "service/core/relations.h"
#include "service/organization/delegation.h"
#include "service/organization/relation_changes.h"
#include "service/organization/relation_messages.h"

namespace macie_local::service {
namespace {

using Status = model::RelationshipStatus;
using Unprocessed = std::vector<model::UnprocessedAccount>;

// Does `act` for each account; where it gives a reason why not, that account is left alone and told.
Unprocessed ForEach(const std::vector<std::string>& accounts,
                    const std::function<std::optional<std::string>(const std::string& account)>& act) {
  Unprocessed unprocessed;
  for (const auto& account : accounts) {
    auto reason = act(account);
    if (!reason) continue;
    auto& one = unprocessed.emplace_back();
    one.accountId = account;
    one.errorCode = model::ErrorCode::ClientError;
    one.errorMessage = *std::move(reason);
  }
  return unprocessed;
}

std::optional<std::string> Invite(const Call& call, state::Transaction& transaction, const std::string& account) {
  Relation relation(call.environment, transaction, call.caller, account);
  if (!relation.entry()) return "The account isn't in your list of members. Add it with CreateMember first.";
  if (relation.IsTied()) return "The account is already associated with your account.";
  if (FindInOrganizationOf(transaction, call.caller, account)) {
    return "The account belongs to your organization. Add it with CreateMember instead of an invitation.";
  }
  if (relation.Is(Status::Invited) && relation.Invitation() != nullptr) return std::nullopt;  // it has it already [I]
  relation.Invite();
  return std::nullopt;
}

// The account of the caller has an invitation by `sender` that it can still decline.
bool IsPending(const Relation& relation) {
  return relation.Is(Status::Invited) && relation.Invitation() != nullptr;
}

std::optional<std::string> Decline(const Call& call, state::Transaction& transaction, const std::string& sender) {
  Relation relation(call.environment, transaction, {sender, call.caller.region}, call.caller.account);
  if (!IsPending(relation)) return "There is no pending invitation from the account.";
  relation.Decline();
  return std::nullopt;
}

std::optional<std::string> Delete(const Call& call, state::Transaction& transaction, const std::string& sender) {
  const state::Partition& partition = transaction.partition(call.caller);
  if (partition.Find<model::InvitationRecord>(sender) == nullptr) return "There is no invitation from the account.";
  const auto* administrator = AdministratorOf(partition);
  if (administrator != nullptr && administrator->accountId == sender) {
    return "The invitation was accepted. Disassociate your account from its administrator account first.";
  }
  Relation relation(call.environment, transaction, {sender, call.caller.region}, call.caller.account);
  // Nobody could accept a pending one any more [I]; one that a member had left is gone for both sides (behaviour 15.2
  // [W]).
  const bool was_left = relation.Is(Status::Resigned) && relation.Invitation() != nullptr;
  if (IsPending(relation) || was_left) relation.Decline();
  transaction.Erase<model::InvitationRecord>(call.caller, sender);
  return std::nullopt;
}

}  // namespace

wire::Outcome<model::CreateInvitationsResponse> CreateInvitations(const Call& call, state::Transaction& transaction,
                                                                  const model::CreateInvitationsRequest& request) {
  if (AdministratorOf(transaction.partition(call.caller)) != nullptr) return MemberCantAdminister();
  model::CreateInvitationsResponse response;
  response.unprocessedAccounts =
      ForEach(request.accountIds, [&](const std::string& account) { return Invite(call, transaction, account); });
  return response;
}

wire::Outcome<model::ListInvitationsResponse> ListInvitations(const Call& call, const state::Snapshot& snapshot,
                                                              const model::ListInvitationsRequest& request) {
  MACIE_TRY(const Page page,
            OpenPage(
                call, snapshot.state(), model::Operation::ListInvitations,
                [] { return model::ListInvitationsRequest(); }, request.maxResults, request.nextToken));
  std::vector<const model::InvitationRecord*> records;
  for (const auto& [sender, row] : snapshot.partition(call.caller).table<model::InvitationRecord>()) {
    records.push_back(row.record.get());
  }
  model::ListInvitationsResponse response;
  auto& invitations = response.invitations.emplace();
  const auto position_of = [](const model::InvitationRecord* record) { return *record->accountId; };
  for (const auto* record : CutPage(page, std::move(records), position_of, &response.nextToken)) {
    auto& invitation = invitations.emplace_back();
    invitation.accountId = record->accountId;
    invitation.invitationId = record->invitationId;
    invitation.invitedAt = record->invitedAt;
    invitation.relationshipStatus = record->relationshipStatus;
  }
  return response;
}

wire::Outcome<model::GetInvitationsCountResponse> GetInvitationsCount(const Call& call, const state::Snapshot& snapshot,
                                                                      const model::GetInvitationsCountRequest&) {
  const state::Partition& partition = snapshot.partition(call.caller);
  const auto& invitations = partition.table<model::InvitationRecord>();
  const auto* administrator = AdministratorOf(partition);
  const bool accepted = administrator != nullptr && invitations.Contains(*administrator->accountId);
  model::GetInvitationsCountResponse response;
  response.invitationsCount = static_cast<std::int64_t>(invitations.size()) - (accepted ? 1 : 0);
  return response;
}

wire::Outcome<model::AcceptInvitationResponse> AcceptInvitation(const Call& call, state::Transaction& transaction,
                                                                const model::AcceptInvitationRequest& request) {
  const auto& sender = request.administratorAccountId ? request.administratorAccountId : request.masterAccount;
  if (!sender) return RequestFailed("administratorAccountId is required");
  const state::Partition& partition = transaction.partition(call.caller);
  if (HasAssociatedMembers(partition) || DelegateOf(partition) != nullptr) return AdministratorCantBeMember();
  const state::PartitionKey administrator{*sender, call.caller.region};
  Relation relation(call.environment, transaction, administrator, call.caller.account);
  const auto* invitation = relation.Invitation();
  const bool open = invitation != nullptr && invitation->invitationId == request.invitationId &&
                    (relation.Is(Status::Invited) || relation.Is(Status::Resigned));
  // Whoever sent it may have become a member since.
  const bool can_have =
      AdministratorOf(partition) == nullptr && AdministratorOf(transaction.partition(administrator)) == nullptr;
  if (!open || !can_have) return NoPendingInvitation();
  relation.Accept();
  return model::AcceptInvitationResponse{};
}

wire::Outcome<model::DeclineInvitationsResponse> DeclineInvitations(const Call& call, state::Transaction& transaction,
                                                                    const model::DeclineInvitationsRequest& request) {
  model::DeclineInvitationsResponse response;
  response.unprocessedAccounts =
      ForEach(request.accountIds, [&](const std::string& sender) { return Decline(call, transaction, sender); });
  return response;
}

wire::Outcome<model::DeleteInvitationsResponse> DeleteInvitations(const Call& call, state::Transaction& transaction,
                                                                  const model::DeleteInvitationsRequest& request) {
  model::DeleteInvitationsResponse response;
  response.unprocessedAccounts =
      ForEach(request.accountIds, [&](const std::string& sender) { return Delete(call, transaction, sender); });
  return response;
}

}  // namespace macie_local::service
