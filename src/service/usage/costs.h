// Computes what use of Macie costs, in whole micro-dollars: no floating point, so no noise in the texts. The prices are
// those that AWS publishes for us-east-1 in their first tier, without free trials and free quantities [I].
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "macie_local/ports.h"
#include "model/types/usage.h"

namespace macie_local::service {

using MicroDollars = std::int64_t;

inline constexpr MicroDollars kBucketMonth = 100'000;  // one bucket evaluated and monitored for a month
inline constexpr MicroDollars kObjectsMonth = 10'000;  // kObjectsPriced objects monitored for a month
inline constexpr std::int64_t kObjectsPriced = 100'000;
inline constexpr MicroDollars kGigabyteAnalysed = 1'000'000;  // kGigabyte bytes analysed
inline constexpr std::int64_t kGigabyte = std::int64_t{1} << 30;
inline constexpr std::int64_t kTerabyte = std::int64_t{1} << 40;
inline constexpr std::chrono::days kMonth{30};  // a monthly price is that of so many days

// All types of usage, in the order in which AWS's example lists them.
inline constexpr std::array kUsageTypes{
    model::UsageType::SENSITIVE_DATA_DISCOVERY, model::UsageType::AUTOMATED_SENSITIVE_DATA_DISCOVERY,
    model::UsageType::DATA_INVENTORY_EVALUATION, model::UsageType::AUTOMATED_OBJECT_MONITORING};

// The use that one account made of Macie. Monthly prices count by whole days [I].
struct Usage {
  std::int64_t job_bytes = 0;        // analysed by jobs
  std::int64_t discovery_bytes = 0;  // analysed by automated discovery
  std::int64_t buckets = 0;
  std::chrono::days bucket_days{0};  // for which the buckets were monitored
  std::int64_t objects = 0;
  std::chrono::days object_days{0};  // for which the objects were monitored
};
// Returns the cost of one type of usage, or the largest number there is when it is beyond that.
MicroDollars CostOf(const Usage& usage, model::UsageType type);

// Returns "0", or dollars with two to six decimals: "153.45", "0.10", "0.003226". Requires that `cost` is not negative.
std::string DollarText(MicroDollars cost);
// Reads dollars such as "12" or "12.5", with at most nine digits before and six after the point. Returns nullopt when
// the text is no such number.
std::optional<MicroDollars> ParseDollars(std::string_view text);

struct TimeSpan {
  Timestamp begin;
  Timestamp end;  // not in it
};
// Returns the time that `range` means at `now`. The month to date is that of UTC.
TimeSpan SpanOf(model::TimeRange range, Timestamp now);
// Returns how many whole days the two have in common.
std::chrono::days CommonDays(const TimeSpan& a, const TimeSpan& b);

}  // namespace macie_local::service
