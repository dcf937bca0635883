// The administrator of an account and of an organization, and who may ask what (behaviour 15.1 to 15.3).
#include <gtest/gtest.h>

#include <string>

#include "membership_bench.h"
#include "model/handlers/session.h"

namespace macie_local::service {
namespace {

using support::RefusalOf;
using support::Shown;

const std::string kManagement = "999999999999";
const std::string kDenied = "AccessDeniedException: The request failed because ";
const std::string kNotManagement =
    kDenied + "you must be the management account of an organization to perform this operation.";
const std::string kNotDelegated =
    kDenied + "you must be the Macie administrator for an organization to perform this operation.";

class AdministratorAccount : public ::testing::Test {
 protected:
  std::string Enable(const std::string& account) {
    return RefusalOf(
        bench_.As(kManagement).Ask(&EnableOrganizationAdminAccount, "{'adminAccountId':'" + account + "'}"));
  }
  std::string Disable(const std::string& account) {
    return RefusalOf(
        bench_.As(kManagement).Ask(&DisableOrganizationAdminAccount, {"", "adminAccountId=" + account, ""}));
  }
  // An organization with kAdministrator, who administers it, and kMember.
  void Delegate() {
    bench_.PutOrganization(kManagement, {{kAdministrator, "ACTIVE"}, {kMember, "ACTIVE"}, {kOther, "SUSPENDED"}});
    ASSERT_EQ(Enable(kAdministrator), "");
    bench_.As(kAdministrator);
  }

