// Every sentence that a caller of the job operations can read, in one place. Marked [W] where the text is AWS's own.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "model/types/jobs.h"

namespace macie_local::service {

// "Input validation failed, <reason>": the job service's own form (behaviour A.8 [W]).
base::ApiError InvalidJob(std::string_view reason);

base::ApiError MalformedJobId(std::string_view job_id);
base::ApiError NoSuchJob();
base::ApiError CannotUpdateJob(model::JobStatus current, std::string_view job_arn);

}  // namespace macie_local::service
