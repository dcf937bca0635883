// Changes the settings of Macie in an account, and what follows from that for its jobs.
#pragma once

#include <optional>

#include "model/types/records.h"
#include "service/core/call.h"
#include "state/transaction.h"

namespace macie_local::service {

// A change of a session; a member that is not given stays as it is.
struct SessionChange {
  std::optional<model::FindingPublishingFrequency> frequency;
  std::optional<model::MacieStatus> status;
};

// Changes the session of an account and region, which must be in force. Suspending it cancels the jobs there
// (behaviour E.3).
void ChangeSession(const Environment& environment, state::Transaction& transaction, const state::PartitionKey& key,
                   const SessionChange& change);

}  // namespace macie_local::service
