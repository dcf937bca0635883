#include "service/jobs/intake.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/timestamp.h"
#include "service/buckets/buckets.h"
#include "service/core/arns.h"
#include "service/core/intake.h"
#include "service/jobs/runs.h"
#include "service/jobs/schedule.h"
#include "service/jobs/scope.h"

namespace macie_local::service {
namespace {

bool IsJobId(std::string_view id) {
  return id.size() == 32 &&
         std::all_of(id.begin(), id.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

base::Status CheckRecurring(const std::string& where, const model::JobRecord& job) {
  if (!job.scheduleFrequency) return Wrong(where, "scheduleFrequency", "is required for a SCHEDULED job");
  const auto& schedule = *job.scheduleFrequency;
  if (schedule.dailySchedule.has_value() + schedule.weeklySchedule.has_value() + schedule.monthlySchedule.has_value() !=
      1) {
    return Wrong(where, "scheduleFrequency",
                 "must have exactly one of dailySchedule, weeklySchedule and monthlySchedule");
  }
  if (schedule.monthlySchedule) {
    const auto day = schedule.monthlySchedule->dayOfMonth;
    if (day < 1 || day > 31) {
      return Wrong(where, "scheduleFrequency.monthlySchedule.dayOfMonth", "must be 1 to 31");
    }
  }
  return base::Done{};
}

base::Status CheckProgress(const std::string& where, const model::JobRecord& job) {
  if (!job.emulator || !job.emulator->pausedRunRemaining) return base::Done{};
  const std::int64_t remaining = *job.emulator->pausedRunRemaining;
  if (remaining >= 0 && remaining <= base::kDurationMax.count()) return base::Done{};
  return Wrong(where, "emulator.pausedRunRemaining",
               "must be 0 to " + std::to_string(base::kDurationMax.count()) + " microseconds; " +
                   std::to_string(remaining) + " given");
}

base::Status CheckShape(const std::string& where, const model::JobRecord& job) {
  if (!job.jobId || !IsJobId(*job.jobId)) return Wrong(where, "jobId", "must be 32 lower-case hexadecimal digits");
  if (!job.jobType) return Wrong(where, "jobType", "is required");
  if (!job.jobStatus) return Wrong(where, "jobStatus", "is required");
  if (!job.name) return Wrong(where, "name", "is required");
  const bool recurring = *job.jobType == model::JobType::SCHEDULED;
  if (recurring) MACIE_CHECK(CheckRecurring(where, job));
  if (*job.jobStatus == (recurring ? model::JobStatus::COMPLETE : model::JobStatus::IDLE)) {
    return Wrong(where, "jobStatus", recurring ? "a SCHEDULED job is never COMPLETE" : "a ONE_TIME job is never IDLE");
  }
  if (!job.s3JobDefinition ||
      job.s3JobDefinition->bucketCriteria.has_value() == job.s3JobDefinition->bucketDefinitions.has_value()) {
    return Wrong(where, "s3JobDefinition", "must have bucketCriteria or bucketDefinitions, not both");
  }
  if (const auto& criteria = job.s3JobDefinition->bucketCriteria) {
    if (const auto checked = CheckJobBucketCriteria(*criteria); !checked.ok())
      return Wrong(where, checked.error().text);
  }
  if (const auto fault = FaultOfScoping(*job.s3JobDefinition)) return Wrong(where, "s3JobDefinition." + *fault);
  return CheckProgress(where, job);
}

}  // namespace

base::Result<model::JobRecord> CompleteJob(const Environment& environment, const state::PartitionKey& key,
                                           const std::string& where, Timestamp now, model::JobRecord job) {
  MACIE_CHECK(CheckShape(where, job));
  Default(&job.createdAt, job.lastRunTime.value_or(now));
  const bool recurring = *job.jobType == model::JobType::SCHEDULED;
  Default(&job.jobArn, MacieArn(key, kClassificationJobType, *job.jobId));
  Default(&job.initialRun, false);
  Default<std::int64_t>(&job.samplingPercentage, 100);
  Default(&job.managedDataIdentifierSelector, model::ManagedDataIdentifierSelector::RECOMMENDED);
  Default(&job.tags, wire::Map<std::string>());
  Default(&job.lastRunTime, *job.createdAt);
  auto& statistics = job.statistics ? *job.statistics : job.statistics.emplace();
  Default(&statistics.numberOfRuns, 0.0);
  Default(&statistics.approximateNumberOfObjectsToProcess, 0.0);
  auto& progress = job.emulator ? *job.emulator : job.emulator.emplace();
  if (*statistics.numberOfRuns > 0) Default(&progress.runStartedAt, *job.lastRunTime);
  switch (*job.jobStatus) {
    case model::JobStatus::RUNNING:
      Default(&progress.runStartedAt, now);
      Default(&progress.runEndsAt, base::AddWithin(now, environment.run_duration).value_or(base::kLatest));
      break;
    case model::JobStatus::USER_PAUSED:
      if (!job.userPausedDetails) job.userPausedDetails.emplace();
      Default(&job.userPausedDetails->jobPausedAt, now);
      if (job.userPausedDetails->jobExpiresAt) {
        Default<std::int64_t>(&progress.pausedRunRemaining, environment.run_duration.count());
      }
      // A run that is resumed has a beginning.
      if (progress.pausedRunRemaining) Default(&progress.runStartedAt, *job.userPausedDetails->jobPausedAt);
      break;
    default:
      break;
  }
  if (recurring && *job.jobStatus != model::JobStatus::CANCELLED) {
    if (!progress.nextRunAt) progress.nextRunAt = NextRun(*job.scheduleFrequency, *job.createdAt, now);
  }
  ScheduleJob(&job);
  return job;
}

}  // namespace macie_local::service
