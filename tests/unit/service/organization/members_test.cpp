// What an administrator does with its members, state by state (behaviour 15.1 to 15.3).
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "membership_bench.h"
#include "model/handlers/jobs.h"
#include "model/handlers/session.h"
#include "model/quotas.h"

namespace macie_local::service {
namespace {

using support::RefusalOf;
using support::Shown;

class Members : public ::testing::Test {
 protected:
  // The accounts of a page, or the refusal.
  std::string List(const std::string& query) {
    const auto page = bench_.Ask(&ListMembers, {"", query, ""});
    if (!page.ok()) return RefusalOf(page);
    std::string accounts;
    for (const auto& member : *page->members) accounts += (accounts.empty() ? "" : " ") + *member.accountId;
    return accounts;
  }
  // Brings kMember into a state, from none.
  void Bring(const std::string& status) {
    bench_.As(kAdministrator);
    std::string refusal;
    if (status == "Created" || status == "Invited") {
      refusal = bench_.Create(kMember);
      if (status == "Invited") refusal += bench_.Invite(kMember);
    } else {
      bench_.Join(kMember);
      if (status == "Paused") refusal = bench_.SetStatus(kMember, "PAUSED");
      if (status == "Removed") refusal = bench_.Disassociate(kMember);
      if (status == "Resigned") {
        refusal = RefusalOf(bench_.As(kMember).Ask(&DisassociateFromAdministratorAccount, ""));
        bench_.As(kAdministrator);
      }
    }
    ASSERT_EQ(refusal, "");
    ASSERT_EQ(bench_.StatusOf(kMember), status);
  }

