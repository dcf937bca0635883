// What a job looks for, as the workers take it.
#pragma once

#include "model/types/records.h"
#include "scan/plan.h"
#include "state/state.h"

namespace macie_local::work {

// Returns what the job looks for as things stand now: the managed identifiers that its selector chooses
// (behaviour C.1.1), and its custom identifiers and allow lists, those deleted since included. `partition` is the
// job's. The words of an allow list that lies in a bucket are not here: it has an id and neither words nor a pattern.
scan::Plan PlanOf(const state::Partition& partition, const model::JobRecord& job);

}  // namespace macie_local::work
