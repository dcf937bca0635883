// Shows a stored job as the API does (behaviour C.6, C.7). What depends on the time of the question is worked out here.
#pragma once

#include <string_view>

#include "model/types/jobs.h"
#include "model/types/records.h"
#include "service/core/call.h"
#include "state/state.h"
#include "wire/refusal.h"

namespace macie_local::service {

// Returns the job, valid until `partition` is changed. Refuses with 400 when `job_id` can't be one, with 404 when there
// is no such job (behaviour C.6).
wire::Outcome<const model::JobRecord*> FindJob(const state::Partition& partition, std::string_view job_id);

model::DescribeClassificationJobResponse DescribeJob(const Call& call, const model::JobRecord& job);
model::JobSummary SummarizeJob(const Call& call, const model::JobRecord& job);

}  // namespace macie_local::service