  MembershipBench bench_;
};

TEST_F(Members, OneByInvitationIsCreatedWithAddressAndTags) {
  const auto created = bench_.Ask(
      &CreateMember, "{'account':{'accountId':'222222222222','email':'a@example.com'},'tags':{'team':'hr'}}");
  const std::string arn = "arn:aws:macie2:us-east-1:111122223333:member/222222222222";
  EXPECT_EQ(Shown(created), "{'arn':'" + arn + "'}");
  EXPECT_EQ(Shown(bench_.Ask(&GetMember, {kMember, "", ""})),
            "{'accountId':'222222222222','administratorAccountId':'111122223333','arn':'" + arn +
                "','email':'a@example.com','masterAccountId':'111122223333','relationshipStatus':'Created',"
                "'tags':{'team':'hr'},'updatedAt':'2026-11-21T10:00:00.123Z'}");
}

TEST_F(Members, CreatingOneAgainGivesTheSameArnAndChangesNothing) {
  ASSERT_EQ(bench_.Create(kMember, ",'tags':{'team':'hr'}"), "");
  const std::string before = Shown(bench_.Ask(&GetMember, {kMember, "", ""}));
  bench_.now += std::chrono::hours(1);
  const auto again = bench_.Ask(
      &CreateMember, "{'account':{'accountId':'222222222222','email':'other@example.com'},'tags':{'x':'y'}}");
  EXPECT_EQ(Shown(again), "{'arn':'arn:aws:macie2:us-east-1:111122223333:member/222222222222'}");
  EXPECT_EQ(Shown(bench_.Ask(&GetMember, {kMember, "", ""})), before);
}

TEST_F(Members, WhoCanNotBeOneIsRefused) {
  EXPECT_EQ(bench_.Create(kAdministrator), kFailed + "an account can't be a member of itself.");
  EXPECT_NE(bench_.Create("12").find("at 'account.accountId' failed to satisfy constraint"), std::string::npos);
  EXPECT_EQ(bench_.Create(kMember, ",'tags':{'aws:x':'y'}"),
            kFailed + "the tag key 'aws:x' begins with aws:, which is reserved.");
  EXPECT_EQ(bench_.StatusOf(kMember), "");
  Bring("Enabled");
  const std::string refusal =
      kFailed + "your account has a Macie administrator account and can't have members of its own.";
  EXPECT_EQ(bench_.As(kMember).Create(kOther), refusal);
  EXPECT_EQ(bench_.Invite(kOther), refusal);
}

TEST_F(Members, EntriesOfEveryStateCountForTheQuotaByInvitation) {
  bench_.Join(kMember);
  ASSERT_EQ(bench_.Disassociate(kMember), "");
  for (std::int64_t i = 1; i < model::kMembersByInvitation; ++i) {
    ASSERT_EQ(bench_.Create(std::to_string(500'000'000'000 + i)), "") << i;
  }
  EXPECT_EQ(bench_.Create(kOther),
            "ServiceQuotaExceededException: The request failed because it exceeds the quota for members by invitation: "
            "1001 given, at most 1000 allowed.");
  EXPECT_EQ(bench_.Create("500000000001"), "") << "it is there already";
  ASSERT_EQ(bench_.Delete(kMember), "");
  EXPECT_EQ(bench_.Create(kOther), "");
}

TEST_F(Members, DeletingTakesTheEntryAwayUnlessItIsAssociated) {
  const std::string refusal =
      "ConflictException: The request failed because the member account '222222222222' must be disassociated before it "
      "can be deleted.";
  for (const std::string status : {"Created", "Invited", "Resigned", "Removed", "Enabled", "Paused"}) {
    bench_ = {};
    Bring(status);
    const bool associated = status == "Enabled" || status == "Paused";
    EXPECT_EQ(bench_.Delete(kMember), associated ? refusal : "") << status;
    EXPECT_EQ(bench_.StatusOf(kMember), associated ? status : "");
  }
}

TEST_F(Members, DisassociatingEndsARelationAndTakesAnInvitationBack) {
  for (const std::string status : {"Created", "Resigned", "Removed", "Invited", "Enabled", "Paused"}) {
    bench_ = {};
    Bring(status);
    const bool refused = status == "Created" || status == "Resigned" || status == "Removed";
    EXPECT_EQ(bench_.Disassociate(kMember), refused ? NotAMember(kMember) : "") << status;
    EXPECT_EQ(bench_.StatusOf(kMember), refused ? status : "Removed") << status;
    if (refused) continue;
    bench_.As(kMember);
    EXPECT_EQ(bench_.Administrator(), kNoAdministrator) << status;
    EXPECT_EQ(bench_.InvitationStatus(kAdministrator), "Removed") << status;
    EXPECT_EQ(bench_.Accept(kAdministrator, bench_.InvitationFrom(kAdministrator)).substr(0, 20),
              "ValidationException:");
  }
}

TEST_F(Members, PausingAMemberSuspendsItsMacieAndCancelsItsJobs) {
  bench_.Join(kMember);
  const auto job = bench_.As(kMember).Ask(
      &CreateClassificationJob,
      "{'clientToken':'t','name':'n','jobType':'SCHEDULED','scheduleFrequency':{'dailySchedule':{}},"
      "'s3JobDefinition':{'bucketCriteria':{}}}");
  EXPECT_EQ(bench_.As(kAdministrator).SetStatus(kMember, "PAUSED"), "");
  EXPECT_EQ(bench_.StatusOf(kMember), "Paused");
  bench_.As(kMember);
  EXPECT_EQ(bench_.Ask(&GetMacieSession, "")->status, model::MacieStatus::PAUSED);
  EXPECT_EQ(bench_.Ask(&DescribeClassificationJob, {*job->jobId, "", ""})->jobStatus, model::JobStatus::CANCELLED);
}

TEST_F(Members, OnlyTheMemberByInvitationItselfResumes) {
  Bring("Paused");
  EXPECT_EQ(bench_.SetStatus(kMember, "PAUSED"), "");
  EXPECT_EQ(bench_.SetStatus(kMember, "ENABLED"),
            "AccessDeniedException: The request failed because the account '222222222222' is a member by invitation: "
            "only the account itself can enable Macie again.");
  EXPECT_EQ(bench_.StatusOf(kMember), "Paused");
  ASSERT_EQ(RefusalOf(bench_.As(kMember).Ask(&UpdateMacieSession, "{'status':'ENABLED'}")), "");
  EXPECT_EQ(bench_.As(kAdministrator).StatusOf(kMember), "Enabled");
  EXPECT_EQ(bench_.SetStatus(kMember, "ENABLED"), "") << "it is enabled";
  for (const std::string status : {"Created", "Invited", "Resigned", "Removed"}) {
    bench_ = {};
    Bring(status);
    EXPECT_EQ(bench_.SetStatus(kMember, "PAUSED"), NotAMember(kMember)) << status;
  }
}

TEST_F(Members, AnAccountWithoutAnEntryIsNobodysMember) {
  EXPECT_EQ(RefusalOf(bench_.Ask(&GetMember, {kMember, "", ""})), NotYours(kMember));
  EXPECT_EQ(bench_.Delete(kMember), NotYours(kMember));
  EXPECT_EQ(bench_.Disassociate(kMember), NotYours(kMember));
  EXPECT_EQ(bench_.SetStatus(kMember, "PAUSED"), NotYours(kMember));
  ASSERT_EQ(bench_.Create(kMember), "");
  bench_.home.region = "eu-west-1";
  EXPECT_EQ(bench_.Delete(kMember), NotYours(kMember)) << "an entry is of its region";
}

TEST_F(Members, TheListHasAssociatedOnesUnlessAllAreAskedFor) {
  bench_.Join("200000000003");
  bench_.Join("200000000001");
  ASSERT_EQ(bench_.SetStatus("200000000001", "PAUSED"), "");
  ASSERT_EQ(bench_.Create("200000000002"), "");
  EXPECT_EQ(List(""), "200000000001 200000000003");
  EXPECT_EQ(List("onlyAssociated=true"), "200000000001 200000000003");
  EXPECT_EQ(List("onlyAssociated=false"), "200000000001 200000000002 200000000003");
  for (const std::string value : {"yes", "TRUE", ""}) {
    EXPECT_EQ(List("onlyAssociated=" + value),
              kFailed + "onlyAssociated must be true or false; '" + value + "' given.");
  }
}

TEST_F(Members, TheListHasPagesOfTwentyFiveAndTokensOfItsQuestion) {
  for (int i = 0; i < 26; ++i) ASSERT_EQ(bench_.Create(std::to_string(500'000'000'000 + i)), "");
  const auto first = bench_.Ask(&ListMembers, {"", "onlyAssociated=false", ""});
  EXPECT_EQ(first->members->size(), 25U);
  const std::string token = "&nextToken=" + first->nextToken.value();
  EXPECT_EQ(List("onlyAssociated=false" + token), "500000000025");
  EXPECT_EQ(List("onlyAssociated=false&maxResults=1" + token), "500000000025");
  EXPECT_EQ(List("onlyAssociated=true" + token),
            kFailed + "nextToken isn't a token that this operation returned for the same request.");
  EXPECT_EQ(List("onlyAssociated=false&maxResults=25").size(), 25U * 13 - 1);
  EXPECT_NE(List("maxResults=26").find("Member must have value less than or equal to 25"), std::string::npos);
  EXPECT_NE(List("maxResults=0").find("Member must have value greater than or equal to 1"), std::string::npos);
}

}  // namespace
}  // namespace macie_local::service
