// Refusals of the job operations. Marked [W] where the text is AWS's own.
#pragma once

#include <string>
#include <string_view>

#include "model/types/jobs.h"
#include "wire/refusal.h"

namespace macie_local::service {

// Refuses with 400 "Input validation failed, <reason>", the job service's own form (behaviour A.8 [W]).
wire::Refusal InvalidJob(std::string_view reason);

wire::Refusal MalformedJobId(std::string_view job_id);                              // 400
wire::Refusal NoSuchJob();                                                          // 404
wire::Refusal CannotUpdateJob(model::JobStatus current, std::string_view job_arn);  // 400, as InvalidJob

}  // namespace macie_local::service
