// What a job looks for, as the workers take it.
#pragma once

#include <string>
#include <vector>

#include "model/types/records.h"
#include "scan/plan.h"
#include "state/state.h"

namespace macie_local::work {

// Returns what the job looks for as things stand now: the managed identifiers that its selector chooses
// (behaviour C.1.1), and its custom identifiers and allow lists, those deleted since included. `partition` is the
// job's. Allow lists whose words lie in a bucket are left out: see ListsInBuckets.
scan::Plan PlanOf(const state::Partition& partition, const model::JobRecord& job);

// Returns the ids of the job's allow lists whose words lie in a bucket.
std::vector<std::string> ListsInBuckets(const state::Partition& partition, const model::JobRecord& job);

}  // namespace macie_local::work
