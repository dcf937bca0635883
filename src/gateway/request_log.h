// What the log says of requests: a line each at debug, its input at trace, and at info those that reach nothing, since
// they are how a client's wrong setting shows. Says nothing of an Authorization header or a query below trace.
#pragma once

#include <string_view>

#include "base/error.h"
#include "gateway/journal.h"
#include "gateway/message.h"

namespace macie_local::gateway {

// How much of a path, and of a query and a body, a line repeats.
inline constexpr std::size_t kLoggedPathBytesMax = 200;
inline constexpr std::size_t kLoggedInputBytesMax = 2048;

// Whether LogRequest would say something, and whether that includes the body. Cheap.
bool LogsRequests();
bool LogsInputs();

// `entry` needs no error_body, user_agent and time.
void LogRequest(const JournalEntry& entry);

// At info: a request that was refused before it reached anything.
void LogRefusal(const Request& request, const base::ApiError& error);

}  // namespace macie_local::gateway
