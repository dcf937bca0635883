// What may be asked of a job in each of its states, and how jobs are named (behaviour C.6, C.8).
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <set>
#include <string>

#include "model/handlers/jobs.h"
#include "support/operations.h"

namespace macie_local::service {
namespace {

using support::RefusalOf;
using Status = model::JobStatus;

const std::string kId(32, 'a');

class JobUpdates : public ::testing::Test {
 protected:
  void Put(Status status, model::JobType type = model::JobType::ONE_TIME) {
    bench_.Do([&](state::Transaction& transaction) {
      model::JobRecord job;
      job.jobId = kId;
      job.jobArn = "the-arn";
      job.name = "job";
      job.jobType = type;
      job.jobStatus = status;
      job.createdAt = bench_.now;
      job.samplingPercentage = 100;
      job.statistics.emplace().numberOfRuns = 0;
      job.s3JobDefinition.emplace().bucketCriteria.emplace();
      if (type == model::JobType::SCHEDULED) job.scheduleFrequency.emplace().dailySchedule.emplace();
      if (status == Status::USER_PAUSED) job.userPausedDetails.emplace().jobPausedAt = bench_.now;
      job.emulator.emplace();
      transaction.PutJob(bench_.home, job);
    });
  }
  std::string Update(const std::string& id, Status status) {
    model::UpdateClassificationJobRequest request;
    request.jobId = id;
    request.jobStatus = status;
    return RefusalOf(bench_.Write(&UpdateClassificationJob, request));
  }
  wire::Outcome<model::DescribeClassificationJobResponse> Describe(const std::string& id) {
    model::DescribeClassificationJobRequest request;
    request.jobId = id;
    return bench_.Read(&DescribeClassificationJob, request);
  }

  support::OperationBench bench_;
};

TEST_F(JobUpdates, EachStateAllowsWhatTheTableSays) {
  const std::map<Status, std::set<Status>> allowed{
      {Status::RUNNING, {Status::CANCELLED, Status::USER_PAUSED}},
      {Status::IDLE, {Status::CANCELLED, Status::USER_PAUSED}},
      {Status::PAUSED, {Status::CANCELLED, Status::USER_PAUSED}},
      {Status::USER_PAUSED, {Status::CANCELLED, Status::RUNNING}},
      {Status::COMPLETE, {}},
      {Status::CANCELLED, {}},
  };
  const std::map<Status, std::string> words{{Status::RUNNING, "running"},    {Status::IDLE, "idle"},
                                            {Status::PAUSED, "paused"},      {Status::USER_PAUSED, "user paused"},
                                            {Status::COMPLETE, "completed"}, {Status::CANCELLED, "cancelled"}};
  for (const auto& [status, may_become] : allowed) {
    for (const auto& [wanted, word] : words) {
      Put(status, model::JobType::SCHEDULED);
      const std::string refusal =
          "ValidationException: Input validation failed, cannot update " + words.at(status) + " job for job: the-arn";
      const std::string where = std::string(wire::EnumName(status)) + " to " + std::string(wire::EnumName(wanted));
      EXPECT_EQ(Update(kId, wanted), may_become.contains(wanted) ? "" : refusal) << where;
      // Paused between two runs, it waits for the next again.
      const Status becomes = wanted == Status::RUNNING ? Status::IDLE : wanted;
      EXPECT_EQ(Describe(kId)->jobStatus, may_become.contains(wanted) ? becomes : status) << where;
    }
  }
}

TEST_F(JobUpdates, APauseShowsItsBeginningAndItsEndThirtyDaysLater) {
  Put(Status::RUNNING);
  ASSERT_EQ(Update(kId, Status::USER_PAUSED), "");
  const auto paused = Describe(kId);
  EXPECT_EQ(paused->userPausedDetails->jobPausedAt, bench_.now);
  EXPECT_EQ(paused->userPausedDetails->jobExpiresAt, bench_.now + std::chrono::days(30));
  EXPECT_EQ(paused->userPausedDetails->jobImminentExpirationHealthEventArn, std::nullopt);
  ASSERT_EQ(Update(kId, Status::CANCELLED), "");
  EXPECT_FALSE(Describe(kId)->userPausedDetails.has_value());
}

TEST_F(JobUpdates, AnIdThatIsNotHexIsMalformedAndAnotherIsUnknown) {
  const std::string unknown = "ResourceNotFoundException: The request failed because the specified job doesn't exist.";
  Put(Status::RUNNING);
  for (const std::string& id :
       {std::string(31, 'a'), std::string(33, 'a'), std::string(32, 'A'), std::string(32, 'g')}) {
    const std::string malformed =
        "ValidationException: The request failed because the job ID '" + id + "' isn't 32 hexadecimal digits.";
    EXPECT_EQ(RefusalOf(Describe(id)), malformed);
    EXPECT_EQ(Update(id, Status::CANCELLED), malformed);
  }
  EXPECT_EQ(RefusalOf(Describe(std::string(32, 'b'))), unknown);
  EXPECT_EQ(Update(std::string(32, 'b'), Status::CANCELLED), unknown);
  bench_.home.account = "222222222222";
  EXPECT_EQ(RefusalOf(Describe(kId)), unknown) << "another account's job";
}

}  // namespace
}  // namespace macie_local::service
