// The life of a classification job: its state machine (behaviour C.4, C.8), its runs and what falls due (behaviour C.5,
// C.10). Everything here happens at one instant, that of the transaction, and is stored by it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/table.h"
#include "model/types/records.h"
#include "service/core/call.h"
#include "service/jobs/events.h"
#include "state/transaction.h"
#include "wire/refusal.h"

namespace macie_local::service {

// Stores a new job, and decides its status and whether it runs at once or waits (behaviour C.4). `job` has everything
// that CreateClassificationJob fixed, and an empty `emulator`.
void BeginJob(const Environment& environment, const state::PartitionKey& key, state::Transaction& transaction,
              model::JobRecord job);

// Cancels, pauses or resumes a job as the user asks with UpdateClassificationJob. Refuses with 400 what behaviour C.8
// does not allow.
wire::Verdict ChangeJobStatus(const state::PartitionKey& key, state::Transaction& transaction,
                              const model::JobRecord& job, model::JobStatus requested);

// Cancels every job that is not complete or cancelled, as suspending Macie does (behaviour E.3).
void CancelAllJobs(state::Transaction& transaction, const state::PartitionKey& key);

// Moves the job of `due` on: ends its run, starts its next, or lets its pause or match expire. Is the store's DueWork.
void AdvanceDueJob(const Environment& environment, state::Transaction& transaction, const state::DueKey& due);

// A bucket that a run reads.
struct RunTarget {
  std::string account;
  std::string bucket;

  auto operator<=>(const RunTarget&) const = default;
};

// How far a run has come with its objects.
struct ReadingStep {
  model::RunReading to;      // the object that was done last
  std::int64_t objects = 0;  // how many are done that were not before
  std::vector<RunTarget>
      unavailable;        // buckets whose objects could not be listed or read: told, and an error of the run
  bool finished = false;  // there are no more objects
};

// Moves a job on that reads (state::IsReading); one that has read everything ends its run, or waits for the run's end.
void ContinueReading(const Environment& environment, const state::PartitionKey& key, state::Transaction& transaction,
                     const model::JobRecord& job, ReadingStep step);

// Returns why a job of `key`, whose partition is `own`, can't look at the buckets of the account now; nothing when it
// can.
std::optional<JobEventType> TroubleWith(const state::Partition& own, const state::PartitionKey& key,
                                        std::string_view account);
// Says whether Macie can't read the bucket in that slot (behaviour B.4): no run looks at it.
bool IsInError(const engine::Table& buckets, engine::Slot slot);

// Sets when the job must be looked at next (emulator.dueAt), from its status and progress.
void ScheduleJob(model::JobRecord* job);

// A paused run can wait so long before Macie ends it; after kPauseWarning of that Macie warns [D].
inline constexpr std::chrono::days kPauseExpiry{30};
inline constexpr std::chrono::days kPauseWarning{23};

// Returns when a pause that began at `paused_at` expires.
Timestamp EndOfPause(Timestamp paused_at);

// A match by criteria counts for isMonitoredByJob for so long (behaviour B.9 [D]).
inline constexpr std::chrono::hours kMatchFresh{24};

}  // namespace macie_local::service
