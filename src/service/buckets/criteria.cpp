#include "service/buckets/criteria.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>

#include "service/core/criteria_budget.h"
#include "service/core/criteria_messages.h"
#include "state/bucket_schema.h"
#include "wire/codec.h"

namespace macie_local::service {
namespace {

using engine::Condition;
using state::BucketField;
using state::BucketSchema;
using Kind = BucketField::Kind;
using Operators = model::BucketCriteriaAdditionalProperties;

constexpr std::int64_t kMicrosPerMilli = 1000;

std::string_view AllowedOperators(const BucketField& field) {
  switch (field.kind) {
    case Kind::kNumber:
      return "eq, neq, gt, gte, lt, lte";
    case Kind::kDate:
      return "gt, gte, lt, lte";
    default:
      return field.path == "bucketName" ? "eq, neq, prefix" : "eq, neq";
  }
}

bool TakesEquality(const BucketField& field) {
  return field.kind != Kind::kDate;
}
bool TakesOrder(const BucketField& field) {
  return field.kind == Kind::kNumber || field.kind == Kind::kDate;
}

// The condition "the field equals one of `values`".
wire::Outcome<Condition> Equals(const std::string& where, const BucketField& field,
                                const std::vector<std::string>& values, bool negated, CriteriaBudget* budget) {
  MACIE_CHECK(budget->TakeValues(where, values));
  Condition condition;
  condition.column = field.column;
  condition.negated = negated;
  if (values.empty()) return EmptyList(where);
  switch (field.kind) {
    case Kind::kNumber:
      condition.kind = Condition::Kind::kNumberIn;
      for (const std::string& value : values) {
        std::int64_t number = 0;
        const char* const end = value.data() + value.size();
        const auto parsed = std::from_chars(value.data(), end, number);
        if (parsed.ec != std::errc() || parsed.ptr != end) return WrongValue(where, "integers as strings", value);
        condition.numbers.push_back(number);
      }
      return condition;
    case Kind::kPairKeys:
    case Kind::kPairValues:
      condition.kind = Condition::Kind::kPairAny;
      for (const std::string& value : values) {
        Condition::Pair pair;
        (field.kind == Kind::kPairKeys ? pair.key : pair.value) = value;
        condition.pairs.push_back(std::move(pair));
      }
      return condition;
    case Kind::kBoolean:
      for (const std::string& value : values) {
        if (value != "true" && value != "false") return WrongValue(where, "\"true\" or \"false\"", value);
      }
      break;
    default:
      break;
  }
  condition.kind = Condition::Kind::kTextIn;
  condition.texts = values;
  return condition;
}

// `value` in the column's unit, kept within what it can hold.
std::int64_t ColumnUnit(const BucketField& field, std::int64_t value) {
  if (field.kind != Kind::kDate) return value;
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max() / kMicrosPerMilli;
  return std::clamp(value, -kMax, kMax) * kMicrosPerMilli;
}

// gt, gte, lt and lte of one field as one range; empty when nothing can lie in it.
Condition RangeOf(const BucketField& field, const Operators& operators) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min() + 1;  // the engine's least number
  constexpr std::int64_t kGreatest = std::numeric_limits<std::int64_t>::max();
  Condition condition;
  condition.column = field.column;
  condition.kind = Condition::Kind::kRange;
  condition.least = kLeast;
  condition.greatest = kGreatest;
  bool empty = false;
  if (operators.gte) condition.least = std::max(condition.least, ColumnUnit(field, *operators.gte));
  if (operators.lte) condition.greatest = std::min(condition.greatest, ColumnUnit(field, *operators.lte));
  if (operators.gt) {
    const std::int64_t bound = ColumnUnit(field, *operators.gt);
    if (bound == kGreatest)
      empty = true;
    else
      condition.least = std::max(condition.least, bound + 1);
  }
  if (operators.lt) {
    const std::int64_t bound = ColumnUnit(field, *operators.lt);
    if (bound <= kLeast)
      empty = true;
    else
      condition.greatest = std::min(condition.greatest, bound - 1);
  }
  if (empty) {
    condition.least = 1;
    condition.greatest = 0;
  }
  return condition;
}

wire::Verdict CompileField(const std::string& where, const BucketField& field, const Operators& operators,
                           CriteriaBudget* budget, std::vector<Condition>* out) {
  const auto refuse = [&](std::string_view given) { return OperatorNotAllowed(where, given, AllowedOperators(field)); };
  if (operators.eq) {
    if (!TakesEquality(field)) return refuse("eq");
    MACIE_TRY(auto condition, Equals(where + ".eq", field, *operators.eq, false, budget));
    out->push_back(std::move(condition));
  }
  if (operators.neq) {
    if (!TakesEquality(field)) return refuse("neq");
    MACIE_TRY(auto condition, Equals(where + ".neq", field, *operators.neq, true, budget));
    out->push_back(std::move(condition));
  }
  const std::pair<std::string_view, const std::optional<std::int64_t>*> orders[] = {
      {"gt", &operators.gt}, {"gte", &operators.gte}, {"lt", &operators.lt}, {"lte", &operators.lte}};
  bool any = false;
  for (const auto& [name, value] : orders) {
    if (!*value) continue;
    if (!TakesOrder(field)) return refuse(name);
    any = true;
  }
  if (any) out->push_back(RangeOf(field, operators));
  if (operators.prefix) {
    if (field.path != "bucketName") return refuse("prefix");
    MACIE_CHECK(budget->TakeValues(where + ".prefix", 1, operators.prefix->size()));
    Condition condition;
    condition.column = field.column;
    condition.kind = Condition::Kind::kPrefix;
    condition.texts = {*operators.prefix};
    out->push_back(std::move(condition));
  }
  return base::Done{};
}

std::string_view PathOf(model::SearchResourcesSimpleCriterionKey key) {
  using Key = model::SearchResourcesSimpleCriterionKey;
  switch (key) {
    case Key::ACCOUNT_ID:
      return "accountId";
    case Key::S3_BUCKET_NAME:
      return "bucketName";
    case Key::S3_BUCKET_EFFECTIVE_PERMISSION:
      return "publicAccess.effectivePermission";
    case Key::S3_BUCKET_SHARED_ACCESS:
      return "sharedAccess";
    case Key::AUTOMATED_DISCOVERY_MONITORING_STATUS:
      break;
  }
  return "automatedDiscoveryMonitoringStatus";
}

std::string_view PathOf(model::SimpleCriterionKeyForJob key) {
  using Key = model::SimpleCriterionKeyForJob;
  switch (key) {
    case Key::ACCOUNT_ID:
      return "accountId";
    case Key::S3_BUCKET_NAME:
      return "bucketName";
    case Key::S3_BUCKET_EFFECTIVE_PERMISSION:
      return "publicAccess.effectivePermission";
    case Key::S3_BUCKET_SHARED_ACCESS:
      break;
  }
  return "sharedAccess";
}

// EQ is false, NE is true; any other comparator is refused.
template <class Comparator>
wire::Outcome<bool> IsNegated(const std::string& where, Comparator comparator) {
  if (comparator == Comparator::EQ) return false;
  if (comparator == Comparator::NE) return true;
  return WrongValue(where + ".comparator", "EQ or NE", wire::EnumName(comparator));
}

template <class Criterion>
wire::Outcome<Condition> CompileSimple(const std::string& where, const Criterion& criterion, CriteriaBudget* budget) {
  MACIE_TRY(const bool negated, IsNegated(where, criterion.comparator));
  return Equals(where + ".values", *BucketSchema::Get().Find(PathOf(criterion.key)), criterion.values, negated, budget);
}

template <class Criterion>
wire::Outcome<Condition> CompileTags(const std::string& where, const Criterion& criterion, CriteriaBudget* budget) {
  Condition condition;
  MACIE_TRY(condition.negated, IsNegated(where, criterion.comparator));
  if (criterion.tagValues.empty()) return EmptyList(where + ".tagValues");
  condition.column = BucketSchema::Get().Column("tags.key");
  condition.kind = Condition::Kind::kPairAny;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < criterion.tagValues.size(); ++i) {
    const auto& pair = criterion.tagValues[i];
    if (!pair.key && !pair.value) return NeedsKeyOrValue(where + ".tagValues[" + std::to_string(i) + "]");
    bytes += (pair.key ? pair.key->size() : 0) + (pair.value ? pair.value->size() : 0);
    condition.pairs.push_back({pair.key, pair.value});
  }
  MACIE_CHECK(budget->TakeValues(where + ".tagValues", criterion.tagValues.size(), bytes));
  return condition;
}

