// From an operation to its handler. The table is built from the generated list of implemented operations, so a handler
// that is missing is a link error.
#pragma once

#include <string>

#include "base/body.h"
#include "base/result.h"
#include "model/operations.h"
#include "service/core/call.h"
#include "state/state.h"
#include "state/transaction.h"

namespace macie_local::gateway {

// Each takes the decoded input (of the operation's input type) and gives the encoded body. One of the two is null.
struct HandlerEntry {
  base::Result<base::Body> (*read)(const service::Call& call, const state::Snapshot& snapshot,
                                   const void* input) = nullptr;
  base::Result<base::Body> (*write)(const service::Call& call, state::Transaction& transaction,
                                    const void* input) = nullptr;
};

// Both null when the operation is not implemented.
const HandlerEntry& FindHandler(model::Operation operation);

}  // namespace macie_local::gateway
