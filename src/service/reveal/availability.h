// Whether Macie can show the sensitive data that a finding is about (behaviour 8).
#pragma once

#include <functional>
#include <vector>

#include "model/types/records.h"
#include "service/core/call.h"
#include "state/state.h"

namespace macie_local::service {

// Where the caller's question is answered from: a snapshot or a transaction.
struct RevealView {
  const Call& call;
  Timestamp state_created_at;
  std::function<const state::Partition&(const state::PartitionKey&)> partition_of;
};

// All reasons why not, in the order of the model; empty when it can. The finding is one of the caller's. What the
// emulator does not know of, such as the signatures of results and the policies of roles, is never a reason.
std::vector<model::UnavailabilityReasonCode> ReasonsAgainst(const RevealView& view, const model::Finding& finding);

}  // namespace macie_local::service
