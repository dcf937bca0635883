// Whether Macie is enabled in an account and region, what is answered when it is not (behaviour E), and how that
// changes.
#pragma once

#include <optional>

#include "base/result.h"
#include "model/types/records.h"
#include "service/core/call.h"
#include "state/state.h"
#include "state/transaction.h"
#include "wire/operation.h"

namespace macie_local::service {

// Whether a stored session stands for one that was disabled.
bool IsDisabled(const model::SessionRecord& session);

// The session in force, or nothing when Macie is not enabled there. Under --session auto an account and region where
// nobody enabled or disabled Macie has one that began with the emulator's state.
// `state_created_at` is when that was.
std::optional<model::SessionRecord> SessionInForce(const Environment& environment, Timestamp state_created_at,
                                                   const state::PartitionKey& key, const state::Partition& partition);

// As a transaction has changed it so far.
std::optional<model::SessionRecord> SessionInForce(const Environment& environment,
                                                   const state::Transaction& transaction,
                                                   const state::PartitionKey& key);

// What EnableMacie gives an account that asks for nothing else.
model::SessionRecord NewSession(const state::PartitionKey& key, Timestamp now);

// Enables Macie where it is not, as an organization does for its accounts.
void EnsureEnabled(const Environment& environment, state::Transaction& transaction, const state::PartitionKey& key);

// Succeeds when `operation` may run: Macie is enabled, or the operation works without a session. The error is that of
// the operation's family (behaviour E.1 [W]).
base::Status RequireSession(const wire::OperationDesc& operation, const Environment& environment,
                            const state::PartitionKey& key, const state::Partition& partition);

}  // namespace macie_local::service
