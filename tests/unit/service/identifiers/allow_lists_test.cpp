// The rules of allow lists: their two quotas, what the status follows from, jobs that hold them, their kind.
#include <gtest/gtest.h>

#include <string>

#include "model/handlers/allow_lists.h"
#include "model/quotas.h"
#include "objects/registry.h"
#include "service/buckets/intake.h"
#include "service/identifiers/allow_list_words.h"
#include "service/identifiers/records.h"
#include "support/objects_in_memory.h"
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
  AllowLists() { bench_.environment.sources = &registry_; }

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

  void PutBucket(std::optional<model::BucketMetadataErrorCode> error = std::nullopt) {
    bench_.Do([&](state::Transaction& transaction) {
      model::BucketMetadata bucket;
      bucket.bucketName = "lists";
      bucket.errorCode = error;
      transaction.PutBucket(bench_.home, *CompleteBucket(bench_.home, "bucket", bench_.now, bucket));
    });
  }
  void PutWords(std::string text) { objects_->Put("lists", "words.txt", std::move(text)); }
  AllowListLook Look(const std::string& id) {
    const state::Snapshot snapshot = bench_.Read();
    const state::Partition& partition = snapshot.partition(bench_.home);
    return LookAtAllowList(bench_.environment, bench_.home, partition, *partition.Find<Record>(id));
  }
  // The code, and how many words there are.
  std::pair<model::AllowListStatusCode, std::size_t> Looked(const std::string& id) {
    const AllowListLook look = Look(id);
    return {look.status.code, look.words.size()};
  }

  const std::shared_ptr<support::ObjectsInMemory> objects_ = std::make_shared<support::ObjectsInMemory>();
  const objects::SourceRegistry registry_{[this](const std::string&, const std::string&) { return objects_; }};
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
  PutBucket();
  EXPECT_EQ(Status(words).code, model::AllowListStatusCode::S3_OBJECT_NOT_FOUND);
  EXPECT_EQ(Status(words).description, "The object 'words.txt' isn't in the bucket 'lists'.");
  PutWords("word");
  EXPECT_EQ(Status(words).code, model::AllowListStatusCode::OK);
  EXPECT_EQ(Status(words).description, std::nullopt);
  PutWords("\n\r\n");
  EXPECT_EQ(Status(words).code, model::AllowListStatusCode::S3_OBJECT_EMPTY);
  objects_->Break("lists");
  EXPECT_EQ(Status(words).code, model::AllowListStatusCode::UNKNOWN_ERROR);
  EXPECT_EQ(Status(words).description, "it is broken");
  PutBucket(model::BucketMetadataErrorCode::ACCESS_DENIED);
  EXPECT_EQ(Status(words).code, model::AllowListStatusCode::S3_OBJECT_ACCESS_DENIED);
}

TEST_F(AllowLists, AnEntryIsALine) {
  const std::string id = *Create(Words())->id;
  PutBucket();
  const std::string longest = std::string(89, 'x') + "\xF0\x9F\x98\x80";
  std::string wide;
  for (int i = 0; i < 90; ++i) wide += "\xF0\x9F\x98\x80";
  PutWords(
      "\xEF\xBB\xBF"
      "first\r\n\n two words \nno \xFF text\n" +
      longest + "\n" + longest + "x\n" + wide + "\r\n" + wide + "\xF0\x9F\x98\x80\n" + std::string(10'000, 'y') +
      "\nlast");
  EXPECT_EQ(Look(id).words, (std::vector<std::string>{"first", " two words ", longest, wide, "last"}));
}

TEST_F(AllowLists, AListHasSoManyBytesAndEntriesAndNoMore) {
  using Code = model::AllowListStatusCode;
  const std::string id = *Create(Words())->id;
  PutBucket();
  std::string text;
  for (int i = 0; i < model::kAllowListWordsMax; ++i) text += "w\n";
  PutWords(text);
  EXPECT_EQ(Looked(id), std::pair(Code::OK, static_cast<std::size_t>(model::kAllowListWordsMax)));
  PutWords(text + "w");
  EXPECT_EQ(Looked(id), std::pair(Code::S3_OBJECT_OVERSIZE, std::size_t{0}));
  const std::string rest(static_cast<std::size_t>(model::kAllowListWordsBytesMax) - 2, 'x');  // a line too long
  PutWords("w\n" + rest);
  EXPECT_EQ(Looked(id), std::pair(Code::OK, std::size_t{1}));
  PutWords("w\n" + rest + "x");
  EXPECT_EQ(Looked(id), std::pair(Code::S3_OBJECT_OVERSIZE, std::size_t{0}));
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
  EXPECT_EQ(Look("a").status.code, model::AllowListStatusCode::S3_THROTTLED);
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
