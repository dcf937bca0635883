// Runs that read: what the record of a job says while one goes on, and how what was read enters.
#include "service/jobs/reading.h"

#include <gtest/gtest.h>

#include "service/buckets/intake.h"
#include "service/core/job_runner.h"
#include "service/jobs/events.h"
#include "support/operations.h"

namespace macie_local::service {
namespace {

using Status = model::JobStatus;

class AllBuckets : public JobRunner {
 public:
  bool Serves(const state::PartitionKey&, std::string_view bucket) const override { return bucket != "empty-bucket"; }
  bool ServesAny() const override { return true; }
};

// One job over two buckets of one account.
class ReadingTest : public testing::Test {
 protected:
  ReadingTest() {
    bench_.environment.runner = &runner_;
    bench_.environment.run_duration = std::chrono::seconds(5);
    bench_.Do([&](state::Transaction& transaction) {
      for (const char* name : {"bucket-one", "bucket-two", "empty-bucket"}) {
        model::BucketMetadata bucket;
        bucket.bucketName = name;
        bucket.objectCount = 10;
        auto complete = CompleteBucket(bench_.home, "bucket", transaction.now(), bucket);
        transaction.PutBucket(bench_.home, std::move(complete).value());
      }
    });
  }

  void Begin(std::vector<std::string> buckets, model::JobType type = model::JobType::ONE_TIME) {
    model::JobRecord job;
    job.jobId = kJob;
    job.jobArn = "arn";
    job.name = "job";
    job.jobType = type;
    job.createdAt = bench_.now;
    if (type == model::JobType::SCHEDULED) job.scheduleFrequency.emplace().dailySchedule.emplace();
    model::S3BucketDefinitionForJob definition;
    definition.accountId = bench_.home.account;
    definition.buckets = std::move(buckets);
    job.s3JobDefinition.emplace().bucketDefinitions = std::vector{definition};
    job.emulator.emplace();
    bench_.Do([&](state::Transaction& transaction) { BeginJob(bench_.environment, bench_.home, transaction, job); });
  }

  const state::Partition& partition() { return bench_.batch.state.partition(bench_.home); }
  const model::JobRecord& job() { return *partition().job(kJob); }
  bool reads() { return !bench_.batch.state.reading.empty(); }
  std::size_t findings() { return partition().table<model::Finding>().size(); }

  RunResults Results(const std::string& bucket, const std::string& key, bool finished) {
    RunResults results;
    results.key = bench_.home;
    results.job_id = kJob;
    results.run = RunNumber(job());
    if (job().emulator->reading) results.from = *job().emulator->reading;
    results.step.to = results.from;
    results.step.to.account = bench_.home.account;
    results.step.to.bucket = bucket;
    results.step.to.key = key;
    results.step.objects = 1;
    results.step.finished = finished;
    ReadObject& read = results.objects.emplace_back();
    read.bucket = {bench_.home.account, bucket};
    read.scanned.object.key = key;
    read.scanned.status.code = "COMPLETE";
    ScannedDetection& found = read.scanned.detections.emplace_back();
    found.type = "CREDIT_CARD_NUMBER";
    found.count = 1;
    return results;
  }
  bool Take(RunResults results) {
    bool taken = false;
    bench_.Do([&](state::Transaction& transaction) {
      taken = TakeRunResults(bench_.environment, transaction, std::move(results));
    });
    return taken;
  }
  bool Change(Status status) {
    bool changed = false;
    bench_.Do([&](state::Transaction& transaction) {
      changed = ChangeJobStatus(bench_.home, transaction, *transaction.partition(bench_.home).job(kJob), status).ok();
    });
    return changed;
  }