  MembershipBench bench_;
};

TEST_F(AdministratorAccount, TheOldNameAnswersAsTheNewOne) {
  bench_.Join(kMember);
  bench_.As(kMember);
  const auto administrator = bench_.Ask(&GetAdministratorAccount, "");
  const auto master = bench_.Ask(&GetMasterAccount, "");
  ASSERT_EQ(RefusalOf(administrator), "");
  ASSERT_EQ(RefusalOf(master), "");
  EXPECT_EQ(*master->master, *administrator->administrator);
  EXPECT_EQ(RefusalOf(bench_.Ask(&DisassociateFromMasterAccount, "")), "");
  EXPECT_EQ(bench_.As(kAdministrator).StatusOf(kMember), "Resigned");
}

TEST_F(AdministratorAccount, AnAccountWithoutOneIsToldSo) {
  EXPECT_EQ(RefusalOf(bench_.Ask(&GetAdministratorAccount, "")), kNoAdministrator);
  EXPECT_EQ(RefusalOf(bench_.Ask(&GetMasterAccount, "")), kNoAdministrator);
  EXPECT_EQ(RefusalOf(bench_.Ask(&DisassociateFromAdministratorAccount, "")), kNoAdministrator);
  EXPECT_EQ(RefusalOf(bench_.Ask(&DisassociateFromMasterAccount, "")), kNoAdministrator);
}

TEST_F(AdministratorAccount, OnlyAManagementAccountDelegates) {
  EXPECT_EQ(Enable(kAdministrator), kNotManagement);
  EXPECT_EQ(Disable(kAdministrator), kNotManagement);
  bench_.PutOrganization(kManagement, {{kAdministrator, "ACTIVE"}, {kOther, "SUSPENDED"}});
  EXPECT_EQ(Enable(kMember), kFailed + "the account '222222222222' isn't in your organization.");
  EXPECT_EQ(Enable(kOther), kFailed + "the account '333333333333' is suspended in AWS Organizations.");
  EXPECT_EQ(Shown(bench_.Ask(&ListOrganizationAdminAccounts, "")), "{'adminAccounts':[]}");
  EXPECT_EQ(Enable(kAdministrator), "");
  EXPECT_EQ(Shown(bench_.Ask(&ListOrganizationAdminAccounts, "")),
            "{'adminAccounts':[{'accountId':'111122223333','status':'ENABLED'}]}");
}

TEST_F(AdministratorAccount, AnOrganizationHasOneInARegion) {
  Delegate();
  const std::string taken =
      "ConflictException: The request failed because an account is already enabled as the Macie delegated "
      "administrator "
      "for the organization";
  EXPECT_EQ(Enable(kAdministrator), taken);
  EXPECT_EQ(Enable(kMember), taken);
  EXPECT_EQ(Disable(kMember), "ResourceNotFoundException: Resource not found. Verify any provided IDs are correct.");
  EXPECT_EQ(Disable(kAdministrator), "");
  EXPECT_EQ(Enable(kMember), "");
  bench_.home.region = "eu-west-1";
  EXPECT_EQ(Enable(kAdministrator), "") << "another region";
}

TEST_F(AdministratorAccount, AMemberIsNotDelegatedTo) {
  bench_.Join(kMember, kOther);
  bench_.PutOrganization(kManagement, {{kMember, "ACTIVE"}});
  EXPECT_EQ(Enable(kMember), kFailed + "the account '222222222222' has a Macie administrator account itself.");
}

TEST_F(AdministratorAccount, DelegationEnablesMacieForIt) {
  bench_.environment.session = SessionMode::kStrict;
  Delegate();
  EXPECT_EQ(bench_.Ask(&GetMacieSession, "")->status, model::MacieStatus::ENABLED);
}

TEST_F(AdministratorAccount, AnAccountOfItsOrganizationIsAMemberAtOnce) {
  bench_.environment.session = SessionMode::kStrict;
  Delegate();
  EXPECT_EQ(bench_.Create(kMember, ",'tags':{'a':'b'}"), "");
  EXPECT_EQ(Shown(bench_.Ask(&GetMember, {kMember, "", ""})),
            "{'accountId':'222222222222','administratorAccountId':'111122223333','arn':"
            "'arn:aws:macie2:us-east-1:111122223333:member/222222222222','masterAccountId':'111122223333',"
            "'relationshipStatus':'Enabled','tags':{'a':'b'},'updatedAt':'2026-11-21T10:00:00.123Z'}");
  bench_.As(kMember);
  EXPECT_EQ(Shown(bench_.Ask(&GetAdministratorAccount, "")),
            "{'administrator':{'accountId':'111122223333','relationshipStatus':'Enabled'}}");
  EXPECT_EQ(bench_.Ask(&GetMacieSession, "")->status, model::MacieStatus::ENABLED) << "Macie is enabled there";
  bench_.As(kAdministrator);
  EXPECT_EQ(bench_.Create(kOther), kFailed + "the account '333333333333' is suspended in AWS Organizations.");
  EXPECT_EQ(bench_.Invite(kMember), "The account is already associated with your account.");
}

TEST_F(AdministratorAccount, AnAccountOfItsOrganizationIsAddedAndNotInvited) {
  ASSERT_EQ(bench_.Create(kMember), "");
  Delegate();
  EXPECT_EQ(bench_.Invite(kMember),
            "The account belongs to your organization. Add it with CreateMember instead of an invitation.");
  EXPECT_EQ(bench_.Disassociate(kOther), NotAMember(kOther)) << "it was never added, and is not unknown";
  EXPECT_EQ(bench_.Disassociate("444444444444"), NotYours("444444444444"));
}

TEST_F(AdministratorAccount, ItPausesAndResumesMembersOfItsOrganization) {
  Delegate();
  ASSERT_EQ(bench_.Create(kMember), "");
  EXPECT_EQ(bench_.SetStatus(kMember, "PAUSED"), "");
  EXPECT_EQ(bench_.StatusOf(kMember), "Paused");
  EXPECT_EQ(bench_.SetStatus(kMember, "ENABLED"), "");
  EXPECT_EQ(bench_.StatusOf(kMember), "Enabled");
}

TEST_F(AdministratorAccount, AMemberOfAnOrganizationNeitherLeavesNorSuspends) {
  Delegate();
  ASSERT_EQ(bench_.Create(kMember), "");
  bench_.As(kMember);
  EXPECT_EQ(RefusalOf(bench_.Ask(&DisassociateFromAdministratorAccount, "")),
            kDenied + "your account is a member through AWS Organizations: only its Macie administrator can end that.");
  EXPECT_EQ(
      RefusalOf(bench_.Ask(&UpdateMacieSession, "{'status':'PAUSED'}")),
      "ConflictException: The request failed because your account is a member through AWS Organizations: only its "
      "Macie administrator can suspend Macie.");
  EXPECT_EQ(bench_.Administrator(), kAdministrator);
}

TEST_F(AdministratorAccount, ItAloneSeesAndSetsTheConfigurationOfItsOrganization) {
  EXPECT_EQ(RefusalOf(bench_.Ask(&DescribeOrganizationConfiguration, "")), kNotDelegated);
  EXPECT_EQ(RefusalOf(bench_.Ask(&UpdateOrganizationConfiguration, "{'autoEnable':true}")), kNotDelegated);
  Delegate();
  EXPECT_EQ(Shown(bench_.Ask(&DescribeOrganizationConfiguration, "")),
            "{'autoEnable':false,'maxAccountLimitReached':false}");
  EXPECT_EQ(RefusalOf(bench_.Ask(&UpdateOrganizationConfiguration, "{'autoEnable':true}")), "");
  EXPECT_EQ(Shown(bench_.Ask(&DescribeOrganizationConfiguration, "")),
            "{'autoEnable':true,'maxAccountLimitReached':false}");
  bench_.As(kMember);
  EXPECT_EQ(RefusalOf(bench_.Ask(&DescribeOrganizationConfiguration, "")), kNotDelegated);
}

TEST_F(AdministratorAccount, WithAutoEnableWhoJoinsTheOrganizationIsAMember) {
  Delegate();
  const std::string joining = "555555555555";
  const auto join = [&](const std::string& account) {
    bench_.PutOrganization(kManagement, {{kAdministrator, "ACTIVE"}, {kMember, "ACTIVE"}, {account, "ACTIVE"}});
  };
  join("444444444444");
  EXPECT_EQ(bench_.StatusOf("444444444444"), "");
  ASSERT_EQ(RefusalOf(bench_.Ask(&UpdateOrganizationConfiguration, "{'autoEnable':true}")), "");
  join(joining);
  EXPECT_EQ(bench_.StatusOf(joining), "Enabled");
  EXPECT_EQ(bench_.StatusOf(kMember), "") << "it was there before";
  join("666666666666");
  EXPECT_EQ(bench_.StatusOf(joining), "Removed") << "it left the organization";
}

TEST_F(AdministratorAccount, WhenNobodyIsDelegatedAnyMoreMembersAreAloneWithMacieOn) {
  Delegate();
  ASSERT_EQ(bench_.Create(kMember), "");
  ASSERT_EQ(Disable(kAdministrator), "");
  EXPECT_EQ(bench_.As(kAdministrator).StatusOf(kMember), "") << "no entry is left";
  bench_.As(kMember);
  EXPECT_EQ(bench_.Administrator(), kNoAdministrator);
  EXPECT_EQ(bench_.Ask(&GetMacieSession, "")->status, model::MacieStatus::ENABLED);
}

}  // namespace
}  // namespace macie_local::service
