// The run events of a job (handbook C.10): what AWS writes to CloudWatch Logs, kept with the job and readable on the
// control plane.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "macie_local/ports.h"
#include "model/types/records.h"
#include "store/state.h"

namespace macie_local::service {

// Kept for each job; older ones are dropped and counted.
inline constexpr std::size_t kJobEventsMax = 1000;

enum class JobEventType {
  kJobCreated,
  kOneTimeJobStarted,
  kScheduledRunStarted,
  kBucketMatchedTheCriteria,
  kNoBucketsMatchedTheCriteria,
  kScheduledRunCompleted,
  kJobPausedByUser,
  kJobResumedByUser,
  kJobCancelled,
  kJobCompleted,
  kBucketDoesNotExist,
  kBucketAccessDenied,
  kAccountDisassociated,
  kAccountSuspended,
};
inline constexpr int kJobEventTypes = static_cast<int>(JobEventType::kAccountSuspended) + 1;

// What an event is about, where it is about something. No account: the job's own.
struct Affected {
  std::string_view account;
  std::string_view bucket_name;
};

// Appends one event to the job's list, which keeps only what tells one event from another.
void AddEvent(JobEventType type, Timestamp at, const Affected& affected, model::JobRecord* job);

// The job's events as AWS writes them, whole.
std::vector<model::JobEvent> FullEvents(const store::PartitionKey& owner, const model::JobRecord& job);

}  // namespace macie_local::service
