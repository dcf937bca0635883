// Jobs from state documents made complete, so that they live on: a running job gets its end, an idle one its next run.
#pragma once

#include <string>

#include "base/result.h"
#include "model/types/records.h"
#include "service/core/call.h"

namespace macie_local::service {

// `where` is the path of `job` in the document. The error's message says which member is wrong and what would be right.
base::Result<model::JobRecord> CompleteJob(const Environment& environment, const state::PartitionKey& key,
                                           const std::string& where, Timestamp now, model::JobRecord job);

}  // namespace macie_local::service
