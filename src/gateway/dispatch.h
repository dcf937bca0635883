// Finds the handler of an operation. The table is built from the generated list of implemented operations, so a handler
// that is missing is a link error.
#pragma once

#include <string>

#include "base/body.h"
#include "model/operations.h"
#include "service/core/call.h"
#include "state/state.h"
#include "state/transaction.h"
#include "wire/refusal.h"

namespace macie_local::gateway {

// The handler of an operation: `read` when it only reads, `write` when it changes the state; the other is null. Takes
// the decoded input, which must be of the operation's input type, and returns the encoded body. `read` is called on an
// I/O thread, `write` on the writer thread.
struct HandlerEntry {
  wire::Outcome<base::Body> (*read)(const service::Call& call, const state::Snapshot& snapshot,
                                    const void* input) = nullptr;
  wire::Outcome<base::Body> (*write)(const service::Call& call, state::Transaction& transaction,
                                     const void* input) = nullptr;
};

// Returns an entry with both null when the operation is not implemented.
const HandlerEntry& FindHandler(model::Operation operation);

}  // namespace macie_local::gateway
