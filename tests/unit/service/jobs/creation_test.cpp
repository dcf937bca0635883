// What a classification job may be (behaviour C.1, C.3, C.9), at each bound and one past it.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "model/handlers/custom_data_identifiers.h"
#include "model/handlers/jobs.h"
#include "model/handlers/session.h"
#include "model/quotas.h"
#include "model/types/records.h"
#include "support/operations.h"

namespace macie_local::service {
namespace {

using namespace std::chrono_literals;
using support::RefusalOf;
using support::Repeated;
using support::Shown;

const std::string kRefused = "ValidationException: Input validation failed, ";
const std::string kLimit = "ValidationException: 1 validation error detected: ";
const std::string kOneBucket = "{'bucketDefinitions':[{'accountId':'111122223333','buckets':['b']}]}";

class JobCreation : public ::testing::Test {
 protected:
  // What a request says, where it isn't the plainest one-time job.
  struct Parts {
    std::string type = "'jobType':'ONE_TIME'";
    std::string definition = kOneBucket;
    std::string more = "";
    std::string token = "token";
    std::string name = "job";
  };
  wire::Outcome<model::CreateClassificationJobResponse> Create(const Parts& parts) {
    return bench_.Ask(&CreateClassificationJob, "{'clientToken':'" + parts.token + "','name':'" + parts.name + "'," +
                                                    parts.type + ",'s3JobDefinition':" + parts.definition +
                                                    (parts.more.empty() ? "" : "," + parts.more) + "}");
  }
  // The refusal of a request that is plain but for this; each with a token of its own.
  std::string With(const std::string& more) { return RefusalOf(Create({.more = more, .token = NextToken()})); }
  std::string OfType(const std::string& type) { return RefusalOf(Create({.type = type, .token = NextToken()})); }
  std::string OfDefinition(const std::string& definition) {
    return RefusalOf(Create({.definition = definition, .token = NextToken()}));
  }
  std::string NextToken() { return "token-" + std::to_string(++tokens_); }

  wire::Outcome<model::DescribeClassificationJobResponse> Describe(const std::string& id) {
    model::DescribeClassificationJobRequest request;
    request.jobId = id;
    return bench_.Read(&DescribeClassificationJob, request);
  }
  std::size_t Count() {
    model::ListClassificationJobsRequest request;
    return bench_.Read(&ListClassificationJobs, request)->items->size();
  }
  void PutMember(const std::string& account, model::RelationshipStatus status) {
    bench_.Do([&](state::Transaction& transaction) {
      model::MemberRecord member;
      member.accountId = account;
      member.relationshipStatus = status;
      transaction.Put(bench_.home, account, member);
    });
  }

  support::OperationBench bench_;

