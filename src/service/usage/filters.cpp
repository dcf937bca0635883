#include "service/usage/filters.h"

#include <algorithm>
#include <charconv>
#include <compare>
#include <cstdio>
#include <span>
#include <utility>

#include "base/text.h"
#include "base/timestamp.h"
#include "model/quotas.h"
#include "service/core/criteria_budget.h"
#include "service/core/messages.h"
#include "wire/type_desc.h"

namespace macie_local::service {
namespace {

using Comparator = model::UsageStatisticsFilterComparator;
using Key = model::UsageStatisticsFilterKey;
using SortKey = model::UsageStatisticsSortKey;

// Which comparators each key takes: CONTAINS for accounts is documented [D], the others follow from the kind of value
// [I]. A key with one value takes just one.
struct Rule {
  Key key;
  std::array<Comparator, 6> comparators;
  std::size_t comparator_count;
  bool one_value;
  std::string_view value;  // what a value looks like, for messages
};
constexpr std::array<Comparator, 6> kOrdered{Comparator::GT,  Comparator::GTE, Comparator::LT,
                                             Comparator::LTE, Comparator::EQ,  Comparator::NE};
constexpr std::array kRules{
    Rule{Key::accountId, {Comparator::CONTAINS}, 1, false, "account ids"},
    Rule{Key::serviceLimit, {Comparator::EQ, Comparator::NE}, 2, true, "'true' or 'false'"},
    Rule{Key::freeTrialStartDate, kOrdered, kOrdered.size(), true, "a time such as '2024-01-31T00:00:00Z'"},
    Rule{Key::total, kOrdered, kOrdered.size(), true, "an amount in dollars such as '1.51'"},
};

const Rule& RuleOf(Key key) {
  return *std::find_if(kRules.begin(), kRules.end(), [&](const Rule& rule) { return rule.key == key; });
}

std::string Names(std::span<const Comparator> comparators) {
  std::string names;
  for (const Comparator comparator : comparators) {
    names.append(names.empty() ? "" : ", ").append(wire::EnumName(comparator));
  }
  return names;
}

bool Holds(std::strong_ordering order, Comparator comparator) {
  switch (comparator) {
    case Comparator::GT:
      return order > 0;
    case Comparator::GTE:
      return order >= 0;
    case Comparator::LT:
      return order < 0;
    case Comparator::LTE:
      return order <= 0;
    case Comparator::NE:
      return order != 0;
    case Comparator::EQ:
    case Comparator::CONTAINS:
      break;
  }
  return order == 0;
}

// The predicate of a key with one value; empty when `value` is none of the key's.
UsagePredicate CompileValue(Key key, Comparator comparator, const std::string& value) {
  if (key == Key::total) {
    const auto amount = ParseDollars(value);
    if (!amount) return nullptr;
    return [=](const AccountUsage& usage) { return Holds(usage.total <=> *amount, comparator); };
  }
  if (key == Key::freeTrialStartDate) {
    const auto time = base::ParseIso8601(value);
    if (!time) return nullptr;
    return [=](const AccountUsage& usage) {
      if (!usage.enabled_at) return comparator == Comparator::NE;
      return Holds(*usage.enabled_at <=> *time, comparator);
    };
  }
  if (value != "true" && value != "false") return nullptr;
  return [wanted = (value == "true") == (comparator == Comparator::EQ)](const AccountUsage& usage) {
    return usage.service_limited == wanted;
  };
}

wire::Outcome<UsagePredicate> Compile(const std::string& where, const model::UsageStatisticsFilter& filter,
                                      CriteriaBudget* budget) {
  MACIE_CHECK(budget->TakeValues(where + ".values", filter.values));
  const Rule& rule = RuleOf(filter.key);
  const std::string key_name(wire::EnumName(filter.key));
  const std::span comparators(rule.comparators.data(), rule.comparator_count);
  if (std::find(comparators.begin(), comparators.end(), filter.comparator) == comparators.end()) {
    return RequestFailed(where + ".comparator can't be " + std::string(wire::EnumName(filter.comparator)) + " for " +
                         key_name + "; allowed: " + Names(comparators));
  }
  if (!rule.one_value) {
    std::vector<std::string> accounts = filter.values;
    std::sort(accounts.begin(), accounts.end());
    return UsagePredicate([accounts = std::move(accounts)](const AccountUsage& usage) {
      return std::binary_search(accounts.begin(), accounts.end(), usage.account);
    });
  }
  if (filter.values.size() != 1) {
    return RequestFailed(where + ".values must have one value for " + key_name + "; " +
                         std::to_string(filter.values.size()) + " given");
  }
  UsagePredicate predicate = CompileValue(filter.key, filter.comparator, filter.values.front());
  if (!predicate) {
    return RequestFailed(where + ".values must be " + std::string(rule.value) + "; " +
                         base::Quote(filter.values.front()) + " given");
  }
  return predicate;
}

std::uint64_t SortNumber(SortKey key, const AccountUsage& usage) {
  switch (key) {
    case SortKey::total:
      return static_cast<std::uint64_t>(usage.total);
    case SortKey::serviceLimitValue:
      return static_cast<std::uint64_t>(model::kJobTerabytesPerMonth);
    case SortKey::freeTrialStartDate:
      if (!usage.enabled_at) return UINT64_MAX;
      // Unsigned in the order of the signed number, which is negative before 1970.
      return static_cast<std::uint64_t>(usage.enabled_at->time_since_epoch().count()) ^ (std::uint64_t{1} << 63);
    case SortKey::accountId:
      break;
  }
  std::uint64_t number = 0;
  std::from_chars(usage.account.data(), usage.account.data() + usage.account.size(), number);
  return number;
}

}  // namespace

wire::Outcome<UsagePredicate> CompileUsageFilters(
    const std::optional<std::vector<model::UsageStatisticsFilter>>& filters) {
  std::vector<UsagePredicate> all;
  CriteriaBudget budget;
  if (filters) MACIE_CHECK(budget.TakeTerms("filterBy", filters->size()));
  for (std::size_t i = 0; filters && i < filters->size(); ++i) {
    MACIE_TRY(UsagePredicate predicate, Compile("filterBy[" + std::to_string(i) + "]", (*filters)[i], &budget));
    all.push_back(std::move(predicate));
  }
  return UsagePredicate([all = std::move(all)](const AccountUsage& usage) {
    return std::all_of(all.begin(), all.end(), [&](const UsagePredicate& predicate) { return predicate(usage); });
  });
}

std::string UsagePosition(const std::optional<model::UsageStatisticsSortBy>& sort, const AccountUsage& usage) {
  const bool descending = sort && sort->orderBy == model::OrderBy::DESC;
  const std::uint64_t number = SortNumber(sort ? sort->key.value_or(SortKey::accountId) : SortKey::accountId, usage);
  std::array<char, 17> digits;
  std::snprintf(digits.data(), digits.size(), "%016llx",
                static_cast<unsigned long long>(descending ? UINT64_MAX - number : number));
  return digits.data() + usage.account;
}

}  // namespace macie_local::service
