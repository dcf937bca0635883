// The rules of allow lists: their two quotas, what the status follows from, jobs that hold them, their kind.
#include <gtest/gtest.h>

#include <string>

#include "model/handlers/allow_lists.h"
#include "service/buckets/intake.h"
#include "service/identifiers/records.h"
#include "support/operations.h"

namespace macie_local::service {
namespace {

using support::RefusalOf;
using Record = model::AllowListRecord;

model::AllowListCriteria Regex(const std::string& regex = "a+") {
  model::AllowListCriteria criteria;
  criteria.regex = regex;
  return criteria;
}

model::AllowListCriteria Words(const std::string& bucket = "lists") {
  model::AllowListCriteria criteria;
  criteria.s3WordsList.emplace().bucketName = bucket;
  criteria.s3WordsList->objectKey = "words.txt";
  return criteria;
}

class AllowLists : public ::testing::Test {
 protected:
  wire::Outcome<model::CreateAllowListResponse> Create(const model::AllowListCriteria& criteria) {
    model::CreateAllowListRequest request;
    request.name = "name";
    request.criteria = criteria;
    return bench_.Write(&CreateAllowList, request);
  }
  std::string Update(const std::string& id, const model::AllowListCriteria& criteria) {
    model::UpdateAllowListRequest request;
    request.id = id;
    request.name = "changed";
    request.criteria = criteria;
    return RefusalOf(bench_.Write(&UpdateAllowList, request));
  }
  std::string Delete(const std::string& id, std::optional<std::string> ignore_job_checks = std::nullopt) {
    model::DeleteAllowListRequest request;
    request.id = id;
    request.ignoreJobChecks = std::move(ignore_job_checks);
    return RefusalOf(bench_.Write(&DeleteAllowList, request));
  }
  model::AllowListStatus Status(const std::string& id) {
    model::GetAllowListRequest request;
    request.id = id;
    return *bench_.Read(&GetAllowList, request)->status;
  }

  support::OperationBench bench_;
};

TEST_F(AllowLists, FiveOfEachKind) {
  std::string last;
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(RefusalOf(Create(Regex())), "");
    last = *Create(Words())->id;
  }
  const std::string refused =
      "ServiceQuotaExceededException: The request failed because it exceeds the quota for allow lists ";
  EXPECT_EQ(RefusalOf(Create(Regex())), refused + "of type regex per account: 6 given, at most 5 allowed.");
  EXPECT_EQ(RefusalOf(Create(Words())), refused + "of type s3WordsList per account: 6 given, at most 5 allowed.");
  EXPECT_EQ(Delete(last), "");
  EXPECT_EQ(RefusalOf(Create(Words())), "");
}

TEST_F(AllowLists, ExactlyOneKindAndItStays) {
  auto both = Regex();
  both.s3WordsList = Words().s3WordsList;
  for (const auto& wrong : {both, model::AllowListCriteria()}) {
    EXPECT_EQ(
        RefusalOf(Create(wrong)),
        "ValidationException: The request failed because criteria must have exactly one of regex and s3WordsList.");
  }
  EXPECT_EQ(
      RefusalOf(Create(Regex("(?!x)"))),
      "ValidationException: The request failed because criteria.regex has a look-ahead, '(?!', at character 1; Macie "
      "doesn't support that.");
  const std::string id = *Create(Regex())->id;
  EXPECT_EQ(
      Update(id, Words()),
      "ValidationException: The request failed because the type of an allow list can't be changed: this one has regex, "
      "criteria has s3WordsList.");
  EXPECT_EQ(Update(id, Regex("b")), "");
}

TEST_F(AllowLists, TheStatusIsThatOfNow) {
  const std::string regex = *Create(Regex())->id;
  const std::string words = *Create(Words())->id;
  EXPECT_EQ(Status(regex).code, model::AllowListStatusCode::OK);
  EXPECT_EQ(Status(words).code, model::AllowListStatusCode::S3_OBJECT_NOT_FOUND);
  EXPECT_EQ(Status(words).description, "The bucket 'lists' isn't in the account's bucket inventory.");
  bench_.Do([&](state::Transaction& transaction) {
    model::BucketMetadata bucket;
    bucket.bucketName = "lists";
    transaction.PutBucket(bench_.home, *CompleteBucket(bench_.home, "bucket", bench_.now, bucket));
  });
  EXPECT_EQ(Status(words).code, model::AllowListStatusCode::OK);
  EXPECT_EQ(Status(words).description, std::nullopt);
}

TEST_F(AllowLists, AStatusThatWasSetHoldsUntilTheListIsAnother) {
  bench_.Do([&](state::Transaction& transaction) {
    Record record;
    record.id = "a";
    record.name = "name";
    record.criteria = Regex();
    record.status.emplace().code = model::AllowListStatusCode::S3_THROTTLED;
    transaction.Put(bench_.home, "a", *CompleteRecord(bench_.home, "", bench_.now, record));
  });
  ASSERT_EQ(Update("a", Regex()), "");
  EXPECT_EQ(Status("a").code, model::AllowListStatusCode::S3_THROTTLED);
  ASSERT_EQ(Update("a", Regex("b")), "");
  EXPECT_EQ(Status("a").code, model::AllowListStatusCode::OK);
}

TEST_F(AllowLists, AJobThatMayStillRunHoldsItsLists) {
  using Job = model::JobStatus;
  for (const Job status : {Job::RUNNING, Job::PAUSED, Job::IDLE, Job::USER_PAUSED, Job::COMPLETE, Job::CANCELLED}) {
    const std::string id = *Create(Regex())->id;
    bench_.Do([&](state::Transaction& transaction) {
      model::JobRecord job;
      job.jobId = std::string(32, 'a');
      job.jobStatus = status;
      job.allowListIds = {"other", id};
      job.s3JobDefinition.emplace().bucketDefinitions.emplace();
      job.emulator.emplace();
      transaction.PutJob(bench_.home, job);
    });
    const bool done = status == Job::COMPLETE || status == Job::CANCELLED;
    const std::string refused = done ? ""
                                     : "ValidationException: The request failed because the classification job '" +
                                           std::string(32, 'a') +
                                           "' uses the allow list; ignoreJobChecks=true deletes it nevertheless.";
    EXPECT_EQ(Delete(id, "false"), refused);
    if (done) continue;
    EXPECT_EQ(Delete(id), refused);
    EXPECT_EQ(Delete(id, "true"), "");
  }
}

TEST_F(AllowLists, OfAStateDocumentAreCompletedOrRefused) {
  Record given;
  const auto complete = [&] { return CompleteRecord(bench_.home, "place[0]", bench_.now, given); };
  EXPECT_EQ(complete().error().text, "place[0].id: is required");
  given.id = "nkr81bmtu2542yyexample";
  EXPECT_EQ(complete().error().text, "place[0].name: is required");
  given.name = "name";
  EXPECT_EQ(complete().error().text, "place[0].criteria: is required");
  given.criteria.emplace();
  EXPECT_EQ(complete().error().text,
            "place[0]: The request failed because criteria must have exactly one of regex and "
            "s3WordsList.");
  given.criteria = Regex();
  const auto completed = complete();
  ASSERT_TRUE(completed.ok()) << completed.error().text;
  EXPECT_EQ(*completed->arn, "arn:aws:macie2:us-east-1:111122223333:allow-list/nkr81bmtu2542yyexample");
  EXPECT_EQ(completed->updatedAt, completed->createdAt);
}

}  // namespace
}  // namespace macie_local::service
