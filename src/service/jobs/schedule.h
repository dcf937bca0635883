// Works out when a recurring job runs (behaviour C.5). All times are UTC. A schedule must hold exactly one kind.
#pragma once

#include <cstdint>
#include <optional>

#include "macie_local/ports.h"
#include "model/types/jobs.h"

namespace macie_local::service {

// Returns the first scheduled run after `after`: on a day that the schedule names, at the time of day of `created_at`
// (the time of day is our choice, [I]). A month without the day is skipped [D]. Returns nullopt when that is beyond
// base::kLatest: the job has run for the last time.
std::optional<Timestamp> NextRun(const model::JobScheduleFrequency& schedule, Timestamp created_at, Timestamp after);

// Returns about how many runs are scheduled from `next`, a scheduled run, to `until`; never fewer than there are.
std::int64_t CountRuns(const model::JobScheduleFrequency& schedule, Timestamp next, Timestamp until);

// Says whether a job created at `created_at` starts its first run at once, because it is daily or the scheduled day is
// that day [D].
bool IsScheduledDay(const model::JobScheduleFrequency& schedule, Timestamp created_at);

}  // namespace macie_local::service
