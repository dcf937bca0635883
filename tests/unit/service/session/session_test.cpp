// Enabling, suspending, resuming and disabling Macie, and what is answered while it is off (behaviour E, 1.3, 3).
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "model/handlers/findings_filters.h"
#include "model/handlers/jobs.h"
#include "model/handlers/reveal.h"
#include "model/handlers/session.h"
#include "model/operations.h"
#include "service/core/session_state.h"
#include "unit/service/buckets/bucket_bench.h"
#include "unit/service/organization/membership_bench.h"

namespace macie_local::service {
namespace {

using support::RefusalOf;
using support::Shown;

const std::string kEnabledAlready = "ConflictException: Macie has already been enabled";

class Session : public ::testing::Test {
 protected:
  std::string Enable(const std::string& body = "{}") { return RefusalOf(bench_.Ask(&EnableMacie, body)); }
  std::string Update(const std::string& body) { return RefusalOf(bench_.Ask(&UpdateMacieSession, body)); }
  std::string Disable() { return RefusalOf(bench_.Ask(&DisableMacie, "")); }
  model::GetMacieSessionResponse Get() { return *bench_.Ask(&GetMacieSession, ""); }
  // What the operation is answered before its handler is asked.
  std::string Gate(model::Operation operation) {
    std::string refusal;
    bench_.Do([&](state::Transaction& transaction) {
      refusal = RefusalOf(RequireSession(model::DescribeOperation(operation), bench_.environment, bench_.home,
                                         transaction.partition(bench_.home)));
    });
    return refusal;
  }
  std::string CreateJob(const std::string& token) {
    const auto job =
        bench_.Ask(&CreateClassificationJob,
                   "{'clientToken':'" + token +
                       "','name':'n','jobType':'SCHEDULED','scheduleFrequency':{'dailySchedule':{}},'s3JobDefinition':{"
                       "'bucketDefinitions':[{'accountId':'" +
                       bench_.home.account + "','buckets':['b']}]}}");
    return job.ok() ? *job->jobId : RefusalOf(job);
  }
  model::JobStatus StatusOf(const std::string& job) {
    return *bench_.Ask(&DescribeClassificationJob, {job, "", ""})->jobStatus;
  }

