// Counts how much would fall due, before it does, so that what would take the writer minutes is refused at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "macie_local/ports.h"
#include "state/transaction.h"

namespace macie_local::service {

// One request may let at most so much fall due [I]: starts and ends of runs, expiries of pauses and matches.
inline constexpr std::int64_t kDueMax = 1'000'000;

// Returns how many starts and ends of runs, and other expiries, fall due by `until`, as far as that is known now.
std::int64_t CountDue(const state::Transaction& transaction, Timestamp until);

// Returns what to tell the caller when more than kDueMax falls due by `until`, or nullopt when it does not.
std::optional<std::string> TooMuchDue(const state::Transaction& transaction, Timestamp until);

}  // namespace macie_local::service
