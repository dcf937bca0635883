// Finds custom data identifiers for the families that name them.
#pragma once

#include <string_view>

#include "model/types/records.h"
#include "state/state.h"

namespace macie_local::service {

// Returns the custom data identifier of that id, valid until the partition is changed. Returns null when there is none,
// or it was deleted: a deleted one is kept, because findings name it, but nothing new may use it.
inline const model::CustomDataIdentifierRecord* FindCustomDataIdentifier(const state::Partition& partition,
                                                                         std::string_view id) {
  const auto* record = partition.Find<model::CustomDataIdentifierRecord>(id);
  return record == nullptr || record->deleted.value_or(false) ? nullptr : record;
}

}  // namespace macie_local::service
