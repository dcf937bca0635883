// Prices, and amounts of money as texts.
#include "service/usage/costs.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/timestamp.h"

namespace macie_local::service {
namespace {

using model::TimeRange;
using model::UsageType;
using std::chrono::days;

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

Timestamp At(const char* text) {
  return *base::ParseIso8601(text);
}

TEST(UsageCosts, DollarsHaveTwoToSixDecimals) {
  EXPECT_EQ("0", DollarText(0));
  EXPECT_EQ("0.000001", DollarText(1));
  EXPECT_EQ("0.00001", DollarText(10));
  EXPECT_EQ("0.10", DollarText(100'000));
  EXPECT_EQ("1.00", DollarText(1'000'000));
  EXPECT_EQ("153.45", DollarText(153'450'000));
  EXPECT_EQ("153.456", DollarText(153'456'000));
  EXPECT_EQ("9223372036854.775807", DollarText(kMax));
}

TEST(UsageCosts, DollarsAreRead) {
  EXPECT_EQ(0, ParseDollars("0"));
  EXPECT_EQ(1'510'000, ParseDollars("1.51"));
  EXPECT_EQ(1'500'000, ParseDollars("1.5"));
  EXPECT_EQ(1, ParseDollars("0.000001"));
  EXPECT_EQ(999'999'999'999'999, ParseDollars("999999999.999999"));
  for (const char* wrong :
       {"", ".", ".5", "1.", "-1", "+1", "1.-5", "1e3", " 1", "1 ", "0.0000001", "1000000000", "1.2.3", "NaN", "1,5"}) {
    EXPECT_EQ(std::nullopt, ParseDollars(wrong)) << wrong;
  }
}

TEST(UsageCosts, BucketsByTheDay) {
  Usage usage;
  EXPECT_EQ(0, CostOf(usage, UsageType::DATA_INVENTORY_EVALUATION));
  usage.buckets = 3;
  EXPECT_EQ(0, CostOf(usage, UsageType::DATA_INVENTORY_EVALUATION));
  usage.bucket_days = days(30);
  EXPECT_EQ(300'000, CostOf(usage, UsageType::DATA_INVENTORY_EVALUATION));
  usage.buckets = 1;
  usage.bucket_days = days(1);
  EXPECT_EQ(3'333, CostOf(usage, UsageType::DATA_INVENTORY_EVALUATION));
  usage.bucket_days = days(2);
  EXPECT_EQ(6'667, CostOf(usage, UsageType::DATA_INVENTORY_EVALUATION));
}

TEST(UsageCosts, ObjectsByTheDay) {
  Usage usage;
  usage.objects = 100'000;
  usage.object_days = days(30);
  EXPECT_EQ(10'000, CostOf(usage, UsageType::AUTOMATED_OBJECT_MONITORING));
  usage.objects = 1;
  EXPECT_EQ(0, CostOf(usage, UsageType::AUTOMATED_OBJECT_MONITORING));
  usage.objects = 5;
  EXPECT_EQ(1, CostOf(usage, UsageType::AUTOMATED_OBJECT_MONITORING));
}

TEST(UsageCosts, BytesByTheGigabyte) {
  Usage usage;
  usage.job_bytes = kGigabyte;
  usage.discovery_bytes = kGigabyte / 4;
  EXPECT_EQ(1'000'000, CostOf(usage, UsageType::SENSITIVE_DATA_DISCOVERY));
  EXPECT_EQ(250'000, CostOf(usage, UsageType::AUTOMATED_SENSITIVE_DATA_DISCOVERY));
}

TEST(UsageCosts, NothingOverflows) {
  Usage usage{kMax, kMax, kMax, days(30), kMax, days(30)};
  EXPECT_EQ(kMax, CostOf(usage, UsageType::DATA_INVENTORY_EVALUATION));
  EXPECT_EQ(922'337'203'685'477'581, CostOf(usage, UsageType::AUTOMATED_OBJECT_MONITORING));
  EXPECT_EQ(8'589'934'592'000'000, CostOf(usage, UsageType::SENSITIVE_DATA_DISCOVERY));
}

TEST(UsageCosts, SpansBeginWithTime) {
  EXPECT_EQ(base::kEarliest, SpanOf(TimeRange::PAST_30_DAYS, base::kEarliest + days(30)).begin);
  EXPECT_EQ(base::kEarliest, SpanOf(TimeRange::PAST_30_DAYS, base::kEarliest + days(29)).begin);
  EXPECT_EQ(base::kEarliest, SpanOf(TimeRange::MONTH_TO_DATE, base::kEarliest).begin);
}

TEST(UsageCosts, SpansEndNow) {
  const Timestamp now = At("2024-03-10T12:00:00Z");
  const TimeSpan month = SpanOf(TimeRange::MONTH_TO_DATE, now);
  EXPECT_EQ("2024-03-01T00:00:00Z", base::ToIso8601(month.begin));
  EXPECT_EQ(now, month.end);
  const TimeSpan past = SpanOf(TimeRange::PAST_30_DAYS, now);
  EXPECT_EQ("2024-02-09T12:00:00Z", base::ToIso8601(past.begin));
  EXPECT_EQ(now, past.end);
  EXPECT_EQ(At("2024-03-01T00:00:00Z"), SpanOf(TimeRange::MONTH_TO_DATE, At("2024-03-01T00:00:00Z")).begin);
}

TEST(UsageCosts, WholeDaysInCommon) {
  const TimeSpan month{At("2024-03-01T00:00:00Z"), At("2024-03-10T12:00:00Z")};
  EXPECT_EQ(days(9), CommonDays(month, month));
  EXPECT_EQ(days(9), CommonDays(month, {At("2020-01-01T00:00:00Z"), At("2030-01-01T00:00:00Z")}));
  EXPECT_EQ(days(1), CommonDays(month, {At("2024-03-09T12:00:00Z"), At("2030-01-01T00:00:00Z")}));
  EXPECT_EQ(days(0), CommonDays(month, {At("2024-03-09T12:00:01Z"), At("2030-01-01T00:00:00Z")}));
  EXPECT_EQ(days(0), CommonDays(month, {At("2024-01-01T00:00:00Z"), At("2024-02-01T00:00:00Z")}));
}

}  // namespace
}  // namespace macie_local::service