  MembershipBench bench_;
};

TEST_F(Session, EnablingGivesItItsDefaults) {
  bench_.environment.session = SessionMode::kStrict;
  ASSERT_EQ(Enable(), "");
  EXPECT_EQ(Shown(bench_.Ask(&GetMacieSession, "")),
            "{'createdAt':'2026-11-21T10:00:00.123Z','findingPublishingFrequency':'FIFTEEN_MINUTES','serviceRole':"
            "'arn:aws:iam::111122223333:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie',"
            "'status':'ENABLED','updatedAt':'2026-11-21T10:00:00.123Z'}");
}

TEST_F(Session, EnablingTwiceConflictsAlsoWhenItIsSuspended) {
  bench_.environment.session = SessionMode::kStrict;
  ASSERT_EQ(Enable("{'status':'PAUSED','findingPublishingFrequency':'SIX_HOURS'}"), "");
  EXPECT_EQ(Enable(), kEnabledAlready);
  EXPECT_EQ(Get().status, model::MacieStatus::PAUSED);
  EXPECT_EQ(Get().findingPublishingFrequency, model::FindingPublishingFrequency::SIX_HOURS);
}

TEST_F(Session, TheOneThatIsThereFromTheStartIsReplacedOnce) {
  EXPECT_EQ(Get().status, model::MacieStatus::ENABLED);
  EXPECT_EQ(Enable("{'findingPublishingFrequency':'ONE_HOUR'}"), "");
  EXPECT_EQ(Get().findingPublishingFrequency, model::FindingPublishingFrequency::ONE_HOUR);
  EXPECT_EQ(Enable(), kEnabledAlready);
}

TEST_F(Session, AnUpdateMovesUpdatedAtAndAnEmptyOneChangesNothing) {
  ASSERT_EQ(Enable(), "");
  const auto created = Get();
  bench_.now += std::chrono::seconds(5);
  EXPECT_EQ(Update("{}"), "");
  EXPECT_EQ(Get(), created);
  EXPECT_EQ(Update("{'findingPublishingFrequency':'ONE_HOUR'}"), "");
  EXPECT_EQ(Get().createdAt, created.createdAt);
  EXPECT_EQ(Get().updatedAt, *created.updatedAt + std::chrono::seconds(5));
  EXPECT_EQ(Get().status, model::MacieStatus::ENABLED);
  bench_.now += std::chrono::seconds(5);
  EXPECT_EQ(Update("{'status':'PAUSED'}"), "");
  EXPECT_EQ(Get().findingPublishingFrequency, model::FindingPublishingFrequency::ONE_HOUR);
  EXPECT_EQ(Get().updatedAt, *created.updatedAt + std::chrono::seconds(10));
}

TEST_F(Session, SuspendingCancelsJobsForGood) {
  const std::string job = CreateJob("first");
  EXPECT_EQ(StatusOf(job), model::JobStatus::RUNNING);
  ASSERT_EQ(Update("{'status':'PAUSED'}"), "");
  EXPECT_EQ(StatusOf(job), model::JobStatus::CANCELLED);
  EXPECT_EQ(CreateJob("second"), "ConflictException: The request failed because Macie is suspended for your account.");
  ASSERT_EQ(Update("{'status':'ENABLED'}"), "");
  EXPECT_EQ(StatusOf(job), model::JobStatus::CANCELLED);
  EXPECT_EQ(StatusOf(CreateJob("third")), model::JobStatus::RUNNING);
}

TEST_F(Session, DisablingDeletesWhatIsMaciesAndKeepsTheInventory) {
  bench_.Do([&](state::Transaction& transaction) {
    model::BucketMetadata bucket;
    bucket.bucketName = "payroll";
    transaction.PutBucket(bench_.home, *CompleteBucket(bench_.home, "bucket", bench_.now, bucket));
  });
  const std::string job = CreateJob("first");
  ASSERT_EQ(RefusalOf(bench_.Ask(&CreateFindingsFilter, "{'name':'name','action':'NOOP','findingCriteria':{}}")), "");
  ASSERT_EQ(RefusalOf(bench_.Ask(&UpdateRevealConfiguration, "{'configuration':{'status':'ENABLED','kmsKeyId':'k'}}")),
            "");
  ASSERT_EQ(Disable(), "");
  ASSERT_EQ(Enable(), "");
  EXPECT_EQ(Shown(bench_.Ask(&ListClassificationJobs, "{}")), "{'items':[]}");
  EXPECT_EQ(Shown(bench_.Ask(&ListFindingsFilters, "")), "{'findingsFilterListItems':[]}");
  EXPECT_EQ(bench_.Ask(&GetRevealConfiguration, "")->configuration->status, model::RevealStatus::DISABLED);
  EXPECT_EQ(bench_.Ask(&GetBucketStatistics, "{}")->bucketCount, 1);
}

TEST_F(Session, OneThatIsEnabledAnewBeginsAnew) {
  ASSERT_EQ(Enable("{'findingPublishingFrequency':'ONE_HOUR'}"), "");
  ASSERT_EQ(Disable(), "");
  EXPECT_EQ(Gate(model::Operation::GetMacieSession), "AccessDeniedException: Macie is not enabled")
      << "what is disabled isn't enabled by itself";
  bench_.now += std::chrono::hours(1);
  ASSERT_EQ(Enable(), "");
  EXPECT_EQ(Get().createdAt, *base::ParseIso8601("2026-11-21T11:00:00.123Z"));
  EXPECT_EQ(Get().findingPublishingFrequency, model::FindingPublishingFrequency::FIFTEEN_MINUTES);
}

TEST_F(Session, AnAdministratorWithMembersNeitherSuspendsNorDisables) {
  const std::string refusal =
      "ConflictException: The request failed because member accounts are associated with your account.";
  bench_.Join(kMember);
  EXPECT_EQ(Update("{'status':'PAUSED'}"), refusal);
  EXPECT_EQ(Disable(), refusal);
  EXPECT_EQ(Enable("{'status':'PAUSED'}"), refusal);
  EXPECT_EQ(Update("{'findingPublishingFrequency':'ONE_HOUR'}"), "");
  ASSERT_EQ(bench_.Disassociate(kMember), "");
  EXPECT_EQ(Update("{'status':'PAUSED'}"), "");
  EXPECT_EQ(Disable(), "");
}

TEST_F(Session, DisablingDropsTheEntriesOfAccountsThatAreNotMembers) {
  ASSERT_EQ(bench_.Create(kMember), "");
  ASSERT_EQ(bench_.Invite(kMember), "");
  ASSERT_EQ(Disable(), "");
  ASSERT_EQ(Enable(), "");
  EXPECT_EQ(bench_.StatusOf(kMember), "");
  EXPECT_EQ(bench_.As(kMember).InvitationStatus(kAdministrator), "Removed") << "the other side knows";
}

TEST_F(Session, DisablingKeepsTheInvitationsThatItHas) {
  bench_.As(kOther);
  ASSERT_EQ(bench_.Create(kAdministrator), "");
  ASSERT_EQ(bench_.Invite(kAdministrator), "");
  bench_.As(kAdministrator);
  ASSERT_EQ(Disable(), "");
  ASSERT_EQ(Enable(), "");
  EXPECT_EQ(bench_.Accept(kOther, bench_.InvitationFrom(kOther)), "");
}

TEST_F(Session, AMemberSuspendsItselfAndDoesNotDisable) {
  bench_.Join(kMember);
  bench_.As(kMember);
  EXPECT_EQ(Disable(), "ConflictException: Cannot disable Macie while associated with an administrator account");
  EXPECT_EQ(Update("{'status':'PAUSED'}"), "");
  EXPECT_EQ(bench_.As(kAdministrator).StatusOf(kMember), "Paused");
  bench_.As(kMember);
  EXPECT_EQ(Update("{'status':'ENABLED'}"), "");
  EXPECT_EQ(bench_.As(kAdministrator).StatusOf(kMember), "Enabled");
}

TEST_F(Session, TheFrequencyOfAnAdministratorIsItsMembersTooAndNotTheOtherWay) {
  using Frequency = model::FindingPublishingFrequency;
  bench_.Join(kMember);
  EXPECT_EQ(Update("{'findingPublishingFrequency':'SIX_HOURS'}"), "");
  bench_.As(kMember);
  EXPECT_EQ(Get().findingPublishingFrequency, Frequency::SIX_HOURS);
  EXPECT_EQ(Update("{'findingPublishingFrequency':'ONE_HOUR'}"), "");
  bench_.As(kAdministrator);
  EXPECT_EQ(Get().findingPublishingFrequency, Frequency::SIX_HOURS);
  bench_.As(kOther);
  EXPECT_EQ(Get().findingPublishingFrequency, Frequency::FIFTEEN_MINUTES);
}

TEST_F(Session, WhileMacieIsOffEachFamilyHasItsOwnRefusal) {
  using Operation = model::Operation;
  const std::string session = "AccessDeniedException: Macie is not enabled";
  const std::string classic = "AccessDeniedException: Macie is not enabled.";
  const std::string newer =
      "AccessDeniedException: The request failed because Macie isn\u2019t enabled in the specified AWS Region.";
  const std::string discovery = "AccessDeniedException: Account Id: [111122223333] has not been onboarded";
  const std::string exported = "ResourceNotFoundException: Amazon Macie isn't enabled for your account";
  const std::vector<std::pair<Operation, std::string>> answers{
      {Operation::GetMacieSession, session},
      {Operation::UpdateMacieSession, session},
      {Operation::DisableMacie, session},
      {Operation::GetAdministratorAccount, session},
      {Operation::ListClassificationJobs, classic},
      {Operation::DescribeBuckets, classic},
      {Operation::AcceptInvitation, classic},
      {Operation::ListAllowLists, newer},
      {Operation::GetRevealConfiguration, newer},
      {Operation::GetAutomatedDiscoveryConfiguration, discovery},
      {Operation::ListClassificationScopes, discovery},
      {Operation::GetClassificationExportConfiguration, exported},
      {Operation::PutClassificationExportConfiguration, exported},
      {Operation::EnableMacie, ""},
      {Operation::EnableOrganizationAdminAccount, ""},
      {Operation::ListInvitations, ""},
      {Operation::DeclineInvitations, ""},
      {Operation::ListManagedDataIdentifiers, ""},
  };
  for (const auto& [operation, refusal] : answers) {
    const std::string_view name = model::DescribeOperation(operation).name;
    bench_.environment.session = SessionMode::kAuto;
    EXPECT_EQ(Gate(operation), "") << name;
    bench_.environment.session = SessionMode::kStrict;
    EXPECT_EQ(Gate(operation), refusal) << name;
  }
  ASSERT_EQ(Enable(), "");
  for (const auto& [operation, refusal] : answers) EXPECT_EQ(Gate(operation), "");
}

}  // namespace
}  // namespace macie_local::service
