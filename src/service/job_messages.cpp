#include "service/job_messages.h"

#include "base/text.h"
#include "model/errors.h"
#include "wire/codec.h"

namespace macie_local::service {
namespace {

constexpr std::size_t kQuotedBytesMax = 100;

std::string Quoted(std::string_view text) {
  return "'" + base::Shorten(text, kQuotedBytesMax) + "'";
}

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

base::ApiError InvalidJob(std::string_view reason) {
  return {&model::kValidationException, "Input validation failed, " + std::string(reason)};
}

base::ApiError MalformedJobId(std::string_view job_id) {
  return {&model::kValidationException,
          "The request failed because the job ID " + Quoted(job_id) + " isn't 32 hexadecimal digits."};
}

base::ApiError NoSuchJob() {
  return {&model::kResourceNotFoundException, "The request failed because the specified job doesn't exist."};
}

base::ApiError CannotUpdateJob(model::JobStatus current, std::string_view job_arn) {
  std::string reason = "cannot update ";
  return InvalidJob(reason.append(StateWord(current)).append(" job for job: ").append(job_arn));
}

base::ApiError ClientTokenReused(std::string_view client_token) {
  return {&model::kConflictException, "The request failed because the client token " + Quoted(client_token) +
                                          " was already used to create a job with other settings."};
}

base::ApiError SessionPaused() {
  return {&model::kConflictException, "The request failed because Macie is suspended for your account."};
}

base::ApiError QuotaExceeded(std::string_view what, std::size_t given, std::int64_t allowed) {
  return {&model::kServiceQuotaExceededException, "The request failed because it exceeds the quota for " +
                                                      std::string(what) + ": " + std::to_string(given) +
                                                      " given, at most " + std::to_string(allowed) + " allowed."};
}

base::ApiError NoSuchResource(std::string_view what, std::string_view id) {
  return {&model::kResourceNotFoundException,
          "The request failed because the " + std::string(what) + " " + Quoted(id) + " doesn't exist."};
}

base::ApiError InvalidPageToken() {
  return {&model::kValidationException,
          "The request failed because nextToken isn't a token that this operation returned for the same request."};
}

}  // namespace macie_local::service
