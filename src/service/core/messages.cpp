#include "service/core/messages.h"

#include "base/text.h"
#include "model/errors.h"

namespace macie_local::service {
wire::Refusal RequestFailed(const std::string& reason) {
  return {model::kValidationException, "The request failed because " + reason + "."};
}

wire::Refusal NoSuchId() {
  return {model::kResourceNotFoundException, "Resource not found. Verify any provided IDs are correct."};
}

wire::Refusal ClientTokenReused(std::string_view client_token) {
  return {model::kConflictException, "The request failed because the client token " + base::Quote(client_token) +
                                         " was already used for a request with other settings."};
}

wire::Refusal SessionPaused() {
  return {model::kConflictException, "The request failed because Macie is suspended for your account."};
}

wire::Refusal QuotaExceeded(std::string_view what, std::size_t given, std::int64_t allowed) {
  return {model::kServiceQuotaExceededException, "The request failed because it exceeds the quota for " +
                                                     std::string(what) + ": " + std::to_string(given) +
                                                     " given, at most " + std::to_string(allowed) + " allowed."};
}

wire::Refusal NoSuchResource(std::string_view what, std::string_view id) {
  return {model::kResourceNotFoundException,
          "The request failed because the " + std::string(what) + " " + base::Quote(id) + " doesn't exist."};
}

wire::Refusal InvalidPageToken() {
  return {model::kValidationException,
          "The request failed because nextToken isn't a token that this operation returned for the same request."};
}

}  // namespace macie_local::service
