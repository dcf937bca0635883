// Logs requests: a line for each at debug, its input at trace, and at info those that reach nothing, since they are how
// a client's wrong setting shows. Never logs an Authorization header, and a query at trace only.
#pragma once

#include <string_view>

#include "gateway/journal.h"
#include "gateway/message.h"
#include "wire/refusal.h"

namespace macie_local::gateway {

// A line repeats at most so much of a path, and of a query and a body.
inline constexpr std::size_t kLoggedPathBytesMax = 200;
inline constexpr std::size_t kLoggedInputBytesMax = 2048;

// Say whether LogRequest would log something, and whether that includes the body. Cheap.
bool LogsRequests();
bool LogsInputs();

// Logs a request that has been answered. Does not read the entry's error_body, user_agent and time.
void LogRequest(const JournalEntry& entry);

// Logs at info a request that was refused before it reached anything.
void LogRefusal(const Request& request, const wire::Refusal& refusal);

}  // namespace macie_local::gateway
