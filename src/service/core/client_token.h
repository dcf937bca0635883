// Client tokens, which let a creation be repeated: the same token with the same request gives the first answer again,
// with another request it is refused (behaviour 1.6 [I]). The record that was made remembers the token for
// kClientTokenKept. The tokens of jobs have a window of their own (Config::client_token_window) and are not looked for
// here.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "macie_local/ports.h"
#include "model/types/records.h"
#include "service/core/messages.h"
#include "state/state.h"
#include "wire/codec.h"
#include "wire/refusal.h"

namespace macie_local::service {

inline constexpr std::chrono::hours kClientTokenKept{24};

// Returns a hash that tells a repeated request from another under the same client token, and serves for nothing more.
std::string HashOfBytes(std::string_view bytes);

template <class Request>
std::string HashOfRequest(const Request& request) {
  std::string bytes;
  wire::Encode(request, wire::Nulls::kOmit, &bytes);
  return HashOfBytes(bytes);
}

// Returns what a record made by `request` keeps of it in its member `emulator`.
template <class Request>
model::Creation CreationBy(const Request& request, Timestamp now) {
  model::Creation creation;
  creation.clientToken = request.clientToken;
  if (creation.clientToken) creation.requestHash = HashOfRequest(request);
  creation.createdAt = now;
  return creation;
}

// Returns the record that this very request made before, or null when there is none. Refuses with 409 a token that was
// used for another request. Looks at every record of the family: they are few.
template <class Record, class Request>
wire::Outcome<const Record*> FindRepeated(const state::Partition& partition, const Request& request, Timestamp now) {
  const Record* none = nullptr;
  if (!request.clientToken || request.clientToken->empty()) return none;
  for (const auto& [id, row] : partition.table<Record>()) {
    const auto& made = row.record->emulator;
    if (!made || made->clientToken != request.clientToken) continue;
    if (made->createdAt && now - *made->createdAt >= kClientTokenKept) continue;
    if (made->requestHash != HashOfRequest(request)) return ClientTokenReused(*request.clientToken);
    return row.record.get();
  }
  return none;
}

}  // namespace macie_local::service