// SearchResources and jobs write their blocks alike, in types of their own.
template <class Block>
wire::Verdict CompileBlock(const std::string& where, const std::optional<Block>& block, CriteriaBudget* budget,
                           std::vector<Condition>* out) {
  if (!block || !block->and_) return base::Done{};
  MACIE_CHECK(budget->TakeTerms(where + ".and", block->and_->size()));
  for (std::size_t i = 0; i < block->and_->size(); ++i) {
    const auto& term = (*block->and_)[i];
    const std::string at = where + ".and[" + std::to_string(i) + "]";
    if (term.simpleCriterion.has_value() == term.tagCriterion.has_value()) {
      return NotExactlyOne(at, "simpleCriterion and tagCriterion");
    }
    auto condition = term.simpleCriterion ? CompileSimple(at + ".simpleCriterion", *term.simpleCriterion, budget)
                                          : CompileTags(at + ".tagCriterion", *term.tagCriterion, budget);
    if (!condition.ok()) return std::move(condition).error();
    out->push_back(std::move(condition).value());
  }
  return base::Done{};
}

template <class Criteria>
wire::Verdict CompileBlocks(const std::string& where, const Criteria& criteria, engine::Query* query) {
  CriteriaBudget budget;
  MACIE_CHECK(CompileBlock(where + ".includes", criteria.includes, &budget, &query->conditions));
  return CompileBlock(where + ".excludes", criteria.excludes, &budget, &query->excluding);
}

}  // namespace

