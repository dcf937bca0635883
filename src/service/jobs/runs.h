// The life of a classification job: its state machine (behaviour C.4, C.8), its runs and what falls due (behaviour C.5,
// C.10). Everything here happens at one instant, that of the transaction, and is stored by it.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/types/records.h"
#include "service/core/call.h"
#include "state/transaction.h"

namespace macie_local::service {

// Stores a new job, its status and its first run or its wait for it decided (behaviour C.4). `job` has everything that
// CreateClassificationJob fixed, and an empty `emulator`.
void BeginJob(const Environment& environment, const state::PartitionKey& key, state::Transaction& transaction,
              model::JobRecord job);

// What the user asks of a job; refused as behaviour C.8 says.
base::Status ChangeJobStatus(const state::PartitionKey& key, state::Transaction& transaction,
                             const model::JobRecord& job, model::JobStatus requested);

// Cancels every job that is not complete or cancelled: what suspending Macie does (behaviour E.3).
void CancelAllJobs(state::Transaction& transaction, const state::PartitionKey& key);

// Moves the job of `due` on: the end of a run, the next run, the expiry of a pause or of a match. The store's DueWork.
void AdvanceDueJob(const Environment& environment, state::Transaction& transaction, const state::DueKey& due);

// Works out when the job must be looked at next, from its status and progress.
void ScheduleJob(model::JobRecord* job);

// How long a paused run can wait before Macie cancels it, and when it warns [D].
inline constexpr std::chrono::days kPauseExpiry{30};
inline constexpr std::chrono::days kPauseWarning{23};

// The end of a pause that began then.
Timestamp EndOfPause(Timestamp paused_at);

// How long a match by criteria counts for isMonitoredByJob (behaviour B.9 [D]).
inline constexpr std::chrono::hours kMatchFresh{24};

}  // namespace macie_local::service
