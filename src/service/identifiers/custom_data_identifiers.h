// Custom data identifiers as other families name them.
#pragma once

#include <string_view>

#include "model/types/records.h"
#include "state/state.h"

namespace macie_local::service {

// Null when there is none of that id, or it was deleted: such a one is kept, because findings name it, but nothing new
// may use it. Valid as long as the partition.
inline const model::CustomDataIdentifierRecord* FindCustomDataIdentifier(const state::Partition& partition,
                                                                         std::string_view id) {
  const auto* record = partition.Find<model::CustomDataIdentifierRecord>(id);
  return record == nullptr || record->deleted.value_or(false) ? nullptr : record;
}

}  // namespace macie_local::service
