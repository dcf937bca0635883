#include "service/usage/costs.h"

#include <algorithm>
#include <charconv>

#include "base/saturating.h"
#include "base/timestamp.h"

namespace macie_local::service {
namespace {

using base::Wide;

// price * amount / divisor, rounded to the nearest. None is negative.
MicroDollars Price(MicroDollars price, Wide amount, Wide divisor) {
  return base::Saturated((price * amount + divisor / 2) / divisor);
}

std::optional<std::int64_t> ParseDigits(std::string_view text, std::size_t digits_max) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  const bool digits = !text.empty() && text.size() <= digits_max && text.front() != '-';
  if (!digits || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

constexpr std::int64_t kMicrosPerDollar = 1'000'000;
constexpr std::size_t kDecimals = 6;
constexpr std::size_t kDecimalsShown = 2;

}  // namespace

MicroDollars CostOf(const Usage& usage, model::UsageType type) {
  switch (type) {
    case model::UsageType::SENSITIVE_DATA_DISCOVERY:
      return Price(kGigabyteAnalysed, usage.job_bytes, kGigabyte);
    case model::UsageType::AUTOMATED_SENSITIVE_DATA_DISCOVERY:
      return Price(kGigabyteAnalysed, usage.discovery_bytes, kGigabyte);
    case model::UsageType::DATA_INVENTORY_EVALUATION:
      return Price(kBucketMonth, Wide(usage.buckets) * usage.bucket_days.count(), kMonth.count());
    case model::UsageType::AUTOMATED_OBJECT_MONITORING:
      break;
  }
  return Price(kObjectsMonth, Wide(usage.objects) * usage.object_days.count(), Wide(kObjectsPriced) * kMonth.count());
}

std::string DollarText(MicroDollars cost) {
  if (cost == 0) return "0";
  std::string decimals = std::to_string(cost % kMicrosPerDollar);
  decimals.insert(0, kDecimals - decimals.size(), '0');
  while (decimals.size() > kDecimalsShown && decimals.back() == '0') decimals.pop_back();
  return std::to_string(cost / kMicrosPerDollar) + "." + decimals;
}

std::optional<MicroDollars> ParseDollars(std::string_view text) {
  const std::size_t point = text.find('.');
  const auto dollars = ParseDigits(text.substr(0, point), 9);
  if (!dollars) return std::nullopt;
  if (point == std::string_view::npos) return *dollars * kMicrosPerDollar;
  std::string decimals(text.substr(point + 1));
  if (decimals.empty() || decimals.size() > kDecimals) return std::nullopt;
  decimals.append(kDecimals - decimals.size(), '0');
  const auto micros = ParseDigits(decimals, kDecimals);
  if (!micros) return std::nullopt;
  return *dollars * kMicrosPerDollar + *micros;
}

TimeSpan SpanOf(model::TimeRange range, Timestamp now) {
  if (range == model::TimeRange::PAST_30_DAYS) {
    return {base::AddWithin(now, -std::chrono::days(30)).value_or(base::kEarliest), now};
  }
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
  return {std::chrono::sys_days(today.year() / today.month() / 1), now};
}

std::chrono::days CommonDays(const TimeSpan& a, const TimeSpan& b) {
  const auto time = std::min(a.end, b.end) - std::max(a.begin, b.begin);
  return std::max(std::chrono::days(0), std::chrono::floor<std::chrono::days>(time));
}

}  // namespace macie_local::service
