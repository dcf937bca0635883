#include "work/runner.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <set>

#include "service/buckets/buckets.h"
#include "service/core/job_runner.h"
#include "service/jobs/jobs.h"
#include "support/objects_in_memory.h"
#include "unit/store/store_fixture.h"

namespace macie_local::work {
namespace {

using store::kHome;

// Finds one credit card in each object whose content says "card", and none in others.
class FakeScanner : public ObjectScanner {
 public:
  struct Shared {
    std::mutex mutex;
    std::condition_variable changed;
    bool held = false;  // no object is done
    bool absent = false;
    int scanned = 0;
    std::set<std::string> names;
  };
  explicit FakeScanner(Shared& shared) : shared_(shared) {}

  worker::Answer Scan(const std::shared_ptr<const scan::Plan>&, std::string_view name,
                      const worker::OpenStream& open) override {
    auto stream = open();
    EXPECT_TRUE(stream.ok());
    const std::string content((*stream)->Next().value());
    std::unique_lock lock(shared_.mutex);
    shared_.names.emplace(name);
    ++shared_.scanned;
    shared_.changed.notify_all();
    shared_.changed.wait(lock, [&] { return !shared_.held || stopped_; });
    if (std::exchange(stopped_, false)) return {worker::Answer::Kind::kStopped};
    if (shared_.absent) return {worker::Answer::Kind::kRefused, {}, "there is no program"};
    worker::Answer answer;
    answer.result.mime = "text/plain";
    if (content.find("card") == std::string::npos) return answer;
    answer.result.detections.push_back({"CREDIT_CARD_NUMBER", false, 1, {units::LineRange{1, 1, 1}}});
    return answer;
  }
  const std::vector<std::string>& unknown() const override { return unknown_; }
  void Rest() override {}
  void Stop() override {
    const std::lock_guard lock(shared_.mutex);
    stopped_ = true;
    shared_.changed.notify_all();
  }

 private:
  Shared& shared_;
  const std::vector<std::string> unknown_;
  bool stopped_ = false;
};

class RunnerTest : public store::StoreTest, public service::JobRunner {
 protected:
  RunnerTest() { environment_.runner = this; }

  bool Serves(const state::PartitionKey&, std::string_view) const override { return true; }
  bool ServesAny() const override { return true; }

  void StartAll() {
    store::StoreOptions options;
    options.reading_changed = [this] {
      if (runner_) runner_->Notify();
      const std::lock_guard lock(published_mutex_);
      published_.notify_all();
    };
    store_ = Open(std::move(options), [this](state::Transaction& transaction, const state::DueKey& due) {
      service::AdvanceDueJob(environment_, transaction, due);
    });
    runner_ = std::make_unique<Runner>(RunnerOptions{2}, RunnerParts{environment_, registry_, stopwatch_},
                                       [this] { return std::make_unique<FakeScanner>(shared_); });
    runner_->Start(*store_);
  }
  void StopAll() {
    runner_->Stop();
    store_.reset();
    runner_.reset();
  }

  bool Write(std::function<bool(state::Transaction&)> run) { return Submit(*store_, std::move(run)).get(); }

  void PutBucketAndJob() {
    EXPECT_TRUE(Write([&](state::Transaction& transaction) {
      model::BucketMetadata bucket;
      bucket.bucketName = "bucket-one";
      auto complete = service::CompleteBucket(kHome, "bucket", transaction.now(), bucket);
      EXPECT_TRUE(complete.ok());
      transaction.PutBucket(kHome, *complete);
      model::JobRecord job;
      job.jobId = kJob;
      job.jobArn = "arn";
      job.name = "job";
      job.jobType = model::JobType::ONE_TIME;
      job.createdAt = transaction.now();
      model::S3BucketDefinitionForJob definition;
      definition.accountId = kHome.account;
      definition.buckets = std::vector<std::string>{"bucket-one"};
      job.s3JobDefinition.emplace().bucketDefinitions = std::vector{definition};
      job.emulator.emplace();
      service::BeginJob(environment_, kHome, transaction, job);
      return true;
    }));
  }

  model::JobRecord JobNow() const { return *store_->Current()->partition(kHome).job(kJob); }
  std::size_t Findings() const { return store_->Current()->partition(kHome).table<model::Finding>().size(); }