  static constexpr const char* kJob = "0123456789abcdef0123456789abcdef";
  AllBuckets runner_;
  support::OperationBench bench_;
};

TEST_F(ReadingTest, ARunOverBucketsWithObjectsHasNoEndThatFallsDue) {
  Begin({"bucket-one"});
  EXPECT_EQ(job().jobStatus, Status::RUNNING);
  EXPECT_TRUE(reads());
  EXPECT_FALSE(state::DueAt(job()));
  EXPECT_EQ(job().statistics->approximateNumberOfObjectsToProcess, 10);
}

TEST_F(ReadingTest, ARunOverOthersLastsAsLongAsARunDoes) {
  Begin({"empty-bucket", "no-bucket"});
  EXPECT_FALSE(reads());
  EXPECT_EQ(state::DueAt(job()), bench_.now + std::chrono::seconds(5));
}

TEST_F(ReadingTest, WhatIsReadMakesFindingsAndCountsDown) {
  Begin({"bucket-one"});
  EXPECT_TRUE(Take(Results("bucket-one", "a.csv", false)));
  EXPECT_EQ(findings(), 1u);
  EXPECT_EQ(job().emulator->reading->key, "a.csv");
  EXPECT_EQ(job().statistics->approximateNumberOfObjectsToProcess, 9);
  EXPECT_TRUE(reads());
}

TEST_F(ReadingTest, WhatWasToldBeforeHasNoEffect) {
  Begin({"bucket-one"});
  const RunResults results = Results("bucket-one", "a.csv", false);
  EXPECT_TRUE(Take(results));
  EXPECT_FALSE(Take(results));
  RunResults of_another_run = Results("bucket-one", "b.csv", false);
  of_another_run.run = 2;
  EXPECT_FALSE(Take(std::move(of_another_run)));
  EXPECT_EQ(findings(), 1u);
}

TEST_F(ReadingTest, ARunThatHasReadAllEndsWhenARunEnds) {
  Begin({"bucket-one"});
  EXPECT_TRUE(Take(Results("bucket-one", "a.csv", true)));
  EXPECT_EQ(job().jobStatus, Status::RUNNING);
  EXPECT_FALSE(reads());
  EXPECT_EQ(state::DueAt(job()), bench_.now + std::chrono::seconds(5));
}

TEST_F(ReadingTest, ARunThatReadsLongerEndsAtOnceThen) {
  Begin({"bucket-one"});
  bench_.now += std::chrono::seconds(5);
  EXPECT_TRUE(Take(Results("bucket-one", "a.csv", true)));
  EXPECT_EQ(job().jobStatus, Status::COMPLETE);
  EXPECT_EQ(job().statistics->approximateNumberOfObjectsToProcess, 0);
}

TEST_F(ReadingTest, APausedRunReadsNothingAndGoesOnWhereItStood) {
  Begin({"bucket-one"});
  EXPECT_TRUE(Take(Results("bucket-one", "a.csv", false)));
  RunResults late = Results("bucket-one", "b.csv", false);
  EXPECT_TRUE(Change(Status::USER_PAUSED));
  EXPECT_FALSE(reads());
  EXPECT_FALSE(Take(late));
  EXPECT_TRUE(Change(Status::RUNNING));
  EXPECT_TRUE(reads());
  EXPECT_EQ(job().emulator->reading->key, "a.csv");
  EXPECT_TRUE(Take(std::move(late)));
  EXPECT_EQ(findings(), 2u);
}

TEST_F(ReadingTest, ACancelledRunReadsNothingAndKeepsWhatWasFound) {
  Begin({"bucket-one"});
  EXPECT_TRUE(Take(Results("bucket-one", "a.csv", false)));
  const RunResults late = Results("bucket-one", "b.csv", false);
  EXPECT_TRUE(Change(Status::CANCELLED));
  EXPECT_FALSE(reads());
  EXPECT_FALSE(Take(late));
  EXPECT_EQ(findings(), 1u);
}

TEST_F(ReadingTest, ABucketThatCannotBeReadIsAnErrorOfTheRun) {
  Begin({"bucket-one"});
  RunResults results = Results("bucket-one", "a.csv", true);
  results.objects.clear();
  results.step.unavailable = {{bench_.home.account, "bucket-one"}};
  EXPECT_TRUE(Take(std::move(results)));
  EXPECT_EQ(job().lastRunErrorStatus->code, model::LastRunErrorStatusCode::ERROR);
  const KeptEvents events = EventsOf(partition(), *partition().jobs.Find(kJob));
  EXPECT_EQ(events.events.back().eventType, "BUCKET_DETAILS_UNAVAILABLE");
}

TEST_F(ReadingTest, TheTargetsOfARunAreTheBucketsThatAreThereInOrder) {
  Begin({"bucket-two", "no-bucket", "bucket-one", "bucket-two"});
  EXPECT_EQ(RunTargets(bench_.batch.state, bench_.home, job()),
            (std::vector<RunTarget>{{bench_.home.account, "bucket-one"}, {bench_.home.account, "bucket-two"}}));
}

TEST_F(ReadingTest, ABucketInErrorIsNoTargetAndNothingToRead) {
  bench_.Do([&](state::Transaction& transaction) {
    model::BucketMetadata bucket;
    bucket.bucketName = "bucket-two";
    bucket.errorCode = model::BucketMetadataErrorCode::ACCESS_DENIED;
    transaction.PutBucket(bench_.home, CompleteBucket(bench_.home, "bucket", transaction.now(), bucket).value());
  });
  Begin({"bucket-two"});
  EXPECT_FALSE(reads());
  EXPECT_TRUE(RunTargets(bench_.batch.state, bench_.home, job()).empty());
}

TEST_F(ReadingTest, BucketsOfAMemberAreTargetsWhileItIsAssociatedAndNotPaused) {
  const state::PartitionKey member{"444455556666", bench_.home.region};
  const auto targets_when = [&](model::RelationshipStatus status) {
    bench_.Do([&](state::Transaction& transaction) {
      model::BucketMetadata bucket;
      bucket.bucketName = "of-member";
      transaction.PutBucket(member, CompleteBucket(member, "bucket", transaction.now(), bucket).value());
      model::MemberRecord record;
      record.accountId = member.account;
      record.relationshipStatus = status;
      transaction.Put(bench_.home, member.account, record);
      model::JobRecord changed = job();
      changed.s3JobDefinition->bucketDefinitions->front().accountId = member.account;
      changed.s3JobDefinition->bucketDefinitions->front().buckets = std::vector<std::string>{"of-member"};
      transaction.PutJob(bench_.home, std::move(changed));
    });
    return RunTargets(bench_.batch.state, bench_.home, job()).size();
  };
  Begin({"bucket-one"});
  EXPECT_EQ(targets_when(model::RelationshipStatus::Enabled), 1u);
  EXPECT_EQ(targets_when(model::RelationshipStatus::Paused), 0u);
  EXPECT_EQ(targets_when(model::RelationshipStatus::Removed), 0u);
}

TEST_F(ReadingTest, ARunThatHasNothingToReadForgetsWhatAnEarlierOneRead) {
  Begin({"bucket-one"}, model::JobType::SCHEDULED);
  bench_.Do([&](state::Transaction& transaction) {
    // As a state document may have it: idle, and yet reading.
    model::JobRecord idle = job();
    idle.jobStatus = Status::IDLE;
    idle.emulator->nextRunAt = bench_.now + std::chrono::days(1);
    ScheduleJob(&idle);
    transaction.PutJob(bench_.home, std::move(idle));
  });
  bench_.environment.runner = nullptr;
  bench_.now += std::chrono::days(1);
  bench_.Do([&](state::Transaction& transaction) {
    const state::DueKey due = transaction.due().begin()->first;
    AdvanceDueJob(bench_.environment, transaction, due);
  });
  EXPECT_EQ(job().jobStatus, Status::RUNNING);
  EXPECT_FALSE(reads());
}

TEST_F(ReadingTest, AScopeThatIsNotWellFormedTakesNothing) {
  Begin({"bucket-one"});
  model::JobRecord malformed = job();
  malformed.s3JobDefinition->scoping.emplace().includes.emplace().and_.emplace().emplace_back();
  objects::ObjectInfo object;
  object.key = "a.csv";
  EXPECT_TRUE(RunObjects(job()).Takes({}, object));
  EXPECT_FALSE(RunObjects(malformed).Takes({}, object));
}

TEST_F(ReadingTest, ALaterRunTakesWhatChangedSinceTheOneBefore) {
  Begin({"bucket-one"}, model::JobType::SCHEDULED);
  objects::ObjectInfo object;
  object.key = "a.csv";
  object.last_modified = bench_.now + std::chrono::hours(1);
  EXPECT_TRUE(RunObjects(job()).Takes({}, object));
  bench_.now += std::chrono::seconds(5);
  EXPECT_TRUE(Take(Results("bucket-one", "a.csv", true)));
  bench_.now += std::chrono::days(1);
  bench_.Do([&](state::Transaction& transaction) {
    const state::DueKey due = transaction.due().begin()->first;
    AdvanceDueJob(bench_.environment, transaction, due);
  });
  ASSERT_TRUE(reads());
  EXPECT_EQ(RunNumber(job()), 2);
  EXPECT_TRUE(RunObjects(job()).Takes({}, object));
  object.last_modified = *job().createdAt - std::chrono::hours(1);
  EXPECT_FALSE(RunObjects(job()).Takes({}, object));
}

}  // namespace
}  // namespace macie_local::service
