// GetUsageTotals, GetUsageStatistics (behaviour 14.1): estimated from what each account has in the emulator.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/saturating.h"
#include "base/text.h"
#include "model/errors.h"
#include "model/handlers/usage.h"
#include "model/quotas.h"
#include "model/types/usage.h"
#include "service/core/messages.h"
#include "service/core/page.h"
#include "service/core/relations.h"
#include "service/core/session_state.h"
#include "service/discovery/discovery.h"
#include "service/usage/costs.h"
#include "service/usage/filters.h"
#include "wire/failures.h"

namespace macie_local::service {
namespace {

// The bytes that were analysed: by jobs none, since none reads objects yet; by automated discovery what the resource
// profiles say that were made or changed within `span`.
void MeasureBytes(const state::Partition& partition, const TimeSpan& span, Usage* usage) {
  for (const auto& [bucket, row] : partition.table<model::ResourceProfileRecord>()) {
    const model::ResourceProfileRecord& profile = *row.record;
    if (!profile.statistics || (profile.profileUpdatedAt && *profile.profileUpdatedAt < span.begin)) continue;
    usage->discovery_bytes =
        base::SaturatingAdd(usage->discovery_bytes, profile.statistics->totalBytesClassified.value_or(0));
  }
}

// The objects in buckets that automated discovery monitors now.
std::int64_t MonitoredObjects(const state::BucketTable& buckets) {
  static const std::size_t monitoring = state::BucketSchema::Get().Column("automatedDiscoveryMonitoringStatus");
  static const std::size_t objects = state::BucketSchema::Get().Column("objectCount");
  constexpr auto monitored = static_cast<std::int64_t>(model::AutomatedDiscoveryMonitoringStatus::MONITORED);
  std::int64_t sum = 0;
  buckets.ForEach([&](engine::Slot slot) {
    if (buckets.table().Number(slot, monitoring) != monitored) return;
    sum = base::SaturatingAdd(sum, buckets.table().Number(slot, objects).value_or(0));
  });
  return sum;
}

Usage Measure(const state::Partition& partition, const model::SessionRecord& session, const TimeSpan& span) {
  Usage usage;
  MeasureBytes(partition, span, &usage);
  // A suspended session costs nothing since it was last changed, which is when it was suspended, or later [I].
  const Timestamp end = session.status == model::MacieStatus::PAUSED ? *session.updatedAt : span.end;
  usage.buckets = static_cast<std::int64_t>(partition.buckets.size());
  usage.bucket_days = CommonDays(span, {*session.createdAt, end});
  if (!IsDiscoveryOn(partition)) return usage;
  const model::DiscoverySettings& discovery = *DiscoveryOf(partition);
  usage.objects = MonitoredObjects(partition.buckets);
  usage.object_days = CommonDays(span, {discovery.enabledAt.value_or(*session.createdAt), end});
  return usage;
}

AccountUsage UsageOf(const Call& call, const state::Snapshot& snapshot, const state::PartitionKey& account,
                     const TimeSpan& span) {
  const state::Partition& partition = snapshot.partition(account);
  AccountUsage result;
  result.account = account.account;
  const auto session = SessionInForce(call.environment, snapshot.state().created_at, account, partition);
  if (!session) return result;
  const Usage usage = Measure(partition, *session, span);
  for (std::size_t i = 0; i < kUsageTypes.size(); ++i) {
    result.costs[i] = CostOf(usage, kUsageTypes[i]);
    result.total = base::SaturatingAdd(result.total, result.costs[i]);
  }
  result.service_limited = usage.job_bytes >= model::kJobTerabytesPerMonth * kTerabyte;
  result.enabled_at = session->createdAt;
  if (const auto* discovery = DiscoveryOf(partition)) result.discovery_enabled_at = discovery->firstEnabledAt;
  return result;
}

// The caller's, and those of the accounts it administers.
std::vector<AccountUsage> AllUsage(const Call& call, const state::Snapshot& snapshot, model::TimeRange range) {
  const TimeSpan span = SpanOf(range, call.now);
  std::vector<AccountUsage> all;
  for (const auto& account : AccountsAdministered(snapshot.partition(call.caller), call.caller)) {
    all.push_back(UsageOf(call, snapshot, account, span));
  }
  return all;
}

model::UsageRecord ToRecord(const AccountUsage& usage) {
  model::UsageRecord record;
  record.accountId = usage.account;
  record.freeTrialStartDate = usage.enabled_at;
  record.automatedDiscoveryFreeTrialStartDate = usage.discovery_enabled_at;
  auto& list = record.usage.emplace();
  for (std::size_t i = 0; i < kUsageTypes.size(); ++i) {
    auto& one = list.emplace_back();
    one.type = kUsageTypes[i];
    one.currency = model::Currency::USD;
    one.estimatedCost = DollarText(usage.costs[i]);
    if (kUsageTypes[i] != model::UsageType::SENSITIVE_DATA_DISCOVERY) continue;
    auto& limit = one.serviceLimit.emplace();
    limit.isServiceLimited = usage.service_limited;
    limit.unit = model::Unit::TERABYTES;
    limit.value = model::kJobTerabytesPerMonth;
  }
  return record;
}

}  // namespace

wire::Outcome<model::GetUsageTotalsResponse> GetUsageTotals(const Call& call, const state::Snapshot& snapshot,
                                                            const model::GetUsageTotalsRequest& request) {
  // The model has a plain string there; the documentation names the values [D].
  const auto range = wire::ParseEnum<model::TimeRange>(*request.timeRange);
  if (!range) {
    return wire::Refusal{
        model::kValidationException,
        "1 validation error detected: Value " + base::Quote(*request.timeRange) + " at 'timeRange' failed to satisfy " +
            "constraint: " + wire::EnumConstraint(DescribeType(static_cast<const model::TimeRange*>(nullptr)))};
  }
  const std::vector<AccountUsage> all = AllUsage(call, snapshot, *range);
  model::GetUsageTotalsResponse response;
  response.timeRange = *range;
  auto& totals = response.usageTotals.emplace();
  for (std::size_t i = 0; i < kUsageTypes.size(); ++i) {
    MicroDollars sum = 0;
    for (const auto& usage : all) sum = base::SaturatingAdd(sum, usage.costs[i]);
    auto& total = totals.emplace_back();
    total.type = kUsageTypes[i];
    total.currency = model::Currency::USD;
    total.estimatedCost = DollarText(sum);
  }
  return response;
}

wire::Outcome<model::GetUsageStatisticsResponse> GetUsageStatistics(const Call& call, const state::Snapshot& snapshot,
                                                                    const model::GetUsageStatisticsRequest& request) {
  MACIE_TRY(const UsagePredicate matches, CompileUsageFilters(request.filterBy));
  const auto question = [&request] {
    model::GetUsageStatisticsRequest asked = request;
    asked.maxResults.reset();
    asked.nextToken.reset();
    return asked;
  };
  MACIE_TRY(const Page page, OpenPage(call, snapshot.state(), model::Operation::GetUsageStatistics, question,
                                      request.maxResults, request.nextToken));
  std::vector<AccountUsage> found = AllUsage(call, snapshot, *request.timeRange);
  std::erase_if(found, [&](const AccountUsage& usage) { return !matches(usage); });
  const auto position_of = [&](const AccountUsage& usage) { return UsagePosition(request.sortBy, usage); };
  std::sort(found.begin(), found.end(),
            [&](const AccountUsage& a, const AccountUsage& b) { return position_of(a) < position_of(b); });
  model::GetUsageStatisticsResponse response;
  response.timeRange = request.timeRange;
  auto& records = response.records.emplace();
  for (const auto& usage : CutPage(page, std::move(found), position_of, &response.nextToken)) {
    records.push_back(ToRecord(usage));
  }
  return response;
}

}  // namespace macie_local::service
