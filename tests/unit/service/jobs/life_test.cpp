// The life of jobs on a clock moved by hand: runs, schedules, pauses, expiries, and what buckets show of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>

#include "base/body.h"
#include "base/timestamp.h"
#include "service/buckets/intake.h"
#include "service/documents/state_export.h"
#include "service/jobs/runs.h"
#include "service/jobs/view.h"
#include "store/store.h"
#include "support/line_differences.h"
#include "support/ports.h"
#include "support/work.h"

namespace macie_local::service {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

// The same text, with a line end behind each comma.
std::string MembersByLine(std::string_view text) {
  std::string lines;
  for (const char c : text) {
    lines.push_back(c);
    if (c == ',') lines.push_back('\n');
  }
  return lines;
}

// A store in memory on a clock of its own, and jobs in it.
class JobWorld {
 public:
  JobWorld() {
    clock_.Set(*base::ParseIso8601("2024-01-10T12:00:00Z"));  // a Wednesday of a leap year
    auto opened =
        store::Store::Open({}, clock_, ids_, [this](state::Transaction& transaction, const state::DueKey& due) {
          AdvanceDueJob(environment_, transaction, due);
        });
    store_ = std::move(opened).value();
  }

  // Runs `work` on the writer thread, after everything that is due, or as much of it as goes before other writes.
  void Write(const std::function<void(state::Transaction&)>& work) {
    std::promise<bool> done;
    ASSERT_TRUE(store_->Submit(std::make_unique<support::Work>(
        [&](state::Transaction& transaction) {
          work(transaction);
          return true;
        },
        [&](bool committed) { done.set_value(committed); })));
    ASSERT_TRUE(done.get_future().get());
  }

  void Advance(std::chrono::microseconds by) {
    clock_.Set(clock_.Now() + by);
    do {
      Write([](state::Transaction&) {});
    } while (!store_->Current()->due.empty() && store_->Current()->due.begin()->first.at <= clock_.Now());
  }

  // The whole state as a document.
  std::string Document() const {
    return base::Body(std::make_shared<StateExport>(store_->Current(), ExportOptions())).str();
  }

  std::string Create(model::JobType type, const std::function<void(model::JobRecord&)>& change = nullptr) {
    model::JobRecord job;
    job.jobId = std::string(31, '0') + static_cast<char>('0' + jobs_++);
    job.jobArn = "arn";
    job.name = "job";
    job.jobType = type;
    job.samplingPercentage = 100;
    auto& definition = job.s3JobDefinition.emplace().bucketDefinitions.emplace().emplace_back();
    definition.accountId = key_.account;
    definition.buckets = {"b-1"};
    if (type == model::JobType::SCHEDULED) job.scheduleFrequency.emplace().dailySchedule.emplace();
    if (change) change(job);
    job.emulator.emplace();
    const std::string id = *job.jobId;
    Write([&](state::Transaction& transaction) {
      job.createdAt = transaction.now();
      BeginJob(environment_, key_, transaction, job);
    });
    return id;
  }

  model::JobRecord Get(const std::string& id) { return *state::Snapshot(store_->Current()).partition(key_).job(id); }
  model::JobStatus StatusOf(const std::string& id) { return *Get(id).jobStatus; }
  double Runs(const std::string& id) { return *Get(id).statistics->numberOfRuns; }

  // The text of the refusal, empty when it was done.
  std::string Update(const std::string& id, model::JobStatus status) {
    std::string refusal;
    Write([&](state::Transaction& transaction) {
      const model::JobRecord job = *transaction.partition(key_).job(id);
      const auto done = ChangeJobStatus(key_, transaction, job, status);
      if (!done.ok()) refusal = done.error().text;
    });
    return refusal;
  }

  void PutBucket(const std::string& name) {
    Write([&](state::Transaction& transaction) {
      model::BucketMetadata bucket;
      bucket.bucketName = name;
      transaction.PutBucket(key_, *CompleteBucket(key_, "bucket", transaction.now(), bucket));
    });
  }
  model::JobDetails Details(const std::string& name) {
    return *state::Snapshot(store_->Current()).partition(key_).buckets.Find(name)->jobDetails;
  }

