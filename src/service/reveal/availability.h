// Says whether Macie can show the sensitive data that a finding is about (behaviour 8).
#pragma once

#include <functional>
#include <vector>

#include "model/types/records.h"
#include "service/core/call.h"
#include "state/state.h"

namespace macie_local::service {

// The state that a question is answered from, a snapshot or a transaction; all of it must outlive the view.
struct RevealView {
  const Call& call;
  Timestamp state_created_at;
  // Returns a partition, valid as long as the question is being answered.
  std::function<const state::Partition&(const state::PartitionKey&)> partition_of;
};

// Returns all reasons why Macie can't show it; empty when it can. `finding` must be one that the caller sees. What the
// emulator does not know of, such as the signatures of results and the policies of roles, is never a reason.
std::vector<model::UnavailabilityReasonCode> ReasonsAgainst(const RevealView& view, const model::Finding& finding);

}  // namespace macie_local::service
