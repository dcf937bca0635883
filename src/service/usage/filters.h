// Compiles which accounts GetUsageStatistics shows, and in which order (behaviour 14.1).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/types/usage.h"
#include "service/usage/costs.h"
#include "wire/refusal.h"

namespace macie_local::service {

// One account, as conditions and sorts see it.
struct AccountUsage {
  std::string account;
  std::array<MicroDollars, kUsageTypes.size()> costs{};  // of each of kUsageTypes, in their order
  MicroDollars total = 0;
  bool service_limited = false;  // its jobs analysed as much as they may in a month
  std::optional<Timestamp> enabled_at;
  std::optional<Timestamp> discovery_enabled_at;
};

using UsagePredicate = std::function<bool(const AccountUsage&)>;

// Returns a predicate that is true for accounts that meet all conditions; without conditions for every account. Refuses
// with 400 a comparator that the key does not take, and a value that is none of the key's. Requires all members of each
// filter.
wire::Outcome<UsagePredicate> CompileUsageFilters(
    const std::optional<std::vector<model::UsageStatisticsFilter>>& filters);

// Returns where an account stands in the order asked for, as a text: sorted by their bytes these are in that order, and
// no two accounts have the same. The order is by account without a sort, and ascending without a direction; accounts
// without a date come last, or first when descending [I].
std::string UsagePosition(const std::optional<model::UsageStatisticsSortBy>& sort, const AccountUsage& usage);

}  // namespace macie_local::service
