// Says whether Macie is enabled in an account and region, refuses operations when it is not (behaviour E), and enables
// it.
#pragma once

#include <optional>

#include "model/types/records.h"
#include "service/core/call.h"
#include "state/state.h"
#include "state/transaction.h"
#include "wire/operation.h"
#include "wire/refusal.h"

namespace macie_local::service {

// Says whether the stored session only tells that Macie was disabled.
bool IsDisabled(const model::SessionRecord& session);

// Returns the session in force, or nullopt when Macie is not enabled there. Under --session auto an account and region
// where nobody enabled or disabled Macie has one that began with the emulator's state, at `state_created_at`.
std::optional<model::SessionRecord> SessionInForce(const Environment& environment, Timestamp state_created_at,
                                                   const state::PartitionKey& key, const state::Partition& partition);

// Returns the session in force in the state that the transaction has made so far.
std::optional<model::SessionRecord> SessionInForce(const Environment& environment,
                                                   const state::Transaction& transaction,
                                                   const state::PartitionKey& key);

// Returns the session that EnableMacie gives an account that asks for nothing else.
model::SessionRecord NewSession(const state::PartitionKey& key, Timestamp now);

// Enables Macie unless it is, as an organization does for its accounts.
void EnsureEnabled(const Environment& environment, state::Transaction& transaction, const state::PartitionKey& key);

// Succeeds when `operation` may run, because Macie is enabled or the operation works without a session. The error is
// that of the operation's family, 403 or 404 (behaviour E.1 [W]).
wire::Verdict RequireSession(const wire::OperationDesc& operation, const Environment& environment,
                             const state::PartitionKey& key, const state::Partition& partition);

}  // namespace macie_local::service
