// CreateClassificationJob, DescribeClassificationJob, UpdateClassificationJob (behaviour C). ListClassificationJobs is
// in list.cpp.
#include <algorithm>

#include "model/handlers/jobs.h"
#include "model/types/jobs.h"
#include "service/core/arns.h"
#include "service/core/client_token.h"
#include "service/core/ids.h"
#include "service/core/messages.h"
#include "service/jobs/messages.h"
#include "service/jobs/rules.h"
#include "service/jobs/runs.h"
#include "service/jobs/view.h"
#include "state/transaction.h"

namespace macie_local::service {
namespace {

// The response to a repeated request, nothing when the token is new or was last used before the window that the
// configuration gives it (behaviour C.3 [W]), or the refusal of a token used for another job.
wire::Outcome<std::optional<model::CreateClassificationJobResponse>> FindRepeated(
    const Call& call, const state::Partition& partition, const model::CreateClassificationJobRequest& request,
    const std::string& hash) {
  const std::optional<model::CreateClassificationJobResponse> none;
  const model::JobRecord* job = partition.jobs.FindByToken(request.clientToken);
  if (job == nullptr || call.now - *job->createdAt >= call.environment.client_token_window) return none;
  if (job->emulator->requestHash != hash) return ClientTokenReused(request.clientToken);
  model::CreateClassificationJobResponse response;
  response.jobArn = job->jobArn;
  response.jobId = job->jobId;
  return std::optional(response);
}

model::JobRecord NewRecord(const Call& call, std::string job_id, const model::CreateClassificationJobRequest& request) {
  model::JobRecord job;
  job.jobArn = MacieArn(call.caller, kClassificationJobType, job_id);
  job.jobId = std::move(job_id);
  job.createdAt = call.now;
  job.name = request.name;
  job.description = request.description;
  job.clientToken = request.clientToken;
  job.jobType = request.jobType;
  job.s3JobDefinition = request.s3JobDefinition;
  job.scheduleFrequency = request.scheduleFrequency;
  // A one-time job has no initial run to speak of, whatever was asked (behaviour C.1.1 R5 [I]).
  job.initialRun = request.jobType == model::JobType::SCHEDULED && *request.initialRun;
  job.samplingPercentage = request.samplingPercentage;
  job.managedDataIdentifierSelector = request.managedDataIdentifierSelector;
  const auto given = [](const std::optional<std::vector<std::string>>& ids) {
    return ids && !ids->empty() ? ids : std::nullopt;
  };
  job.managedDataIdentifierIds = given(request.managedDataIdentifierIds);
  job.customDataIdentifierIds = given(request.customDataIdentifierIds);
  job.allowListIds = given(request.allowListIds);
  job.tags = request.tags.value_or(wire::Map<std::string>());
  job.emulator.emplace();
  return job;
}

}  // namespace

wire::Outcome<model::CreateClassificationJobResponse> CreateClassificationJob(
    const Call& call, state::Transaction& transaction, const model::CreateClassificationJobRequest& request) {
  const std::string hash = HashOfRequest(request);
  MACIE_TRY(auto repeated, FindRepeated(call, transaction.partition(call.caller), request, hash));
  if (repeated) return *std::move(repeated);
  MACIE_CHECK(CheckJob(call.caller, transaction.partition(call.caller), request));
  const model::SessionRecord* session = transaction.partition(call.caller).session();
  if (session != nullptr && session->status == model::MacieStatus::PAUSED) return SessionPaused();
  model::JobRecord job = NewRecord(call, NewHexId(transaction.ids()), request);
  job.emulator->requestHash = hash;
  model::CreateClassificationJobResponse response;
  response.jobArn = job.jobArn;
  response.jobId = job.jobId;
  BeginJob(call.environment, call.caller, transaction, std::move(job));
  return response;
}

wire::Outcome<model::DescribeClassificationJobResponse> DescribeClassificationJob(
    const Call& call, const state::Snapshot& snapshot, const model::DescribeClassificationJobRequest& request) {
  MACIE_TRY(const model::JobRecord* job, FindJob(snapshot.partition(call.caller), request.jobId));
  return DescribeJob(call, *job);
}

wire::Outcome<model::UpdateClassificationJobResponse> UpdateClassificationJob(
    const Call& call, state::Transaction& transaction, const model::UpdateClassificationJobRequest& request) {
  MACIE_TRY(const model::JobRecord* job, FindJob(transaction.partition(call.caller), request.jobId));
  MACIE_CHECK(ChangeJobStatus(call.caller, transaction, model::JobRecord(*job), request.jobStatus));
  return model::UpdateClassificationJobResponse{};
}

}  // namespace macie_local::service