  // Waits until the job has the status in the published state.
  void WaitFor(model::JobStatus status) {
    std::unique_lock lock(published_mutex_);
    EXPECT_TRUE(published_.wait_for(lock, std::chrono::seconds(60), [&] { return JobNow().jobStatus == status; }));
  }
  void WaitForScanned(int count) {
    std::unique_lock lock(shared_.mutex);
    EXPECT_TRUE(shared_.changed.wait_for(lock, std::chrono::seconds(60), [&] { return shared_.scanned >= count; }));
  }
  void Hold(bool held) {
    const std::lock_guard lock(shared_.mutex);
    shared_.held = held;
    shared_.changed.notify_all();
  }
  bool ChangeStatus(model::JobStatus status) {
    return Write([&](state::Transaction& transaction) {
      return service::ChangeJobStatus(kHome, transaction, *transaction.partition(kHome).job(kJob), status).ok();
    });
  }

  static constexpr const char* kJob = "0123456789abcdef0123456789abcdef";
  std::shared_ptr<support::ObjectsInMemory> objects_ = std::make_shared<support::ObjectsInMemory>(100);
  const objects::SourceRegistry registry_{[this](const std::string&, const std::string&) { return objects_; }};
  service::Environment environment_{.run_duration = std::chrono::microseconds(0)};
  support::CountingStopwatch stopwatch_;
  FakeScanner::Shared shared_;
  std::mutex published_mutex_;
  std::condition_variable published_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Runner> runner_;
};

TEST_F(RunnerTest, ReadsEachObjectOfARunOnceAndEndsIt) {
  for (int i = 0; i < 300; ++i) {
    objects_->Put("bucket-one", std::to_string(1000 + i) + ".txt", i % 3 == 0 ? "card" : "clean");
  }
  StartAll();
  PutBucketAndJob();
  WaitFor(model::JobStatus::COMPLETE);
  EXPECT_EQ(Findings(), 100u);
  EXPECT_EQ(shared_.scanned, 300);
  EXPECT_EQ(JobNow().statistics->approximateNumberOfObjectsToProcess, 0);
  EXPECT_TRUE(store_->Current()->reading.empty());
  StopAll();
}

TEST_F(RunnerTest, StopsReadingAtAPauseAndGoesOnWhereItStood) {
  for (int i = 0; i < 50; ++i) objects_->Put("bucket-one", std::to_string(1000 + i) + ".txt", "card");
  Hold(true);
  StartAll();
  PutBucketAndJob();
  WaitForScanned(2);
  EXPECT_TRUE(ChangeStatus(model::JobStatus::USER_PAUSED));
  EXPECT_TRUE(store_->Current()->reading.empty());
  Hold(false);
  EXPECT_TRUE(ChangeStatus(model::JobStatus::RUNNING));
  WaitFor(model::JobStatus::COMPLETE);
  EXPECT_EQ(Findings(), 50u);
  StopAll();
}

TEST_F(RunnerTest, ReadsNoMoreOfARunThatIsCancelled) {
  for (int i = 0; i < 50; ++i) objects_->Put("bucket-one", std::to_string(1000 + i) + ".txt", "card");
  Hold(true);
  StartAll();
  PutBucketAndJob();
  WaitForScanned(2);
  EXPECT_TRUE(ChangeStatus(model::JobStatus::CANCELLED));
  Hold(false);
  EXPECT_EQ(JobNow().jobStatus, model::JobStatus::CANCELLED);
  EXPECT_TRUE(store_->Current()->reading.empty());
  StopAll();
  EXPECT_LE(shared_.scanned, 4);
}

TEST_F(RunnerTest, GoesOnAfterARestart) {
  for (int i = 0; i < 50; ++i) objects_->Put("bucket-one", std::to_string(1000 + i) + ".txt", "card");
  Hold(true);
  StartAll();
  PutBucketAndJob();
  WaitForScanned(1);
  StopAll();
  Hold(false);
  StartAll();
  WaitFor(model::JobStatus::COMPLETE);
  EXPECT_EQ(Findings(), 50u);
  StopAll();
}

TEST_F(RunnerTest, TellsThatNothingCanBeReadAsAnErrorOfTheRun) {
  objects_->Put("bucket-one", "a.txt", "card");
  shared_.absent = true;
  StartAll();
  PutBucketAndJob();
  WaitFor(model::JobStatus::COMPLETE);
  EXPECT_EQ(JobNow().lastRunErrorStatus->code, model::LastRunErrorStatusCode::ERROR);
  EXPECT_EQ(Findings(), 0u);
  StopAll();
}

TEST_F(RunnerTest, EndsARunThatHasNothingToRead) {
  StartAll();
  PutBucketAndJob();
  WaitFor(model::JobStatus::COMPLETE);
  EXPECT_EQ(JobNow().lastRunErrorStatus->code, model::LastRunErrorStatusCode::NONE);
  StopAll();
}

}  // namespace
}  // namespace macie_local::work
