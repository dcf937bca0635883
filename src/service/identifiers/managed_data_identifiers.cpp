// ListManagedDataIdentifiers (behaviour 11 and 20): all of them in one page, by id.
#include "model/managed_data_identifiers.h"

#include "model/handlers/managed_data_identifiers.h"
#include "service/core/call.h"
#include "service/core/messages.h"
#include "wire/codec.h"

namespace macie_local::service {

wire::Outcome<model::ListManagedDataIdentifiersResponse> ListManagedDataIdentifiers(
    const Call&, const state::Snapshot&, const model::ListManagedDataIdentifiersRequest& request) {
  // One page holds everything, so no token was ever given out.
  if (request.nextToken && !request.nextToken->empty()) return InvalidPageToken();
  model::ListManagedDataIdentifiersResponse response;
  auto& items = response.items.emplace();
  for (const auto& identifier : model::ManagedDataIdentifiers()) {
    auto& item = items.emplace_back();
    item.id = identifier.id;
    item.category = wire::ParseEnum<model::SensitiveDataItemCategory>(identifier.category);
  }
  return response;
}

}  // namespace macie_local::service
