// CreateMember, GetMember, ListMembers, DeleteMember, DisassociateMember, UpdateMemberSession (behaviour 15):
// what an administrator does with its members.
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/errors.h"
#include "model/handlers/members.h"
#include "model/quotas.h"
#include "service/core/arns.h"
#include "service/core/messages.h"
#include "service/core/page.h"
#include "service/core/relations.h"
#include "service/core/tag_rules.h"
#include "service/organization/delegation.h"
#include "service/organization/relation_changes.h"
#include "service/organization/relation_messages.h"

namespace macie_local::service {
namespace {

using Status = model::RelationshipStatus;

// Both answers have the same members.
template <class View>
View ViewOf(const model::MemberRecord& entry) {
  View view;
  view.accountId = entry.accountId;
  view.administratorAccountId = entry.administratorAccountId;
  view.arn = entry.arn;
  view.email = entry.email;
  view.invitedAt = entry.invitedAt;
  view.masterAccountId = entry.masterAccountId;
  view.relationshipStatus = entry.relationshipStatus;
  view.tags = entry.tags;
  view.updatedAt = entry.updatedAt;
  return view;
}

wire::Verdict CheckQuota(std::string_view what, std::size_t members, std::int64_t allowed) {
  if (members < static_cast<std::size_t>(allowed)) return base::Done{};
  return QuotaExceeded(what, members + 1, allowed);
}

// Entries of every state count: each is a row that the administrator keeps [I].
std::size_t CountByInvitation(const state::Partition& partition) {
  std::size_t count = 0;
  for (const auto& [account, row] : partition.table<model::MemberRecord>()) {
    if (!row.record->byOrganization.value_or(false)) ++count;
  }
  return count;
}

wire::Verdict AddByOrganization(const Call& call, state::Transaction& transaction,
                                const model::CreateMemberRequest& request, const model::OrganizationAccount& account,
                                Relation* relation) {
  if (relation->IsTied() && relation->entry()->byOrganization.value_or(false)) return base::Done{};
  MACIE_CHECK(CheckMayAssociate(transaction, call.caller, account.accountId));
  if (!IsActive(account)) {
    return RequestFailed("the account " + base::Quote(account.accountId) + " is suspended in AWS Organizations");
  }
  MACIE_CHECK(CheckQuota("members by organization", CountByOrganization(transaction.partition(call.caller)),
                         model::kMembersByOrganization));
  relation->Associate(request.tags);
  return base::Done{};
}

wire::Verdict AddByInvitation(const Call& call, state::Transaction& transaction,
                              const model::CreateMemberRequest& request, Relation* relation) {
  if (relation->entry()) return base::Done{};  // the same answer again [I]
  MACIE_CHECK(CheckQuota("members by invitation", CountByInvitation(transaction.partition(call.caller)),
                         model::kMembersByInvitation));
  relation->Create(request.account.email, request.tags.value_or(Tags()));
  return base::Done{};
}

}  // namespace

wire::Outcome<model::CreateMemberResponse> CreateMember(const Call& call, state::Transaction& transaction,
                                                        const model::CreateMemberRequest& request) {
  const std::string& account = request.account.accountId;
  if (account == call.caller.account) return RequestFailed("an account can't be a member of itself");
  if (AdministratorOf(transaction.partition(call.caller)) != nullptr) return MemberCantAdminister();
  if (request.tags) MACIE_CHECK(CheckNewTags(*request.tags));
  Relation relation(call.environment, transaction, call.caller, account);
  const auto in_organization = FindInOrganizationOf(transaction, call.caller, account);
  MACIE_CHECK(in_organization ? AddByOrganization(call, transaction, request, *in_organization, &relation)
                              : AddByInvitation(call, transaction, request, &relation));
  model::CreateMemberResponse response;
  response.arn = relation.entry()->arn;
  return response;
}

wire::Outcome<model::GetMemberResponse> GetMember(const Call& call, const state::Snapshot& snapshot,
                                                  const model::GetMemberRequest& request) {
  const auto* entry = MemberOf(snapshot.partition(call.caller), request.id);
  if (entry == nullptr) return NotYourMember(request.id);
  return ViewOf<model::GetMemberResponse>(*entry);
}

wire::Outcome<model::ListMembersResponse> ListMembers(const Call& call, const state::Snapshot& snapshot,
                                                      const model::ListMembersRequest& request) {
  const std::string which = request.onlyAssociated.value_or("true");
  if (which != "true" && which != "false") {
    return RequestFailed("onlyAssociated must be true or false; " + base::Quote(which) + " given");
  }
  const auto question = [&which] {
    model::ListMembersRequest asked;
    asked.onlyAssociated = which;
    return asked;
  };
  MACIE_TRY(const Page page, OpenPage(call, snapshot.state(), model::Operation::ListMembers, question,
                                      request.maxResults, request.nextToken));
  std::vector<const model::MemberRecord*> entries;
  for (const auto& [account, row] : snapshot.partition(call.caller).table<model::MemberRecord>()) {
    if (which == "false" || IsAssociated(*row.record)) entries.push_back(row.record.get());
  }
  model::ListMembersResponse response;
  auto& members = response.members.emplace();
  const auto position_of = [](const model::MemberRecord* entry) { return *entry->accountId; };
  for (const auto* entry : CutPage(page, std::move(entries), position_of, &response.nextToken)) {
    members.push_back(ViewOf<model::Member>(*entry));
  }
  return response;
}

wire::Outcome<model::DeleteMemberResponse> DeleteMember(const Call& call, state::Transaction& transaction,
                                                        const model::DeleteMemberRequest& request) {
  Relation relation(call.environment, transaction, call.caller, request.id);
  if (!relation.entry()) return NotYourMember(request.id);
  if (relation.IsTied()) return StillAssociated(request.id);
  relation.Delete();
  return model::DeleteMemberResponse{};
}

wire::Outcome<model::DisassociateMemberResponse> DisassociateMember(const Call& call, state::Transaction& transaction,
                                                                    const model::DisassociateMemberRequest& request) {
  Relation relation(call.environment, transaction, call.caller, request.id);
  // An account of the organization that was never added is not unknown, just not a member (behaviour 15.3 [W]).
  if (!relation.entry() && !FindInOrganizationOf(transaction, call.caller, request.id)) {
    return NotYourMember(request.id);
  }
  // Terraform takes back invitations that way, too [W].
  if (!relation.IsTied() && !relation.Is(Status::Invited) && !relation.Is(Status::EmailVerificationInProgress)) {
    return NotAssociated(request.id, call.caller.account);
  }
  relation.Remove();
  return model::DisassociateMemberResponse{};
}

wire::Outcome<model::UpdateMemberSessionResponse> UpdateMemberSession(
    const Call& call, state::Transaction& transaction, const model::UpdateMemberSessionRequest& request) {
  Relation relation(call.environment, transaction, call.caller, request.id);
  if (!relation.entry()) return NotYourMember(request.id);
  if (!IsAssociated(*relation.entry())) return NotAssociated(request.id, call.caller.account);
  const bool by_organization = relation.entry()->byOrganization.value_or(false);
  const bool resumes = request.status == model::MacieStatus::ENABLED && relation.Is(Status::Paused);
  if (resumes && !by_organization) return OnlyTheMemberResumes(request.id);
  const bool pauses = request.status == model::MacieStatus::PAUSED && relation.Is(Status::Enabled);
  if (resumes || pauses) relation.ChangeSessionStatus(request.status);
  return model::UpdateMemberSessionResponse{};
}

}  // namespace macie_local::service