  const state::PartitionKey key_{"123456789012", "us-east-1"};
  Environment environment_;  // a run lasts one second
  support::ManualClock clock_;
  support::CountingIds ids_;
  std::unique_ptr<store::Store> store_;
  int jobs_ = 1;
};

class JobLife : public ::testing::Test, public JobWorld {};

TEST_F(JobLife, OneTimeJobRunsOnceAndCompletes) {
  const std::string id = Create(model::JobType::ONE_TIME);
  EXPECT_EQ(StatusOf(id), model::JobStatus::RUNNING);
  Advance(999'999us);
  EXPECT_EQ(StatusOf(id), model::JobStatus::RUNNING);
  Advance(1us);
  EXPECT_EQ(StatusOf(id), model::JobStatus::COMPLETE);
  Advance(days(400));
  EXPECT_EQ(Runs(id), 1);
}

TEST_F(JobLife, DailyJobRunsEachDayAlsoWhenTheClockJumps) {
  const std::string id = Create(model::JobType::SCHEDULED);
  Advance(2s);
  EXPECT_EQ(StatusOf(id), model::JobStatus::IDLE);
  Advance(days(7));
  EXPECT_EQ(Runs(id), 8);
  EXPECT_EQ(base::ToIso8601(*Get(id).lastRunTime), "2024-01-17T12:00:00Z");
  Advance(days(358));
  EXPECT_EQ(Runs(id), 366);
}

struct OneOfEach {
  std::string daily, monthly;
};

// Puts a job of each kind into each state that time moves on: daily, weekly and monthly ones, by name and by criteria,
// one that runs once, and of those that are paused one between its runs and two during one.
OneOfEach CreateOneOfEach(JobWorld& world) {
  world.PutBucket("b-1");
  world.PutBucket("b-2");
  const auto with_criteria = [](model::JobRecord& job) {
    auto& excluded = job.s3JobDefinition.emplace().bucketCriteria.emplace().excludes.emplace();
    auto& criterion = excluded.and_.emplace().emplace_back().simpleCriterion.emplace();
    criterion.comparator = model::JobComparator::EQ;
    criterion.key = model::SimpleCriterionKeyForJob::S3_BUCKET_NAME;
    criterion.values = {"b-9"};
  };
  const std::string between = world.Create(model::JobType::SCHEDULED);
  world.Advance(2s);
  EXPECT_EQ(world.Update(between, model::JobStatus::USER_PAUSED), "");
  for (const auto type : {model::JobType::SCHEDULED, model::JobType::ONE_TIME}) {
    EXPECT_EQ(world.Update(world.Create(type), model::JobStatus::USER_PAUSED), "");
  }
  world.Create(model::JobType::ONE_TIME);
  world.Create(model::JobType::SCHEDULED, [&](model::JobRecord& job) {
    with_criteria(job);
    job.scheduleFrequency.emplace().weeklySchedule.emplace().dayOfWeek = model::DayOfWeek::SUNDAY;
  });
  OneOfEach made;
  made.daily = world.Create(model::JobType::SCHEDULED);
  made.monthly = world.Create(model::JobType::SCHEDULED, [&](model::JobRecord& job) {
    with_criteria(job);
    job.scheduleFrequency.emplace().monthlySchedule.emplace().dayOfMonth = 31;
  });
  return made;
}

TEST_F(JobLife, AJumpAndSmallStepsGiveTheSameState) {
  JobWorld stepped;
  const OneOfEach made = CreateOneOfEach(*this);
  CreateOneOfEach(stepped);
  ASSERT_EQ(Document(), stepped.Document());
  Advance(days(366));
  // Steps that end just before a run, at its beginning and at its end, at all hours of the day.
  const std::array<std::chrono::microseconds, 4> steps{1s, days(1) - 1us, 1us, 7h};
  std::chrono::microseconds left = days(366);
  for (std::size_t i = 0; left > 0us; ++i) {
    const auto step = std::min(left, steps[i % steps.size()]);
    stepped.Advance(step);
    left -= step;
  }
  const std::string differences =
      support::LineDifferences(MembersByLine(Document()), MembersByLine(stepped.Document()));
  EXPECT_TRUE(differences.empty()) << "in one jump (-) and in steps (+):\n" << differences;
  EXPECT_EQ(Runs(made.daily), 367);  // on the day of its creation, and on each day since
  EXPECT_EQ(Runs(made.monthly), 7);  // January, March, May, July, August, October, December
}

TEST_F(JobLife, PausedRunGoesOnWhereItStopped) {
  const std::string id = Create(model::JobType::ONE_TIME);
  Advance(400ms);
  EXPECT_EQ(Update(id, model::JobStatus::USER_PAUSED), "");
  Advance(days(29));
  EXPECT_EQ(Update(id, model::JobStatus::RUNNING), "");
  Advance(599ms);
  EXPECT_EQ(StatusOf(id), model::JobStatus::RUNNING);
  Advance(1ms);
  EXPECT_EQ(StatusOf(id), model::JobStatus::COMPLETE);
}

TEST_F(JobLife, PauseExpiresAfterThirtyDaysWithAWarningBefore) {
  const std::string id = Create(model::JobType::ONE_TIME);
  Update(id, model::JobStatus::USER_PAUSED);
  const auto warned = [&] {
    const Call call{key_, clock_.Now(), environment_};
    return DescribeJob(call, Get(id)).userPausedDetails->jobImminentExpirationHealthEventArn.has_value();
  };
  Advance(days(23) - 1us);
  EXPECT_FALSE(warned());
  Advance(1us);
  EXPECT_TRUE(warned());
  Advance(days(7) - 1us);
  EXPECT_EQ(StatusOf(id), model::JobStatus::USER_PAUSED);
  Advance(1us);
  EXPECT_EQ(StatusOf(id), model::JobStatus::CANCELLED);
}

TEST_F(JobLife, ExpiryOfARecurringJobCancelsOnlyItsRun) {
  const std::string id = Create(model::JobType::SCHEDULED);
  Update(id, model::JobStatus::USER_PAUSED);
  Advance(days(31));
  EXPECT_EQ(StatusOf(id), model::JobStatus::USER_PAUSED);
  EXPECT_TRUE(DescribeJob({key_, clock_.Now(), environment_}, Get(id)).userPausedDetails->jobExpiresAt);
  EXPECT_EQ(Runs(id), 1);  // missed runs are not made up
  EXPECT_EQ(Update(id, model::JobStatus::RUNNING), "");
  EXPECT_EQ(StatusOf(id), model::JobStatus::IDLE);
  Advance(days(1));
  EXPECT_EQ(Runs(id), 2);
}

TEST_F(JobLife, PauseBetweenRunsDoesNotExpire) {
  const std::string id = Create(model::JobType::SCHEDULED);
  Advance(2s);
  Update(id, model::JobStatus::USER_PAUSED);
  EXPECT_FALSE(Get(id).userPausedDetails->jobExpiresAt);
  const Timestamp end = clock_.Now() + days(30);
  for (const auto wait : {days(0), days(29), days(365)}) {
    Advance(wait);
    const auto shown = DescribeJob({key_, clock_.Now(), environment_}, Get(id)).userPausedDetails;
    EXPECT_EQ(shown->jobExpiresAt, end);
    EXPECT_FALSE(shown->jobImminentExpirationHealthEventArn);
  }
  EXPECT_EQ(StatusOf(id), model::JobStatus::USER_PAUSED);
}

TEST_F(JobLife, ARunDueDuringAnotherStartsAfterIt) {
  environment_.run_duration = days(2);
  const std::string id = Create(model::JobType::SCHEDULED);
  Advance(days(2));
  EXPECT_EQ(StatusOf(id), model::JobStatus::RUNNING);
  EXPECT_EQ(Runs(id), 2);
}

TEST_F(JobLife, MatchesCountForADayAndAreFoundAnewAtEachRun) {
  PutBucket("b-1");
  const std::string id = Create(model::JobType::SCHEDULED, [](model::JobRecord& job) {
    job.scheduleFrequency.emplace().weeklySchedule.emplace().dayOfWeek = model::DayOfWeek::WEDNESDAY;
    auto& criteria = job.s3JobDefinition.emplace().bucketCriteria.emplace();
    auto& term = criteria.excludes.emplace().and_.emplace().emplace_back().simpleCriterion.emplace();
    term.comparator = model::JobComparator::EQ;
    term.key = model::SimpleCriterionKeyForJob::S3_BUCKET_NAME;
    term.values = {"b-9"};
  });
  PutBucket("b-2");
  EXPECT_EQ(Details("b-1").isMonitoredByJob, model::IsMonitoredByJob::TRUE);
  EXPECT_EQ(Details("b-2").isDefinedInJob, model::IsDefinedInJob::FALSE);
  Advance(days(1));
  EXPECT_EQ(Details("b-1").isDefinedInJob, model::IsDefinedInJob::TRUE);
  EXPECT_EQ(Details("b-1").isMonitoredByJob, model::IsMonitoredByJob::FALSE);
  Advance(days(6));
  EXPECT_EQ(Details("b-2").isMonitoredByJob, model::IsMonitoredByJob::TRUE);
  EXPECT_EQ(Details("b-2").lastJobId, id);
}

TEST_F(JobLife, SuspensionCancelsAndNothingRunsAfterwards) {
  const std::string id = Create(model::JobType::SCHEDULED);
  Write([&](state::Transaction& transaction) { CancelAllJobs(transaction, key_); });
  EXPECT_EQ(StatusOf(id), model::JobStatus::CANCELLED);
  Advance(days(3));
  EXPECT_EQ(Runs(id), 1);
  EXPECT_EQ(Update(id, model::JobStatus::RUNNING), "Input validation failed, cannot update cancelled job for job: arn");
}

}  // namespace
}  // namespace macie_local::service
