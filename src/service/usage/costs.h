// What use of Macie costs, in whole micro-dollars: no floating point, so no noise in the texts. The prices are those
// that AWS publishes for us-east-1 in their first tier, without free trials and free quantities [I].
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
inline constexpr MicroDollars kGigabyteAnalysed = 1'000'000;
inline constexpr std::int64_t kGigabyte = std::int64_t{1} << 30;
inline constexpr std::int64_t kTerabyte = std::int64_t{1} << 40;
inline constexpr std::chrono::days kMonth{30};  // what monthly prices are divided by

// In the order in which AWS's example lists them.
inline constexpr std::array kUsageTypes{
    model::UsageType::SENSITIVE_DATA_DISCOVERY, model::UsageType::AUTOMATED_SENSITIVE_DATA_DISCOVERY,
    model::UsageType::DATA_INVENTORY_EVALUATION, model::UsageType::AUTOMATED_OBJECT_MONITORING};

// What one account used. Monthly prices count by whole days [I].
struct Usage {
  std::int64_t job_bytes = 0;
  std::int64_t discovery_bytes = 0;
  std::int64_t buckets = 0;
  std::chrono::days bucket_days{0};
  std::int64_t objects = 0;
  std::chrono::days object_days{0};
};
// Stops at the largest number there is.
MicroDollars CostOf(const Usage& usage, model::UsageType type);

// "0", or dollars with two to six decimals: "153.45", "0.10", "0.003226". `cost` is not negative.
std::string DollarText(MicroDollars cost);
// "12", "12.5": at most nine digits before and six after the point. Nothing when the text is no such number.
std::optional<MicroDollars> ParseDollars(std::string_view text);

struct TimeSpan {
  Timestamp begin;
  Timestamp end;
};
// The month to date is that of UTC.
TimeSpan SpanOf(model::TimeRange range, Timestamp now);
// The whole days that both have in common.
std::chrono::days CommonDays(const TimeSpan& a, const TimeSpan& b);

}  // namespace macie_local::service
