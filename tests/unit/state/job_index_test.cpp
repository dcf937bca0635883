// The index of jobs by the buckets that they name against behaviour B.9 read word by word over all jobs.
#include "state/job_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>

#include "base/timestamp.h"
#include "unit/state/fixtures.h"

namespace macie_local::state {
namespace {

using Jobs = std::map<std::string, model::JobRecord>;

bool Names(const model::JobRecord& job, const std::string& bucket) {
  for (const auto& definition :
       job.s3JobDefinition->bucketDefinitions.value_or(std::vector<model::S3BucketDefinitionForJob>{})) {
    if (definition.accountId != kHome.account) continue;
    if (std::find(definition.buckets.begin(), definition.buckets.end(), bucket) != definition.buckets.end()) {
      return true;
    }
  }
  return false;
}

model::JobDetails Naive(const Jobs& jobs, const std::string& bucket) {
  bool defined = false;
  bool monitored = false;
  std::pair<Timestamp, std::string> last{Timestamp::min(), ""};
  for (const auto& entry : jobs) {
    const std::string& id = entry.first;
    const model::JobRecord& job = entry.second;
    const bool cancelled = job.jobStatus == model::JobStatus::CANCELLED;
    const bool recurring = job.jobType == model::JobType::SCHEDULED;
    const auto ran = [&](std::optional<Timestamp> at) {
      if (at) last = std::max(last, std::pair{*at, id});
    };
    if (Names(job, bucket)) {
      defined |= !cancelled;
      monitored |= !cancelled && recurring;
      ran(job.emulator->runStartedAt);
    }
  }
  model::JobDetails details;
  details.isDefinedInJob = defined ? model::IsDefinedInJob::TRUE : model::IsDefinedInJob::FALSE;
  details.isMonitoredByJob = monitored ? model::IsMonitoredByJob::TRUE : model::IsMonitoredByJob::FALSE;
  if (defined && last.first != Timestamp::min()) {
    details.lastJobId = last.second;
    details.lastJobRunTime = base::TruncateToMillis(last.first);
  }
  return details;
}

class RandomJobs {
 public:
  explicit RandomJobs(unsigned seed) : dice_(seed) {}

  unsigned Roll(unsigned sides) { return static_cast<unsigned>(dice_()) % sides; }
  std::string BucketName() { return "bucket-" + std::to_string(Roll(8)); }

  model::JobRecord Make(const std::string& id) {
    model::JobRecord job = Job(id, {});
    job.jobStatus = Roll(3) == 0 ? model::JobStatus::CANCELLED : model::JobStatus::RUNNING;
    job.jobType = Roll(2) == 0 ? model::JobType::SCHEDULED : model::JobType::ONE_TIME;
    NameBuckets(&job);
    return job;
  }

 private:
  void NameBuckets(model::JobRecord* job) {
    auto& definitions = *job->s3JobDefinition->bucketDefinitions;
    definitions[0].buckets = std::vector{BucketName(), BucketName()};  // the same twice, at times
    if (Roll(3) == 0) {
      definitions.push_back(definitions[0]);
      definitions[1].accountId = "999988887777";
      definitions[1].buckets = std::vector{BucketName()};
    }
    if (Roll(3) > 0) job->emulator->runStartedAt = At(Roll(20));
  }

  std::mt19937 dice_;
};

JobIndex BuiltOf(const Jobs& jobs) {
  JobIndex::Builder builder;
  for (const auto& [id, job] : jobs) {
    builder.Add(kHome.account, std::make_shared<const model::JobRecord>(job));
  }
  return builder.Finish();
}

TEST(JobIndexTest, EqualsTheNaiveReadingForAnyHistory) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    RandomJobs random(seed);
    Jobs jobs;
    JobIndex index;
    std::map<std::string, model::JobDetails> shown;
    for (int step = 0; step < 120; ++step) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", step " + std::to_string(step));
      const std::string id = "job-" + std::to_string(random.Roll(10));
      const auto before = jobs.find(id);
      std::vector<std::string> touched;
      if (before != jobs.end() && random.Roll(4) == 0) {
        index.Update(kHome.account, &before->second, nullptr, &touched);
        jobs.erase(before);
      } else {
        const model::JobRecord after = random.Make(id);
        index.Update(kHome.account, before == jobs.end() ? nullptr : &before->second, &after, &touched);
        jobs[id] = after;
      }
      // One that is made of all jobs at once takes its place now and then.
      if (random.Roll(5) == 0) index = BuiltOf(jobs);
      for (unsigned i = 0; i < 8; ++i) {
        const std::string bucket = "bucket-" + std::to_string(i);
        const model::JobDetails expected = Naive(jobs, bucket);
        ASSERT_EQ(index.Details(bucket), expected) << bucket;
        const bool changed = shown[bucket] != expected;
        const bool told = std::find(touched.begin(), touched.end(), bucket) != touched.end();
        ASSERT_TRUE(told || !changed || step == 0) << bucket << " changed and was not touched";
        shown[bucket] = expected;
      }
    }
  }
}

TEST(JobIndexTest, CopiesAreIndependent) {
  JobIndex index;
  std::vector<std::string> touched;
  const model::JobRecord job = Job("a", {"x"});
  index.Update(kHome.account, nullptr, &job, &touched);
  EXPECT_EQ(touched, std::vector<std::string>{"x"});
  const JobIndex copy = index;
  index.Update(kHome.account, &job, nullptr, &touched);
  EXPECT_EQ(copy.Details("x").isDefinedInJob, model::IsDefinedInJob::TRUE);
  EXPECT_EQ(index.Details("x").isDefinedInJob, model::IsDefinedInJob::FALSE);
}

}  // namespace
}  // namespace macie_local::state
