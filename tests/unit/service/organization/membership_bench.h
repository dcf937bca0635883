// An administrator and the accounts that it invites, each calling for itself.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "model/handlers/members.h"
#include "service/organization/delegation.h"
#include "support/operations.h"

namespace macie_local::service {

inline const std::string kAdministrator = "111122223333";
inline const std::string kMember = "222222222222";
inline const std::string kOther = "333333333333";

struct MembershipBench : support::OperationBench {
  // Whoever calls from now on.
  MembershipBench& As(const std::string& account) {
    home.account = account;
    return *this;
  }

  // Each of these returns what was refused, "" when nothing was.
  std::string Create(const std::string& account, const std::string& more = "") {
    return support::RefusalOf(
        Ask(&CreateMember, "{'account':{'accountId':'" + account + "','email':'someone@example.com'}" + more + "}"));
  }
  std::string Delete(const std::string& account) { return OfPath(&DeleteMember, account); }
  std::string Disassociate(const std::string& account) { return OfPath(&DisassociateMember, account); }
  std::string SetStatus(const std::string& account, const std::string& status) {
    return OfPath(&UpdateMemberSession, account, "{'status':'" + status + "'}");
  }
  std::string Accept(const std::string& sender, const std::string& invitation) {
    return support::RefusalOf(
        Ask(&AcceptInvitation, "{'administratorAccountId':'" + sender + "','invitationId':'" + invitation + "'}"));
  }
  // Of one account: why it was left alone, "" when it was not.
  template <class Handler>
  std::string Of(Handler handler, const std::string& account) {
    const auto answer = Ask(handler, "{'accountIds':['" + account + "']}");
    if (!answer.ok()) return support::RefusalOf(answer);
    if (answer->unprocessedAccounts->empty()) return "";
    const auto& one = answer->unprocessedAccounts->front();
    EXPECT_EQ(one.accountId, account);
    EXPECT_EQ(one.errorCode, model::ErrorCode::ClientError);
    return *one.errorMessage;
  }
  std::string Invite(const std::string& account) { return Of(&CreateInvitations, account); }
  std::string Decline(const std::string& sender) { return Of(&DeclineInvitations, sender); }
  std::string DeleteInvitation(const std::string& sender) { return Of(&DeleteInvitations, sender); }

  // From Created to Enabled, each side doing its part; the administrator calls again afterwards.
  void Join(const std::string& account, const std::string& administrator = kAdministrator) {
    As(administrator);
    ASSERT_EQ(Create(account), "");
    ASSERT_EQ(Invite(account), "");
    As(account);
    ASSERT_EQ(Accept(administrator, InvitationFrom(administrator)), "");
    As(administrator);
  }

  // What the caller sees of an account; "" when it has no entry.
  std::string StatusOf(const std::string& account) {
    const auto entry = Ask(&GetMember, {account, "", ""});
    return entry.ok() ? std::string(wire::EnumName(*entry->relationshipStatus)) : "";
  }
  // What the caller has from a sender: its status and its id; "" when it has none.
  std::string InvitationStatus(const std::string& sender) {
    const auto invitation = Invitation(sender);
    return invitation ? std::string(wire::EnumName(*invitation->relationshipStatus)) : "";
  }
  std::string InvitationFrom(const std::string& sender) {
    const auto invitation = Invitation(sender);
    return invitation ? *invitation->invitationId : "";
  }
  std::int64_t InvitationsCount() { return *Ask(&GetInvitationsCount, "")->invitationsCount; }
  // The account of the caller's administrator, or the refusal.
  std::string Administrator() {
    const auto answer = Ask(&GetAdministratorAccount, "");
    return answer.ok() ? *answer->administrator->accountId : support::RefusalOf(answer);
  }

  // An organization of `management` with these accounts, "ACTIVE" or "SUSPENDED".
  void PutOrganization(const std::string& management, const std::vector<std::pair<std::string, std::string>>& others) {
    model::OrganizationRecord organization;
    organization.managementAccountId = management;
    auto& accounts = organization.accounts.emplace();
    for (const auto& [id, status] : others) {
      accounts.emplace_back().accountId = id;
      accounts.back().status = status;
    }
    Do([&](state::Transaction& transaction) {
      const auto complete = CompleteOrganization("", management, organization);
      ASSERT_TRUE(complete.ok()) << complete.error().text;
      ReplaceOrganization(environment, transaction, *complete);
    });
  }

 private:
  template <class Handler>
  std::string OfPath(Handler handler, const std::string& account, const std::string& body = "") {
    return support::RefusalOf(Ask(handler, {account, "", body}));
  }
  std::optional<model::Invitation> Invitation(const std::string& sender) {
    const auto page = Ask(&ListInvitations, "");
    for (const auto& invitation : *page->invitations) {
      if (invitation.accountId == sender) return invitation;
    }
    return std::nullopt;
  }
};

inline const std::string kFailed = "ValidationException: The request failed because ";
inline const std::string kNoAdministrator =
    "ResourceNotFoundException: The request failed because there isn't a delegated Macie administrator for your "
    "account";

inline std::string NotYours(const std::string& account) {
  return kFailed + "the specified account is not associated with your account: '" + account + "'.";
}
inline std::string NotAMember(const std::string& account) {
  return kFailed + "the account '" + account + "' is not an associated member of account '" + kAdministrator + "'.";
}

}  // namespace macie_local::service
