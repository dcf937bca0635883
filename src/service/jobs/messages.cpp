#include "service/jobs/messages.h"

#include "base/text.h"
#include "model/errors.h"
#include "service/core/messages.h"

namespace macie_local::service {
namespace {

std::string_view StateWord(model::JobStatus status) {
  switch (status) {
    case model::JobStatus::COMPLETE:
      return "completed";  // [W]
    case model::JobStatus::CANCELLED:
      return "cancelled";  // [W]
    case model::JobStatus::RUNNING:
      return "running";
    case model::JobStatus::IDLE:
      return "idle";
    case model::JobStatus::PAUSED:
      return "paused";
    case model::JobStatus::USER_PAUSED:
      break;
  }
  return "user paused";
}

}  // namespace

wire::Refusal InvalidJob(std::string_view reason) {
  return {model::kValidationException, "Input validation failed, " + std::string(reason)};
}

wire::Refusal MalformedJobId(std::string_view job_id) {
  return {model::kValidationException,
          "The request failed because the job ID " + base::Quote(job_id) + " isn't 32 hexadecimal digits."};
}

wire::Refusal NoSuchJob() {
  return {model::kResourceNotFoundException, "The request failed because the specified job doesn't exist."};
}

wire::Refusal CannotUpdateJob(model::JobStatus current, std::string_view job_arn) {
  std::string reason = "cannot update ";
  return InvalidJob(reason.append(StateWord(current)).append(" job for job: ").append(job_arn));
}

}  // namespace macie_local::service