 private:
  int tokens_ = 0;
};

TEST_F(JobCreation, TheArnNamesTheCreatorAndThePartitionOfTheRegion) {
  const auto created = Create({});
  ASSERT_EQ(RefusalOf(created), "");
  EXPECT_EQ(created->jobId->size(), 32U);
  EXPECT_EQ(created->jobId->find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(*created->jobArn, "arn:aws:macie2:us-east-1:111122223333:classification-job/" + *created->jobId);
  bench_.home.region = "cn-north-1";
  const auto in_china = Create({});
  EXPECT_EQ(*in_china->jobArn, "arn:aws-cn:macie2:cn-north-1:111122223333:classification-job/" + *in_china->jobId);
}

TEST_F(JobCreation, WhatWasNotGivenIsShownWithItsDefault) {
  const auto created = Create({});
  EXPECT_EQ(
      Shown(Describe(*created->jobId)),
      "{'clientToken':'token','createdAt':'2026-11-21T10:00:00.123456Z','initialRun':false,'jobArn':'" +
          *created->jobArn + "','jobId':'" + *created->jobId +
          "','jobStatus':'RUNNING','jobType':'ONE_TIME','lastRunErrorStatus':{'code':'ERROR'},"
          "'lastRunTime':'2026-11-21T10:00:00.123456Z','managedDataIdentifierSelector':'RECOMMENDED','name':'job',"
          "'s3JobDefinition':" +
          kOneBucket +
          ",'samplingPercentage':100,'statistics':{'approximateNumberOfObjectsToProcess':0,'numberOfRuns':1},"
          "'tags':{}}");
}

TEST_F(JobCreation, AJobThatWaitsForItsDayIsIdleAndHasNotRun) {
  // 2026-11-21 is a Saturday.
  const std::string sunday = "'jobType':'SCHEDULED','scheduleFrequency':{'weeklySchedule':{'dayOfWeek':'SUNDAY'}}";
  const auto waiting = Describe(*Create({.type = sunday})->jobId);
  EXPECT_EQ(waiting->jobStatus, model::JobStatus::IDLE);
  EXPECT_EQ(waiting->statistics->numberOfRuns, 0);
  EXPECT_EQ(waiting->lastRunTime, waiting->createdAt);
  EXPECT_EQ(waiting->lastRunErrorStatus->code, model::LastRunErrorStatusCode::NONE);
  const auto initial = Describe(*Create({.type = sunday, .more = "'initialRun':true", .token = "other"})->jobId);
  EXPECT_EQ(initial->jobStatus, model::JobStatus::RUNNING);
  EXPECT_EQ(initial->initialRun, true);
}

TEST_F(JobCreation, AOneTimeJobHasNoInitialRunWhateverWasAsked) {
  EXPECT_EQ(Describe(*Create({.more = "'initialRun':true"})->jobId)->initialRun, false);
}

TEST_F(JobCreation, AnEmptyListOfIdsIsNone) {
  const auto shown = Describe(
      *Create({.more = "'managedDataIdentifierIds':[],'customDataIdentifierIds':[],'allowListIds':[]"})->jobId);
  EXPECT_EQ(shown->managedDataIdentifierIds, std::nullopt);
  EXPECT_EQ(shown->customDataIdentifierIds, std::nullopt);
  EXPECT_EQ(shown->allowListIds, std::nullopt);
}

TEST_F(JobCreation, MembersHaveTheirLimits) {
  const auto name = [&](std::size_t length) {
    return RefusalOf(Create({.token = NextToken(), .name = std::string(length, 'n')}));
  };
  EXPECT_EQ(name(1), "");
  EXPECT_EQ(name(500), "");
  EXPECT_EQ(name(0), kLimit +
                         "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or "
                         "equal to 1");
  EXPECT_NE(name(501).find("at 'name' failed to satisfy constraint: Member must have length less than or equal to 500"),
            std::string::npos);
  EXPECT_EQ(With("'description':'" + std::string(200, 'd') + "'"), "");
  EXPECT_NE(
      With("'description':'" + std::string(201, 'd') + "'").find("Member must have length less than or equal to 200"),
      std::string::npos);
  EXPECT_EQ(With("'samplingPercentage':1"), "");
  EXPECT_EQ(With("'samplingPercentage':100"), "");
  const std::string sampling = "' at 'samplingPercentage' failed to satisfy constraint: Member must have value ";
  EXPECT_EQ(With("'samplingPercentage':0"), kLimit + "Value '0" + sampling + "greater than or equal to 1");
  EXPECT_EQ(With("'samplingPercentage':101"), kLimit + "Value '101" + sampling + "less than or equal to 100");
  const auto on_day = [&](int day) {
    return OfType("'jobType':'SCHEDULED','scheduleFrequency':{'monthlySchedule':{'dayOfMonth':" + std::to_string(day) +
                  "}}");
  };
  EXPECT_EQ(on_day(1), "");
  EXPECT_EQ(on_day(31), "");
  EXPECT_NE(on_day(0), "");
  EXPECT_NE(on_day(32), "");
}

TEST_F(JobCreation, AScheduleIsOfScheduledJobsAndOfOneKind) {
  const std::string kinds =
      "scheduleFrequency must have exactly one of dailySchedule, weeklySchedule and monthlySchedule; ";
  EXPECT_EQ(OfType("'jobType':'ONE_TIME','scheduleFrequency':{'dailySchedule':{}}"),
            kRefused + "scheduleFrequency can't be specified for a ONE_TIME job");
  EXPECT_EQ(OfType("'jobType':'SCHEDULED'"), kRefused + "scheduleFrequency is required for a SCHEDULED job");
  EXPECT_EQ(OfType("'jobType':'SCHEDULED','scheduleFrequency':{}"), kRefused + kinds + "0 given");
  EXPECT_EQ(OfType("'jobType':'SCHEDULED','scheduleFrequency':{'dailySchedule':{},'weeklySchedule':{'dayOfWeek':"
                   "'MONDAY'}}"),
            kRefused + kinds + "2 given");
  EXPECT_EQ(OfType("'jobType':'SCHEDULED','scheduleFrequency':{'dailySchedule':{}}"), "");
}

TEST_F(JobCreation, BucketsAreNamedOrFoundByCriteria) {
  EXPECT_EQ(OfDefinition("{}"), kRefused + "s3JobDefinition must have bucketCriteria or bucketDefinitions");
  EXPECT_EQ(OfDefinition("{'bucketCriteria':{},'bucketDefinitions':[{'accountId':'111122223333','buckets':['b']}]}"),
            kRefused + "s3JobDefinition can have bucketCriteria or bucketDefinitions, not both");
  EXPECT_EQ(OfDefinition("{'bucketCriteria':{}}"), "");
  EXPECT_EQ(OfDefinition(kOneBucket), "");
}

TEST_F(JobCreation, NamedBucketsAreOfTheCallerOrOfAnAssociatedMember) {
  using Status = model::RelationshipStatus;
  const std::string theirs = "{'bucketDefinitions':[{'accountId':'222222222222','buckets':['b']}]}";
  const std::string refusal =
      kRefused +
      "account is not associated with your account: s3JobDefinition.bucketDefinitions[0].accountId 222222222222";
  EXPECT_EQ(OfDefinition(theirs), refusal);
  for (const Status status : {Status::Created, Status::Invited, Status::Resigned, Status::Removed}) {
    PutMember("222222222222", status);
    EXPECT_EQ(OfDefinition(theirs), refusal) << wire::EnumName(status);
  }
  for (const Status status : {Status::Enabled, Status::Paused}) {
    PutMember("222222222222", status);
    EXPECT_EQ(OfDefinition(theirs), "") << wire::EnumName(status);
  }
}

TEST_F(JobCreation, IdsOfManagedIdentifiersFitTheSelector) {
  const std::string with_ids = ",'managedDataIdentifierIds':['NAME']";
  const std::string not_with =
      kRefused + "managedDataIdentifierIds can't be specified when managedDataIdentifierSelector is ";
  const std::string at_least =
      kRefused + "managedDataIdentifierIds must have at least one id when managedDataIdentifierSelector is ";
  struct Row {
    std::string selector, with, without;
  };
  const std::vector<Row> rows{
      {"RECOMMENDED", not_with + "RECOMMENDED (the default)", ""},
      {"ALL", not_with + "ALL", ""},
      {"EXCLUDE", "", at_least + "EXCLUDE"},
      {"INCLUDE", "", at_least + "INCLUDE"},
      {"NONE", not_with + "NONE",
       kRefused + "customDataIdentifierIds must have at least one id when managedDataIdentifierSelector is NONE"},
  };
  for (const Row& row : rows) {
    const std::string selector = "'managedDataIdentifierSelector':'" + row.selector + "'";
    EXPECT_EQ(With(selector + with_ids), row.with);
    EXPECT_EQ(With(selector), row.without);
    EXPECT_EQ(With(selector + ",'managedDataIdentifierIds':[]"), row.without);
  }
  EXPECT_EQ(With("'managedDataIdentifierIds':['NAME']"), not_with + "RECOMMENDED (the default)");
  EXPECT_EQ(With("'managedDataIdentifierSelector':'INCLUDE','managedDataIdentifierIds':['NAME','NO_SUCH']"),
            kRefused + "managedDataIdentifierIds has the unknown id 'NO_SUCH'");
}

TEST_F(JobCreation, AJobNamesAsManyBucketsAsItsQuotaAllowsInAllAccountsTogether) {
  PutMember("222222222222", model::RelationshipStatus::Enabled);
  const auto named = [&](std::int64_t own, std::int64_t theirs) {
    return OfDefinition("{'bucketDefinitions':[{'accountId':'111122223333','buckets':[" + Repeated(own, "'b'") +
                        "]},{'accountId':'222222222222','buckets':[" + Repeated(theirs, "'b'") + "]}]}");
  };
  EXPECT_EQ(named(model::kBucketsPerJob - 1, 1), "");
  EXPECT_EQ(named(model::kBucketsPerJob, 1),
            "ServiceQuotaExceededException: The request failed because it exceeds the quota for buckets per job: 1001 "
            "given, at most 1000 allowed.");
}

TEST_F(JobCreation, ReferencesMustBeThereAndWithinTheirQuotas) {
  const std::string quota = "ServiceQuotaExceededException: The request failed because it exceeds the quota for ";
  const std::string gone = "ResourceNotFoundException: The request failed because the ";
  EXPECT_EQ(With("'customDataIdentifierIds':[" + Repeated(model::kCustomDataIdentifiersPerJob, "'x'") + "]"),
            gone + "custom data identifier 'x' doesn't exist.");
  EXPECT_EQ(With("'customDataIdentifierIds':[" + Repeated(model::kCustomDataIdentifiersPerJob + 1, "'x'") + "]"),
            quota + "custom data identifiers per job: 31 given, at most 30 allowed.");
  EXPECT_EQ(With("'allowListIds':[" + Repeated(model::kAllowListsPerJob, "'x'") + "]"),
            gone + "allow list 'x' doesn't exist.");
  EXPECT_EQ(With("'allowListIds':[" + Repeated(model::kAllowListsPerJob + 1, "'x'") + "]"),
            quota + "allow lists per job: 11 given, at most 10 allowed.");
  const auto identifier = bench_.Ask(&CreateCustomDataIdentifier, "{'name':'n','regex':'a+'}");
  const std::string id = *identifier->customDataIdentifierId;
  EXPECT_EQ(With("'managedDataIdentifierSelector':'NONE','customDataIdentifierIds':['" + id + "']"), "");
  model::DeleteCustomDataIdentifierRequest request;
  request.id = id;
  ASSERT_EQ(RefusalOf(bench_.Write(&DeleteCustomDataIdentifier, request)), "");
  EXPECT_EQ(With("'customDataIdentifierIds':['" + id + "']"),
            gone + "custom data identifier '" + id + "' doesn't exist.");
}

TEST_F(JobCreation, TermsOfObjectsTakeTheComparatorsOfTheirKey) {
  const std::string where = "s3JobDefinition.scoping.includes.and[0].simpleScopeTerm";
  struct Row {
    std::string key, comparator, values, refusal;
  };
  const std::vector<Row> rows{
      {"OBJECT_EXTENSION", "EQ", "'pdf','docx'", ""},
      {"OBJECT_EXTENSION", "NE", "'pdf'", ""},
      {"OBJECT_EXTENSION", "GT", "'pdf'", ".comparator can't be GT for OBJECT_EXTENSION; allowed: EQ, NE"},
      {"OBJECT_KEY", "STARTS_WITH", "'a/','b/'", ""},
      {"OBJECT_KEY", "EQ", "'a/'", ".comparator can't be EQ for OBJECT_KEY; allowed: STARTS_WITH"},
      {"OBJECT_SIZE", "LTE", "'4096'", ""},
      {"OBJECT_SIZE", "EQ", "'999999999999999999'", ""},
      {"OBJECT_SIZE", "EQ", "'1000000000000000000'",
       ".values must be a number of bytes such as '4096'; '1000000000000000000' given"},
      {"OBJECT_SIZE", "EQ", "'-1'", ".values must be a number of bytes such as '4096'; '-1' given"},
      {"OBJECT_SIZE", "GT", "'1','2'", ".values must have exactly one value for OBJECT_SIZE; 2 given"},
      {"OBJECT_SIZE", "CONTAINS", "'1'",
       ".comparator can't be CONTAINS for OBJECT_SIZE; allowed: EQ, NE, GT, GTE, LT, LTE"},
      {"OBJECT_LAST_MODIFIED_DATE", "GTE", "'2023-09-24T14:31:13Z'", ""},
      {"OBJECT_LAST_MODIFIED_DATE", "GTE", "'yesterday'",
       ".values must be a time such as '2023-09-24T14:31:13Z'; 'yesterday' given"},
  };
  for (const Row& row : rows) {
    const std::string term = "{'simpleScopeTerm':{'key':'" + row.key + "','comparator':'" + row.comparator +
                             "','values':[" + row.values + "]}}";
    EXPECT_EQ(
        OfDefinition(kOneBucket.substr(0, kOneBucket.size() - 1) + ",'scoping':{'includes':{'and':[" + term + "]}}}"),
        row.refusal.empty() ? "" : kRefused + where + row.refusal)
        << term;
  }
}

TEST_F(JobCreation, TermsOfTagsOfObjectsHaveKeysAndTheTargetOfS3) {
  const std::string where = "s3JobDefinition.scoping.excludes.and[0]";
  const auto scoped = [&](const std::string& term) {
    return OfDefinition(kOneBucket.substr(0, kOneBucket.size() - 1) + ",'scoping':{'excludes':{'and':[" + term +
                        "]}}}");
  };
  const auto tag = [&](const std::string& comparator, const std::string& key, const std::string& values) {
    return scoped("{'tagScopeTerm':{'comparator':'" + comparator + "','key':'" + key +
                  "','target':'S3_OBJECT','tagValues':[" + values + "]}}");
  };
  EXPECT_EQ(tag("EQ", "TAG", "{'key':'a','value':''}"), "");
  EXPECT_EQ(tag("NE", "TAG", "{'key':'a','value':'b'}"), "");
  EXPECT_EQ(tag("GT", "TAG", "{'key':'a','value':''}"),
            kRefused + where + ".tagScopeTerm.comparator can't be GT; allowed: EQ, NE");
  EXPECT_EQ(tag("EQ", "tag", "{'key':'a','value':''}"),
            kRefused + where + ".tagScopeTerm.key must be TAG; 'tag' given");
  EXPECT_EQ(tag("EQ", "TAG", "{'value':'b'}"),
            kRefused + where + ".tagScopeTerm.tagValues must have a key in each element");
  EXPECT_EQ(scoped("{}"), kRefused + where + " must have exactly one of simpleScopeTerm and tagScopeTerm");
  EXPECT_NE(scoped("{'tagScopeTerm':{'comparator':'EQ','key':'TAG','tagValues':[{'key':'a','value':''}]}}"), "");
}

TEST_F(JobCreation, TermsOfBucketCriteriaAreEqualityOfOneKind) {
  const std::string where = kRefused + "s3JobDefinition.bucketCriteria.includes.and[0]";
  const auto by = [&](const std::string& term) {
    return OfDefinition("{'bucketCriteria':{'includes':{'and':[" + term + "]}}}");
  };
  const std::string simple = "'simpleCriterion':{'comparator':'EQ','key':'S3_BUCKET_NAME','values':['a']}";
  const std::string tags = "'tagCriterion':{'comparator':'NE','tagValues':[{'key':'a'}]}";
  EXPECT_EQ(by("{" + simple + "},{" + tags + "}"), "");
  EXPECT_EQ(by("{}"), where + " must have exactly one of simpleCriterion and tagCriterion");
  EXPECT_EQ(by("{" + simple + "," + tags + "}"), where + " must have exactly one of simpleCriterion and tagCriterion");
  EXPECT_EQ(by("{'simpleCriterion':{'comparator':'GT','key':'ACCOUNT_ID','values':['a']}}"),
            where + ".simpleCriterion.comparator must be EQ or NE; 'GT' given");
  EXPECT_EQ(by("{'tagCriterion':{'comparator':'EQ','tagValues':[{}]}}"),
            where + ".tagCriterion.tagValues[0] must have a key, a value or both");
}

TEST_F(JobCreation, OfSeveralRulesTheFirstInTheirOrderIsTold) {
  const std::string schedule = "'jobType':'SCHEDULED'";
  const std::string tags = "'tags':{'aws:x':'1'}";
  const std::string all = "'managedDataIdentifierSelector':'EXCLUDE'," + tags + ",'allowListIds':['x']";
  const auto first = [&](const Parts& parts) { return RefusalOf(Create(parts)); };
  EXPECT_EQ(first({.type = schedule, .definition = "{}", .more = all}),
            kRefused + "scheduleFrequency is required for a SCHEDULED job");
  EXPECT_EQ(first({.definition = "{}", .more = all}),
            kRefused + "s3JobDefinition must have bucketCriteria or bucketDefinitions");
  EXPECT_EQ(
      first({.more = all}),
      kRefused + "managedDataIdentifierIds must have at least one id when managedDataIdentifierSelector is EXCLUDE");
  EXPECT_EQ(first({.more = tags + ",'allowListIds':['x']"}),
            "ValidationException: The request failed because the tag key 'aws:x' begins with aws:, which is reserved.");
  EXPECT_EQ(first({.more = "'allowListIds':['x']"}),
            "ResourceNotFoundException: The request failed because the allow list 'x' doesn't exist.");
  EXPECT_EQ(Count(), 0U) << "a refusal left a job";
}

TEST_F(JobCreation, TheSameTokenAndRequestGiveTheSameJob) {
  const auto first = Create({});
  const auto again = Create({});
  ASSERT_EQ(RefusalOf(again), "");
  EXPECT_EQ(again->jobId, first->jobId);
  EXPECT_EQ(again->jobArn, first->jobArn);
  EXPECT_NE(Create({.token = "Token"})->jobId, first->jobId) << "tokens have their case";
  EXPECT_EQ(
      RefusalOf(Create({.name = "other"})),
      "ConflictException: The request failed because the client token 'token' was already used for a request with "
      "other settings.");
  EXPECT_EQ(Count(), 2U);
  bench_.home.account = "222222222222";
  EXPECT_EQ(RefusalOf(Create({.definition = "{'bucketCriteria':{}}"})), "") << "the token is each account's";
}

TEST_F(JobCreation, ATokenIsRememberedForItsWindowAndNotLonger) {
  const auto first = Create({});
  bench_.now += bench_.environment.client_token_window - 1us;
  EXPECT_EQ(Create({})->jobId, first->jobId);
  EXPECT_NE(RefusalOf(Create({.name = "other"})), "");
  bench_.now += 1us;
  const auto later = Create({.name = "other"});
  ASSERT_EQ(RefusalOf(later), "");
  EXPECT_NE(later->jobId, first->jobId);
}

TEST_F(JobCreation, WhileMacieIsSuspendedNoJobIsCreated) {
  ASSERT_EQ(RefusalOf(bench_.Ask(&UpdateMacieSession, "{'status':'PAUSED'}")), "");
  EXPECT_EQ(RefusalOf(Create({})),
            "ConflictException: The request failed because Macie is suspended for your account.");
  ASSERT_EQ(RefusalOf(bench_.Ask(&UpdateMacieSession, "{'status':'ENABLED'}")), "");
  EXPECT_EQ(RefusalOf(Create({})), "");
}

}  // namespace
}  // namespace macie_local::service
