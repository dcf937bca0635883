// Refusals of the job operations. Marked [W] where the text is AWS's own.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "model/types/jobs.h"

namespace macie_local::service {

// Refuses with 400 "Input validation failed, <reason>", the job service's own form (behaviour A.8 [W]).
base::ApiError InvalidJob(std::string_view reason);

base::ApiError MalformedJobId(std::string_view job_id);                              // 400
base::ApiError NoSuchJob();                                                          // 404
base::ApiError CannotUpdateJob(model::JobStatus current, std::string_view job_arn);  // 400, as InvalidJob

}  // namespace macie_local::service
