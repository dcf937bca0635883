// The run events of a job (behaviour C.10), which AWS writes to CloudWatch Logs, and the control plane here shows.
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
  kBucketDetailsUnavailable,
  kAccountDisassociated,
  kAccountSuspended,
};
inline constexpr int kJobEventTypes = static_cast<int>(JobEventType::kAccountSuspended) + 1;

// The account and the bucket that an event is about.
struct Affected {
  std::string_view account;      // empty: the job's own
  std::string_view bucket_name;  // empty: the event is about no bucket
};

// Returns the text of one event, as state/job_events.h keeps it. `run_date` is when the job's present run began,
// nullopt when there is none.
std::string EventText(JobEventType type, Timestamp at, std::optional<Timestamp> run_date, const Affected& affected);

// The events of a job.
struct KeptEvents {
  std::vector<model::JobEvent> events;  // oldest first
  std::int64_t dropped = 0;             // how many older ones are not kept any longer
};
// Returns the events as they are kept, without what the job says already.
KeptEvents EventsOf(const state::Partition& partition, const state::JobTable::Entry& job);
// Returns the events whole, as AWS writes them. `owner` is the job's account and region.
KeptEvents FullEvents(const state::PartitionKey& owner, const state::Partition& partition,
                      const state::JobTable::Entry& job);

}  // namespace macie_local::service
