// What a job looks for, as the workers take it.
#pragma once

#include <functional>

#include "model/types/records.h"
#include "scan/plan.h"
#include "service/identifiers/identifiers.h"
#include "state/state.h"

namespace macie_local::work {

// Returns the words of a list, or why it can't be used. May wait.
using LookAtList = std::function<service::AllowListLook(const model::AllowListRecord& list)>;

// Returns what the job looks for as things stand now: the managed identifiers that its selector chooses
// (behaviour C.1.1), and its custom identifiers and allow lists, those deleted since included. `partition` is the
// job's. Lists that can't be used are left out.
scan::Plan PlanOf(const state::Partition& partition, const model::JobRecord& job, const LookAtList& look);

}  // namespace macie_local::work
