// Conditions and sorts of GetUsageStatistics, each comparator with each key.
#include "service/usage/filters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/timestamp.h"
#include "wire/type_desc.h"

namespace macie_local::service {
namespace {

using Comparator = model::UsageStatisticsFilterComparator;
using Key = model::UsageStatisticsFilterKey;
using SortKey = model::UsageStatisticsSortKey;

constexpr std::array kAll{Comparator::GT, Comparator::GTE, Comparator::LT,      Comparator::LTE,
                          Comparator::EQ, Comparator::NE,  Comparator::CONTAINS};

AccountUsage Account(const char* account, MicroDollars total, const char* enabled_at, bool limited = false) {
  AccountUsage usage;
  usage.account = account;
  usage.total = total;
  usage.service_limited = limited;
  if (enabled_at != nullptr) usage.enabled_at = base::ParseIso8601(enabled_at);
  return usage;
}

const std::array kAccounts{
    Account("100000000001", 1'000'000, "2024-01-01T00:00:00Z"),
    Account("100000000002", 2'000'000, "2024-01-02T00:00:00Z", true),
    Account("100000000003", 3'000'000, "2024-01-03T00:00:00Z"),
    Account("100000000004", 0, nullptr),
};

model::UsageStatisticsFilter Filter(Key key, Comparator comparator, std::vector<std::string> values) {
  model::UsageStatisticsFilter filter;
  filter.key = key;
  filter.comparator = comparator;
  filter.values = std::move(values);
  return filter;
}

// The last digits of the accounts that match; the message of a refusal.
std::string Matching(const std::vector<model::UsageStatisticsFilter>& filters) {
  const auto predicate = CompileUsageFilters(filters);
  if (!predicate.ok()) return predicate.error().text;
  std::string found;
  for (const auto& account : kAccounts) {
    if ((*predicate)(account)) found += account.account.back();
  }
  return found;
}

std::string Matching(Key key, Comparator comparator, std::vector<std::string> values) {
  return Matching({Filter(key, comparator, std::move(values))});
}

TEST(UsageFilters, Totals) {
  const std::map<Comparator, std::string> expected{{Comparator::GT, "3"},  {Comparator::GTE, "23"},
                                                   {Comparator::LT, "14"}, {Comparator::LTE, "124"},
                                                   {Comparator::EQ, "2"},  {Comparator::NE, "134"}};
  for (const auto& [comparator, found] : expected) {
    EXPECT_EQ(found, Matching(Key::total, comparator, {"2.00"})) << wire::EnumName(comparator);
  }
}

TEST(UsageFilters, DatesOfAccountsThatHaveOne) {
  const std::map<Comparator, std::string> expected{{Comparator::GT, "3"}, {Comparator::GTE, "23"},
                                                   {Comparator::LT, "1"}, {Comparator::LTE, "12"},
                                                   {Comparator::EQ, "2"}, {Comparator::NE, "134"}};
  for (const auto& [comparator, found] : expected) {
    EXPECT_EQ(found, Matching(Key::freeTrialStartDate, comparator, {"2024-01-02T01:00:00+01:00"}))
        << wire::EnumName(comparator);
  }
}

// From the year 0 to the year 9999, and those without a date behind them.
TEST(UsageFilters, DatesBefore1970ComeFirst) {
  const std::vector<AccountUsage> ascending{
      Account("5", 0, "0000-01-01T00:00:00Z"),        Account("4", 0, "1969-12-31T23:59:59.999999Z"),
      Account("3", 0, "1970-01-01T00:00:00Z"),        Account("2", 0, "2024-01-01T00:00:00Z"),
      Account("1", 0, "9999-12-31T23:59:59.999999Z"), Account("0", 0, nullptr)};
  for (const auto order : {model::OrderBy::ASC, model::OrderBy::DESC}) {
    model::UsageStatisticsSortBy sort;
    sort.key = SortKey::freeTrialStartDate;
    sort.orderBy = order;
    for (std::size_t i = 1; i < ascending.size(); ++i) {
      const bool before = UsagePosition(sort, ascending[i - 1]) < UsagePosition(sort, ascending[i]);
      EXPECT_EQ(before, order == model::OrderBy::ASC) << i;
    }
  }
  const std::map<Comparator, std::string> expected{{Comparator::GT, "123"}, {Comparator::LT, ""}};
  for (const auto& [comparator, found] : expected) {
    EXPECT_EQ(found, Matching(Key::freeTrialStartDate, comparator, {"1969-12-31T23:59:59Z"}));
  }
}

TEST(UsageFilters, ServiceLimits) {
  EXPECT_EQ("2", Matching(Key::serviceLimit, Comparator::EQ, {"true"}));
  EXPECT_EQ("134", Matching(Key::serviceLimit, Comparator::EQ, {"false"}));
  EXPECT_EQ("134", Matching(Key::serviceLimit, Comparator::NE, {"true"}));
  EXPECT_EQ("2", Matching(Key::serviceLimit, Comparator::NE, {"false"}));
}

TEST(UsageFilters, Accounts) {
  EXPECT_EQ("13", Matching(Key::accountId, Comparator::CONTAINS, {"100000000003", "none", "100000000001"}));
  EXPECT_EQ("", Matching(Key::accountId, Comparator::CONTAINS, {"1000"}));
}

TEST(UsageFilters, AllConditionsMustHold) {
  EXPECT_EQ("1234", Matching(std::vector<model::UsageStatisticsFilter>{}));
  EXPECT_EQ(
      "3", Matching({Filter(Key::total, Comparator::GT, {"1"}), Filter(Key::serviceLimit, Comparator::EQ, {"false"})}));
}

TEST(UsageFilters, EachKeyTakesItsComparatorsOnly) {
  const std::map<Key, std::pair<std::string, std::size_t>> keys{{Key::accountId, {"100000000001", 1}},
                                                                {Key::serviceLimit, {"true", 2}},
                                                                {Key::freeTrialStartDate, {"2024-01-02T00:00:00Z", 6}},
                                                                {Key::total, {"1", 6}}};
  for (const auto& [key, expected] : keys) {
    const auto taken = std::count_if(kAll.begin(), kAll.end(), [&, &value = expected.first, &k = key](Comparator c) {
      return CompileUsageFilters(std::vector{Filter(k, c, {value})}).ok();
    });
    EXPECT_EQ(expected.second, static_cast<std::size_t>(taken)) << wire::EnumName(key);
  }
  EXPECT_EQ("The request failed because filterBy[0].comparator can't be EQ for accountId; allowed: CONTAINS.",
            Matching(Key::accountId, Comparator::EQ, {"1"}));
}

TEST(UsageFilters, ValuesThatAreNone) {
  EXPECT_EQ("The request failed because filterBy[0].values must be an amount in dollars such as '1.51'; 'x' given.",
            Matching(Key::total, Comparator::EQ, {"x"}));
  EXPECT_EQ("The request failed because filterBy[0].values must have one value for total; 2 given.",
            Matching(Key::total, Comparator::EQ, {"1", "2"}));
  for (const Key key : {Key::serviceLimit, Key::freeTrialStartDate, Key::total}) {
    EXPECT_FALSE(CompileUsageFilters(std::vector{Filter(key, Comparator::EQ, {"x"})}).ok()) << wire::EnumName(key);
    EXPECT_FALSE(CompileUsageFilters(std::vector{Filter(key, Comparator::EQ, {})}).ok()) << wire::EnumName(key);
  }
}

// The last digits of the accounts, sorted.
std::string Sorted(std::optional<SortKey> key, std::optional<model::OrderBy> direction) {
  std::optional<model::UsageStatisticsSortBy> sort;
  if (key || direction) {
    sort.emplace().key = key;
    sort->orderBy = direction;
  }
  std::map<std::string, char> sorted;
  for (const auto& account : kAccounts) sorted[UsagePosition(sort, account)] = account.account.back();
  std::string found;
  for (const auto& [position, digit] : sorted) found += digit;
  return found;
}

TEST(UsageFilters, Sorts) {
  using model::OrderBy;
  EXPECT_EQ("1234", Sorted({}, {}));
  EXPECT_EQ("1234", Sorted(SortKey::accountId, {}));
  EXPECT_EQ("4321", Sorted({}, OrderBy::DESC));
  EXPECT_EQ("4123", Sorted(SortKey::total, OrderBy::ASC));
  EXPECT_EQ("3214", Sorted(SortKey::total, OrderBy::DESC));
  EXPECT_EQ("1234", Sorted(SortKey::freeTrialStartDate, OrderBy::ASC));
  EXPECT_EQ("4321", Sorted(SortKey::freeTrialStartDate, OrderBy::DESC));
  EXPECT_EQ("1234", Sorted(SortKey::serviceLimitValue, OrderBy::DESC));
}

}  // namespace
}  // namespace macie_local::service
