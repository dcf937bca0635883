// Looks at allow lists as Macie does (behaviour 10): whether one can be used, and which words it has.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/types/records.h"
#include "service/core/call.h"
#include "state/state.h"

namespace macie_local::service {

struct AllowListLook {
  model::AllowListStatus status{};   // OK, or why the list can't be used
  std::vector<std::string> words{};  // its entries; none of a list that is a pattern, or can't be used
};

// Looks at a list of the partition of `key` as things stand now. The words of one in a bucket are read, which may wait
// for a disk: it is not for the writer thread, nor for one that serves sockets. With `may_ask` false nothing is read,
// and such a list counts as denied. What a state document says of a list is true of it.
AllowListLook LookAtAllowList(const Environment& environment, const state::PartitionKey& key,
                              const state::Partition& partition, const model::AllowListRecord& record,
                              bool may_ask = true);

}  // namespace macie_local::service
