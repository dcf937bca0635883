// The rules that CreateClassificationJob's members obey together (behaviour C.1.1, C.1.2). What one member alone obeys
// is in the model and checked by the codec.
#pragma once

#include "model/types/jobs.h"
#include "state/state.h"
#include "wire/refusal.h"

namespace macie_local::service {

// Refuses with the error of the first rule broken, in the order of behaviour C.1.1. `key` is the caller's account and
// region, `own` its partition.
wire::Verdict CheckJob(const state::PartitionKey& key, const state::Partition& own,
                       const model::CreateClassificationJobRequest& request);

}  // namespace macie_local::service