wire::Outcome<std::vector<Condition>> CompileCriteria(const wire::Map<Operators>& criteria) {
  std::vector<Condition> conditions;
  CriteriaBudget budget;
  for (const auto& [path, operators] : criteria) {
    const BucketField* field = BucketSchema::Get().Find(path);
    if (field == nullptr) return UnknownField("criteria", path);
    MACIE_CHECK(CompileField("criteria." + path, *field, operators, &budget, &conditions));
  }
  return conditions;
}

wire::Verdict CompileSearch(const model::SearchResourcesBucketCriteria& criteria, engine::Query* query) {
  return CompileBlocks("bucketCriteria", criteria, query);
}

wire::Verdict CheckJobBucketCriteria(const model::S3BucketCriteriaForJob& criteria) {
  engine::Query query;
  return CompileBlocks("s3JobDefinition.bucketCriteria", criteria, &query);
}

std::vector<engine::Slot> MatchingBuckets(const state::BucketTable& buckets,
                                          const model::S3BucketCriteriaForJob& criteria) {
  engine::Query query;
  const wire::Verdict compiled = CompileBlocks("s3JobDefinition.bucketCriteria", criteria, &query);
  if (!compiled.ok() || buckets.size() == 0) return {};
  const std::vector<engine::Slot> matched = engine::SelectAll(buckets.table(), query);
  // Of very many, going through all names once costs less than comparing names to sort them.
  constexpr std::size_t kManyPart = 16;
  std::vector<engine::Slot> sorted;
  sorted.reserve(matched.size());
  if (matched.size() < buckets.size() / kManyPart) {
    sorted = matched;
    std::sort(sorted.begin(), sorted.end(),
              [&](engine::Slot a, engine::Slot b) { return buckets.table().Key(a) < buckets.table().Key(b); });
    return sorted;
  }
  std::vector<bool> wanted(buckets.table().groups() * engine::kGroupRows);
  for (const engine::Slot slot : matched) wanted[slot] = true;
  buckets.ForEach([&](engine::Slot slot) {
    if (wanted[slot]) sorted.push_back(slot);
  });
  return sorted;
}

}  // namespace macie_local::service
