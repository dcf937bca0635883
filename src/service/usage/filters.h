// Which accounts GetUsageStatistics shows, and in which order (behaviour 14.1).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/types/usage.h"
#include "service/usage/costs.h"

namespace macie_local::service {

// One account, as conditions and sorts see it.
struct AccountUsage {
  std::string account;
  std::array<MicroDollars, kUsageTypes.size()> costs{};  // of kUsageTypes
  MicroDollars total = 0;
  bool service_limited = false;  // its jobs analysed as much as they may in a month
  std::optional<Timestamp> enabled_at;
  std::optional<Timestamp> discovery_enabled_at;
};

using UsagePredicate = std::function<bool(const AccountUsage&)>;

// True for accounts that meet all conditions. Refused (400): a comparator that the key does not take, a value that is
// none of the key's. `filters` have all their members.
base::Result<UsagePredicate> CompileUsageFilters(
    const std::optional<std::vector<model::UsageStatisticsFilter>>& filters);

// Where an account stands in the order asked for: texts that sort by their bytes, and no two alike. By account without
// a sort, ascending without a direction; accounts without a date come last, or first when descending [I].
std::string UsagePosition(const std::optional<model::UsageStatisticsSortBy>& sort, const AccountUsage& usage);

}  // namespace macie_local::service
