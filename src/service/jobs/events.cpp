#include "service/jobs/events.h"

#include <utility>

#include "wire/codec.h"

namespace macie_local::service {
namespace {

struct Wording {
  std::string_view type;
  std::string_view description;
};

// Types and descriptions as documented (behaviour C.10 [D]); the errors have no documented description, so ours [I].
Wording WordingOf(JobEventType type) {
  switch (type) {
    case JobEventType::kJobCreated:
      return {"JOB_CREATED", "The job was created."};
    case JobEventType::kOneTimeJobStarted:
      return {"ONE_TIME_JOB_STARTED", "The job started running."};
    case JobEventType::kScheduledRunStarted:
      return {"SCHEDULED_RUN_STARTED", "The scheduled job run started running."};
    case JobEventType::kBucketMatchedTheCriteria:
      return {"BUCKET_MATCHED_THE_CRITERIA", "The affected bucket matched the bucket criteria specified for the job."};
    case JobEventType::kNoBucketsMatchedTheCriteria:
      return {"NO_BUCKETS_MATCHED_THE_CRITERIA",
              "The job started running but no buckets currently match the bucket criteria specified for the job. "
              "The job didn't analyze any data."};
    case JobEventType::kScheduledRunCompleted:
      return {"SCHEDULED_RUN_COMPLETED", "The scheduled job run finished running."};
    case JobEventType::kJobPausedByUser:
      return {"JOB_PAUSED_BY_USER", "The job was paused by a user."};
    case JobEventType::kJobResumedByUser:
      return {"JOB_RESUMED_BY_USER", "The job was resumed by a user."};
    case JobEventType::kJobCancelled:
      return {"JOB_CANCELLED", "The job was cancelled."};
    case JobEventType::kJobCompleted:
      return {"JOB_COMPLETED", "The job finished running."};
    case JobEventType::kBucketDoesNotExist:
      return {"BUCKET_DOES_NOT_EXIST", "The affected bucket doesn't exist."};
    case JobEventType::kBucketAccessDenied:
      return {"BUCKET_ACCESS_DENIED", "Macie doesn't have permission to access the affected bucket."};
    case JobEventType::kBucketDetailsUnavailable:
      return {"BUCKET_DETAILS_UNAVAILABLE", "Macie can't retrieve the objects of the affected bucket."};
    case JobEventType::kAccountDisassociated:
      return {"ACCOUNT_DISASSOCIATED", "The affected account isn't associated with your account any longer."};
    case JobEventType::kAccountSuspended:
      break;
  }
  return {"ACCOUNT_SUSPENDED", "Macie is suspended for the affected account."};
}

}  // namespace

std::string EventText(JobEventType type, Timestamp at, std::optional<Timestamp> run_date, const Affected& affected) {
  model::JobEvent event;
  event.eventType = WordingOf(type).type;
  event.occurredAt = at;
  event.runDate = run_date;
  if (!affected.account.empty()) event.affectedAccount = affected.account;
  if (!affected.bucket_name.empty()) {
    event.affectedResource.emplace();
    event.affectedResource->type = "S3_BUCKET_NAME";
    event.affectedResource->value = affected.bucket_name;
  }
  std::string text;
  wire::Encode(event, wire::Nulls::kOmit, &text);
  return text;
}

KeptEvents EventsOf(const state::Partition& partition, const state::JobTable::Entry& job) {
  KeptEvents kept;
  kept.dropped = job.second->emulator->eventsDropped.value_or(0);
  kept.dropped +=
      state::ForEachJobEvent(partition.job_events, job.first, [&](std::int64_t, const state::JobEvent& event) {
        auto decoded = wire::Decode<model::JobEvent>(*event.text, wire::DecodeOptions{});
        if (decoded.ok()) kept.events.push_back(std::move(decoded).value());
      });
  return kept;
}

KeptEvents FullEvents(const state::PartitionKey& owner, const state::Partition& partition,
                      const state::JobTable::Entry& job) {
  KeptEvents kept = EventsOf(partition, job);
  const model::JobRecord& record = *job.second;
  for (model::JobEvent& event : kept.events) {
    event.adminAccountId = owner.account;
    event.jobId = record.jobId;
    event.jobName = record.name;
    if (event.affectedResource && !event.affectedAccount) event.affectedAccount = owner.account;
    for (int type = 0; type < kJobEventTypes; ++type) {
      const Wording wording = WordingOf(static_cast<JobEventType>(type));
      if (event.eventType == wording.type) event.description = wording.description;
    }
  }
  return kept;
}

}  // namespace macie_local::service
