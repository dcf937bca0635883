// How much would fall due, before it does: so that what would take the writer minutes is refused at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "macie_local/ports.h"
#include "state/transaction.h"

namespace macie_local::service {

// The most that one request may let fall due [I]: starts and ends of runs, expiries of pauses and matches.
inline constexpr std::int64_t kDueMax = 1'000'000;

// Of a state that is whole, but not at the time that the clock shows now.
inline constexpr base::ErrorShape kTooMuchDue{"TooMuchDue", 409};

// How much falls due by `until`, as far as it is known now.
std::int64_t CountDue(const state::Transaction& transaction, Timestamp until);

// What to tell when that is more than kDueMax; nothing when it is not.
std::optional<std::string> TooMuchDue(const state::Transaction& transaction, Timestamp until);

}  // namespace macie_local::service
