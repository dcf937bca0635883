// Findings that the emulator makes itself.
#pragma once

#include "model/types/findings.h"
#include "state/state.h"
#include "state/transaction.h"

namespace macie_local::service {

// `finding`, which has a type and says what it is about, with all else that Macie writes: a new id, the times of now,
// wording, severity. Of a policy finding that does not name the API call that brought it about, the usual one of its
// type (behaviour 4.3 [I]).
model::Finding NewFinding(const state::PartitionKey& owner, state::Transaction& transaction, model::Finding finding);

}  // namespace macie_local::service
