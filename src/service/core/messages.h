// Refusals that more than one family uses. Marked [W] where the text is AWS's own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "wire/refusal.h"

namespace macie_local::service {

// Refuses with 400 "The request failed because <reason>.", where AWS's own text is not known (behaviour 1.2 [I]).
wire::Refusal RequestFailed(const std::string& reason);
// Returns the result, or refuses as RequestFailed does with its error for a reason.
template <class T>
wire::Outcome<T> OrRequestFailed(base::Result<T> result) {
  if (!result.ok()) return RequestFailed(result.error().text);
  return std::move(result).value();
}

// Refuses with 404, in the one text that is known for an unknown id (behaviour 1.2 [W]).
wire::Refusal NoSuchId();
// Refuses with 404 and names the resource: `what` is its kind ("custom data identifier").
wire::Refusal NoSuchResource(std::string_view what, std::string_view id);

wire::Refusal ClientTokenReused(std::string_view client_token);                               // 409
wire::Refusal SessionPaused();                                                                // 409
wire::Refusal QuotaExceeded(std::string_view what, std::size_t given, std::int64_t allowed);  // 402
wire::Refusal InvalidPageToken();                                                             // 400

}  // namespace macie_local::service
