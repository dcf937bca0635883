// Completes jobs from state documents, so that they live on: a running job gets its end, an idle one its next run.
#pragma once

#include <string>

#include "base/result.h"
#include "model/types/records.h"
#include "service/core/call.h"

namespace macie_local::service {

// Returns `job` complete. `key` is its account and region, `where` its path in the document, `now` the default of its
// times. The error says which member is wrong and what would be right.
base::Result<model::JobRecord> CompleteJob(const Environment& environment, const state::PartitionKey& key,
                                           const std::string& where, Timestamp now, model::JobRecord job);

}  // namespace macie_local::service
