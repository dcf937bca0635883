// Completes findings that the emulator makes itself.
#pragma once

#include "model/types/findings.h"
#include "state/state.h"
#include "state/transaction.h"

namespace macie_local::service {

// Returns `finding`, which must have a type and say what it is about, with all else that Macie writes: a new id, the
// times of now, wording, severity. A policy finding that does not name the API call that brought it about gets the
// usual one of its type (behaviour 4.3 [I]). Does not store it: see FindingDoor.
model::Finding NewFinding(const state::PartitionKey& owner, state::Transaction& transaction, model::Finding finding);

}  // namespace macie_local::service
