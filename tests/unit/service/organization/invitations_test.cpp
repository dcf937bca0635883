// The life of an invitation, as the one who sends it and the one who has it see it (behaviour 15.1 to 15.3).
#include <gtest/gtest.h>

#include <string>

#include "membership_bench.h"
#include "model/handlers/session.h"

namespace macie_local::service {
namespace {

using support::RefusalOf;
using support::Shown;

const std::string kNoPendingInvitation =
    "ValidationException: The request is rejected because the current account has no pending invitation from the given "
    "master account ID or is already an associated member of another master account.";

class Invitations : public ::testing::Test {
 protected:
  void Invite(const std::string& account = kMember, const std::string& administrator = kAdministrator) {
    bench_.As(administrator);
    ASSERT_EQ(bench_.Create(account), "");
    ASSERT_EQ(bench_.Invite(account), "");
  }

  MembershipBench bench_;
};

TEST_F(Invitations, BothSidesSeeTheSameFromInvitationToResignation) {
  Invite();
  EXPECT_EQ(bench_.StatusOf(kMember), "Invited");
  const auto entry = bench_.Ask(&GetMember, {kMember, "", ""});
  bench_.As(kMember);
  const std::string id = bench_.InvitationFrom(kAdministrator);
  EXPECT_EQ(id.size(), 32U);
  const std::string shared =
      "{'accountId':'111122223333','invitationId':'" + id + "','invitedAt':'2026-11-21T10:00:00.123Z',";
  EXPECT_EQ(Shown(bench_.Ask(&ListInvitations, "")), "{'invitations':[" + shared + "'relationshipStatus':'Invited'}]}");
  EXPECT_EQ(entry->invitedAt, *base::ParseIso8601("2026-11-21T10:00:00.123Z"));
  EXPECT_EQ(bench_.InvitationsCount(), 1);
  EXPECT_EQ(bench_.Administrator(), kNoAdministrator);

  EXPECT_EQ(bench_.Accept(kAdministrator, id), "");
  EXPECT_EQ(bench_.InvitationsCount(), 0) << "without the accepted one";
  EXPECT_EQ(Shown(bench_.Ask(&GetAdministratorAccount, "")),
            "{'administrator':" + shared + "'relationshipStatus':'Enabled'}}");
  EXPECT_EQ(bench_.InvitationStatus(kAdministrator), "Enabled");
  EXPECT_EQ(bench_.As(kAdministrator).StatusOf(kMember), "Enabled");

  EXPECT_EQ(RefusalOf(bench_.As(kMember).Ask(&DisassociateFromAdministratorAccount, "")), "");
  EXPECT_EQ(bench_.Administrator(), kNoAdministrator);
  EXPECT_EQ(bench_.InvitationStatus(kAdministrator), "Resigned");
  EXPECT_EQ(bench_.As(kAdministrator).StatusOf(kMember), "Resigned");
}

TEST_F(Invitations, OneThatWasLeftCanBeAcceptedAgain) {
  bench_.Join(kMember);
  ASSERT_EQ(RefusalOf(bench_.As(kMember).Ask(&DisassociateFromAdministratorAccount, "")), "");
  EXPECT_EQ(bench_.Accept(kAdministrator, bench_.InvitationFrom(kAdministrator)), "");
  EXPECT_EQ(bench_.As(kAdministrator).StatusOf(kMember), "Enabled");
}

TEST_F(Invitations, AccountsThatCanNotBeInvitedAreToldAndTheOthersInvited) {
  ASSERT_EQ(bench_.Create(kMember), "");
  bench_.Join(kOther);
  EXPECT_EQ(Shown(bench_.Ask(&CreateInvitations,
                             "{'accountIds':['444444444444','222222222222','333333333333'],'message':'Join us 2026'}")),
            "{'unprocessedAccounts':[{'accountId':'444444444444','errorCode':'ClientError','errorMessage':'The account "
            "isn't in your list of members. Add it with CreateMember first.'},{'accountId':'333333333333','errorCode':"
            "'ClientError','errorMessage':'The account is already associated with your account.'}]}");
  EXPECT_EQ(bench_.StatusOf(kMember), "Invited");
}

TEST_F(Invitations, InvitingWhoIsInvitedChangesNothing) {
  Invite();
  bench_.As(kMember);
  const std::string before = Shown(bench_.Ask(&ListInvitations, ""));
  bench_.now += std::chrono::hours(1);
  EXPECT_EQ(bench_.As(kAdministrator).Invite(kMember), "");
  EXPECT_EQ(Shown(bench_.As(kMember).Ask(&ListInvitations, "")), before);
}

TEST_F(Invitations, OneRequestNamesAtMostAThousandAccountsAndAPlainMessage) {
  const auto invite = [&](int count, const std::string& more) {
    std::string accounts;
    for (int i = 0; i < count; ++i) accounts += (i == 0 ? "'" : ",'") + std::to_string(500'000'000'000 + i) + "'";
    return RefusalOf(bench_.Ask(&CreateInvitations, "{'accountIds':[" + accounts + "]" + more + "}"));
  };
  EXPECT_EQ(invite(1000, ""), "");
  EXPECT_NE(invite(1001, "").find("at 'accountIds' failed to satisfy constraint"), std::string::npos);
  EXPECT_NE(invite(0, "").find("at 'accountIds' failed to satisfy constraint"), std::string::npos);
  EXPECT_EQ(invite(1, ",'message':'" + std::string(80, 'm') + "'"), "");
  EXPECT_NE(invite(1, ",'message':'" + std::string(81, 'm') + "'"), "");
  EXPECT_NE(invite(1, ",'message':'Join us!'"), "");
}

TEST_F(Invitations, AcceptingNeedsTheIdAndOneOfTheTwoNamesOfTheSender) {
  Invite();
  bench_.As(kMember);
  const std::string id = bench_.InvitationFrom(kAdministrator);
  EXPECT_EQ(RefusalOf(bench_.Ask(&AcceptInvitation, "{'invitationId':'" + id + "'}")),
            kFailed + "administratorAccountId is required.");
  EXPECT_EQ(bench_.Accept(kAdministrator, std::string(32, '0')), kNoPendingInvitation);
  EXPECT_EQ(bench_.Accept(kOther, id), kNoPendingInvitation);
  EXPECT_EQ(bench_.InvitationStatus(kAdministrator), "Invited");
  EXPECT_EQ(RefusalOf(bench_.Ask(&AcceptInvitation, "{'masterAccount':'111122223333','invitationId':'" + id + "'}")),
            "");
  EXPECT_EQ(bench_.Administrator(), kAdministrator);
}

TEST_F(Invitations, AnAccountHasOneAdministrator) {
  bench_.Join(kMember);
  Invite(kMember, kOther);
  bench_.As(kMember);
  EXPECT_EQ(bench_.Accept(kOther, bench_.InvitationFrom(kOther)), kNoPendingInvitation);
  EXPECT_EQ(bench_.Administrator(), kAdministrator);
  ASSERT_EQ(RefusalOf(bench_.Ask(&DisassociateFromAdministratorAccount, "")), "");
  EXPECT_EQ(bench_.Accept(kOther, bench_.InvitationFrom(kOther)), "");
  EXPECT_EQ(bench_.Administrator(), kOther);
}

TEST_F(Invitations, AnAdministratorDoesNotBecomeAMember) {
  bench_.Join(kMember);
  Invite(kAdministrator, kOther);
  bench_.As(kAdministrator);
  EXPECT_EQ(bench_.Accept(kOther, bench_.InvitationFrom(kOther)),
            kFailed + "your account is the Macie administrator of other accounts and can't become a member.");
}

TEST_F(Invitations, WhoSentItAndBecameAMemberSinceCanNotBeAccepted) {
  Invite();
  bench_.Join(kAdministrator, kOther);
  bench_.As(kMember);
  EXPECT_EQ(bench_.Accept(kAdministrator, bench_.InvitationFrom(kAdministrator)), kNoPendingInvitation);
}

TEST_F(Invitations, DecliningTakesTheEntryAndLeavesTheInvitation) {
  Invite();
  bench_.As(kMember);
  const std::string id = bench_.InvitationFrom(kAdministrator);
  EXPECT_EQ(bench_.Decline(kAdministrator), "");
  EXPECT_EQ(bench_.InvitationStatus(kAdministrator), "Resigned");
  EXPECT_EQ(bench_.InvitationsCount(), 1);
  EXPECT_EQ(bench_.Decline(kAdministrator), "There is no pending invitation from the account.");
  EXPECT_EQ(bench_.Accept(kAdministrator, id), kNoPendingInvitation);
  EXPECT_EQ(bench_.As(kAdministrator).StatusOf(kMember), "");
  EXPECT_EQ(bench_.As(kMember).DeleteInvitation(kAdministrator), "");
  EXPECT_EQ(bench_.InvitationsCount(), 0);
}

TEST_F(Invitations, DeletingAPendingOneDeclinesIt) {
  Invite();
  EXPECT_EQ(bench_.As(kMember).DeleteInvitation(kAdministrator), "");
  EXPECT_EQ(bench_.InvitationsCount(), 0);
  EXPECT_EQ(bench_.As(kAdministrator).StatusOf(kMember), "");
}

TEST_F(Invitations, AnAcceptedOneIsDeletedOnlyOnceItWasLeftAndThenForBothSides) {
  bench_.Join(kMember);
  bench_.As(kMember);
  EXPECT_EQ(bench_.DeleteInvitation(kAdministrator),
            "The invitation was accepted. Disassociate your account from its administrator account first.");
  EXPECT_EQ(bench_.Decline(kAdministrator), "There is no pending invitation from the account.");
  ASSERT_EQ(RefusalOf(bench_.Ask(&DisassociateFromAdministratorAccount, "")), "");
  EXPECT_EQ(bench_.DeleteInvitation(kAdministrator), "");
  EXPECT_EQ(bench_.DeleteInvitation(kAdministrator), "There is no invitation from the account.");
  EXPECT_EQ(bench_.As(kAdministrator).StatusOf(kMember), "");
}

TEST_F(Invitations, WhoJoinsWithMacieSuspendedIsPaused) {
  Invite();
  bench_.As(kMember);
  ASSERT_EQ(RefusalOf(bench_.Ask(&UpdateMacieSession, "{'status':'PAUSED'}")), "");
  ASSERT_EQ(bench_.Accept(kAdministrator, bench_.InvitationFrom(kAdministrator)), "");
  EXPECT_EQ(bench_.As(kAdministrator).StatusOf(kMember), "Paused");
}

TEST_F(Invitations, TheListOfThemHasPagesBySender) {
  for (int i = 1; i <= 3; ++i) Invite(kMember, std::to_string(500'000'000'000 + i));
  bench_.As(kMember);
  const auto first = bench_.Ask(&ListInvitations, {"", "maxResults=2", ""});
  ASSERT_EQ(first->invitations->size(), 2U);
  EXPECT_EQ(first->invitations->back().accountId, "500000000002");
  const auto rest = bench_.Ask(&ListInvitations, {"", "nextToken=" + first->nextToken.value(), ""});
  ASSERT_EQ(RefusalOf(rest), "");
  ASSERT_EQ(rest->invitations->size(), 1U);
  EXPECT_EQ(rest->invitations->front().accountId, "500000000003");
  EXPECT_EQ(rest->nextToken, std::nullopt);
}

}  // namespace
}  // namespace macie_local::service
