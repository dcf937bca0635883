#include "service/jobs/suspension.h"

#include <utility>

#include "base/timestamp.h"
#include "service/core/session_state.h"
#include "service/jobs/runs.h"

namespace macie_local::service {

void ChangeSession(const Environment& environment, state::Transaction& transaction, const state::PartitionKey& key,
                   const SessionChange& change) {
  auto session = SessionInForce(environment, transaction, key);
  const bool suspended = change.status == model::MacieStatus::PAUSED && session->status != model::MacieStatus::PAUSED;
  if (change.frequency) session->findingPublishingFrequency = change.frequency;
  if (change.status) session->status = change.status;
  session->updatedAt = base::TruncateToMillis(transaction.now());
  transaction.PutSession(key, *std::move(session));
  if (suspended) CancelAllJobs(transaction, key);
}

}  // namespace macie_local::service
