// The run events of a job (behaviour C.10): what AWS writes to CloudWatch Logs, readable on the control plane.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "macie_local/ports.h"
#include "model/types/records.h"
#include "state/state.h"

namespace macie_local::service {

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

// The text of one event, as state/job_events.h keeps it. `run_date`: when the job's run of the moment began, if one
// did.
std::string EventText(JobEventType type, Timestamp at, std::optional<Timestamp> run_date, const Affected& affected);

// The job's events that are kept, and how many are not any longer.
struct KeptEvents {
  std::vector<model::JobEvent> events;  // oldest first
  std::int64_t dropped = 0;
};
// As they are kept, without what the job says.
KeptEvents EventsOf(const state::Partition& partition, const state::JobTable::Entry& job);
// As AWS writes them, whole.
KeptEvents FullEvents(const state::PartitionKey& owner, const state::Partition& partition,
                      const state::JobTable::Entry& job);

}  // namespace macie_local::service
