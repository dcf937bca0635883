// Whether Macie is enabled in an account and region, and what is answered when it is not (handbook E).
#pragma once

#include <optional>

#include "base/result.h"
#include "model/types/session.h"
#include "service/call.h"
#include "store/state.h"
#include "wire/operation.h"

namespace macie_local::service {

// The session in force, or nothing when Macie is not enabled there. Under --session auto an account and region where
// nobody enabled or disabled Macie has one that began with the emulator's state.
// `state_created_at` is when that was.
std::optional<model::SessionRecord> SessionInForce(const Environment& environment, Timestamp state_created_at,
                                                   const store::PartitionKey& key, const store::Partition& partition);

// Succeeds when `operation` may run: Macie is enabled, or the operation works without a session. The error is that of
// the operation's family (E.1 [W]).
base::Status RequireSession(const wire::OperationDesc& operation, const Environment& environment,
                            const store::PartitionKey& key, const store::Partition& partition);

}  // namespace macie_local::service
