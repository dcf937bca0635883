// How the settings of Macie change in an account, and what that does to its jobs.
#pragma once

#include <optional>

#include "model/types/records.h"
#include "service/core/call.h"
#include "state/transaction.h"

namespace macie_local::service {

// What is changed of a session; what is not given stays.
struct SessionChange {
  std::optional<model::FindingPublishingFrequency> frequency;
  std::optional<model::MacieStatus> status;
};

// Requires a session in force. Suspending it cancels its jobs (behaviour E.3).
void ChangeSession(const Environment& environment, state::Transaction& transaction, const state::PartitionKey& key,
                   const SessionChange& change);

}  // namespace macie_local::service
