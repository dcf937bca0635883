#include "service/jobs/view.h"

#include <algorithm>

#include "service/core/arns.h"
#include "service/jobs/messages.h"
#include "service/jobs/runs.h"

namespace macie_local::service {
namespace {

// Every paused job shows the end of its pause, since clients take it to be there; the record has one only where
// something is cancelled then. In the last week before that there is the warning that AWS Health gives; its ARN is of
// our own making [I].
base::Nested<model::UserPausedDetails> PausedDetails(const Call& call, const model::JobRecord& job) {
  if (job.jobStatus != model::JobStatus::USER_PAUSED) return std::nullopt;
  auto details = job.userPausedDetails;
  if (details->jobExpiresAt && call.now >= *details->jobPausedAt + kPauseWarning) {
    details->jobImminentExpirationHealthEventArn =
        std::string("arn:").append(PartitionOfRegion(call.caller.region)).append(":health:") + call.caller.region +
        "::event/MACIE/AWS_MACIE_CLASSIFICATION_JOB_EXPIRATION/" + *job.jobId;
  }
  if (!details->jobExpiresAt) details->jobExpiresAt = EndOfPause(*details->jobPausedAt);
  return details;
}

}  // namespace

wire::Outcome<const model::JobRecord*> FindJob(const state::Partition& partition, std::string_view job_id) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (job_id.size() != 32 || !std::all_of(job_id.begin(), job_id.end(), is_hex)) return MalformedJobId(job_id);
  const model::JobRecord* job = partition.job(job_id);
  if (job == nullptr) return NoSuchJob();
  return job;
}

model::DescribeClassificationJobResponse DescribeJob(const Call& call, const model::JobRecord& job) {
  model::DescribeClassificationJobResponse response;
  response.allowListIds = job.allowListIds;
  response.clientToken = job.clientToken;
  response.createdAt = job.createdAt;
  response.customDataIdentifierIds = job.customDataIdentifierIds;
  response.description = job.description;
  response.initialRun = job.initialRun;
  response.jobArn = job.jobArn;
  response.jobId = job.jobId;
  response.jobStatus = job.jobStatus;
  response.jobType = job.jobType;
  // NONE before the first run, as observed; the list shows null for the same job (behaviour C.6 [W]).
  response.lastRunErrorStatus.emplace().code =
      job.lastRunErrorStatus ? job.lastRunErrorStatus->code : model::LastRunErrorStatusCode::NONE;
  response.lastRunTime = job.lastRunTime;
  response.managedDataIdentifierIds = job.managedDataIdentifierIds;
  response.managedDataIdentifierSelector = job.managedDataIdentifierSelector;
  response.name = job.name;
  response.s3JobDefinition = job.s3JobDefinition;
  response.samplingPercentage = job.samplingPercentage;
  response.scheduleFrequency = job.scheduleFrequency;
  response.statistics = job.statistics;
  response.tags = job.tags;
  response.userPausedDetails = PausedDetails(call, job);
  return response;
}

model::JobSummary SummarizeJob(const Call& call, const model::JobRecord& job) {
  model::JobSummary summary;
  summary.bucketCriteria = job.s3JobDefinition->bucketCriteria;
  summary.bucketDefinitions = job.s3JobDefinition->bucketDefinitions;
  summary.createdAt = job.createdAt;
  summary.jobId = job.jobId;
  summary.jobStatus = job.jobStatus;
  summary.jobType = job.jobType;
  summary.lastRunErrorStatus = job.lastRunErrorStatus;
  summary.name = job.name;
  summary.userPausedDetails = PausedDetails(call, job);
  return summary;
}

}  // namespace macie_local::service
