// Finds the handler of an operation. The table is built from the generated list of implemented operations, so a handler
// that is missing is a link error.
#pragma once

#include <functional>
#include <string_view>

#include "base/body.h"
#include "model/operations.h"
#include "service/core/call.h"
#include "state/state.h"
#include "state/transaction.h"
#include "wire/refusal.h"
#include "wire/router.h"

namespace macie_local::gateway {

// A decoded request together with its handler. It owns the input, and has no reference to the request it came in. A
// call runs the operation and returns the encoded body. A ReadCall is called on an I/O thread (see HandlerEntry::asks),
// a WriteCall on the writer thread.
using ReadCall = std::function<wire::Outcome<base::Body>(const service::Call& call, const state::Snapshot& snapshot)>;
using WriteCall = std::function<wire::Outcome<base::Body>(const service::Call& call, state::Transaction& transaction)>;

// The entry of an operation: `read` when it only reads, `write` when it changes the state; the other is null. Both
// decode a request that was routed to the operation, as wire::DecodeRequest does, and refuse what it refuses. They are
// called on an I/O thread.
struct HandlerEntry {
  wire::Outcome<ReadCall> (*read)(const wire::Route& route, std::string_view query, std::string_view body) = nullptr;
  wire::Outcome<WriteCall> (*write)(const wire::Route& route, std::string_view query, std::string_view body) = nullptr;
  // The read may have to ask the world outside: it is not called on an I/O thread, and once more, with
  // service::Call::may_ask false, when that takes too long.
  bool asks = false;
};

// Returns an entry with both null when the operation is not implemented.
const HandlerEntry& FindHandler(model::Operation operation);

}  // namespace macie_local::gateway
