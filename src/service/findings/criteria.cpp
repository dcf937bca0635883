#include "service/findings/criteria.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "service/core/criteria_budget.h"
#include "service/core/criteria_messages.h"
#include "service/findings/fields.h"
#include "service/findings/messages.h"

namespace macie_local::service {

// What one operator, or the orders of a field together, say.
struct FindingCondition {
  enum class Test : std::uint8_t { kAnyOf, kNoneOf, kExactly, kRange };

  const FindingField* field;
  Test test;
  std::vector<std::string> texts;     // of text fields: sorted, no two alike
  std::vector<std::int64_t> numbers;  // of the others, in the units of FieldValue: likewise
  std::int64_t least = 0;             // kRange: both ends belong to it
  std::int64_t greatest = 0;
};

namespace {

using Kind = FindingField::Kind;
using Test = FindingCondition::Test;
using Operators = model::CriterionAdditionalProperties;

constexpr std::int64_t kMicrosPerMilli = 1000;
constexpr std::string_view kOrders = "gt, gte, lt, lte";

bool TakesOrder(const FindingField& field) {
  return field.kind == Kind::kNumber || field.kind == Kind::kDate;
}

std::string AllowedOperators(const FindingField& field) {
  std::string allowed = "eq, neq";
  if (field.takes_exact_match) allowed.append(", eqExactMatch");
  if (TakesOrder(field)) allowed.append(", ").append(kOrders);
  return allowed;
}

// `value`, in the field's unit, kept within what can be compared: a bound that far out holds for all or for none.
std::int64_t InUnit(const FindingField& field, std::int64_t value) {
  if (field.kind != Kind::kDate) return value;
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max() / kMicrosPerMilli;
  return std::clamp(value, -kMax, kMax) * kMicrosPerMilli;
}

wire::Outcome<std::int64_t> ParseValue(const std::string& where, const FindingField& field, const std::string& value) {
  if (field.kind == Kind::kBoolean) {
    if (value != "true" && value != "false") return WrongValue(where, "\"true\" or \"false\"", value);
    return value == "true" ? 1 : 0;
  }
  std::int64_t number = 0;
  const char* const end = value.data() + value.size();
  const auto parsed = std::from_chars(value.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    return WrongValue(
        where, field.kind == Kind::kDate ? "times as strings of epoch milliseconds" : "integers as strings", value);
  }
  return InUnit(field, number);
}

template <class T>
void SortUnique(std::vector<T>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
}

wire::Outcome<FindingCondition> CompileList(const std::string& where, const FindingField& field, Test test,
                                            const std::vector<std::string>& values, CriteriaBudget* budget) {
  MACIE_CHECK(budget->TakeValues(where, values));
  FindingCondition condition{&field, test, {}, {}};
  if (values.empty()) return EmptyList(where);
  if (field.kind == Kind::kText) {
    condition.texts = values;
    SortUnique(&condition.texts);
    return condition;
  }
  for (const std::string& value : values) {
    MACIE_TRY(const std::int64_t number, ParseValue(where, field, value));
    condition.numbers.push_back(number);
  }
  SortUnique(&condition.numbers);
  return condition;
}

// gt, gte, lt and lte of one field as one range; an empty one when nothing can lie in it.
FindingCondition CompileRange(const FindingField& field, const Operators& operators) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kGreatest = std::numeric_limits<std::int64_t>::max();
  FindingCondition range{&field, Test::kRange, {}, {}, kLeast, kGreatest};
  bool empty = false;
  if (operators.gte) range.least = std::max(range.least, InUnit(field, *operators.gte));
  if (operators.lte) range.greatest = std::min(range.greatest, InUnit(field, *operators.lte));
  if (operators.gt) {
    const std::int64_t bound = InUnit(field, *operators.gt);
    if (bound == kGreatest) {
      empty = true;
    } else {
      range.least = std::max(range.least, bound + 1);
    }
  }
  if (operators.lt) {
    const std::int64_t bound = InUnit(field, *operators.lt);
    if (bound == kLeast) {
      empty = true;
    } else {
      range.greatest = std::min(range.greatest, bound - 1);
    }
  }
  if (empty) std::tie(range.least, range.greatest) = std::pair{kGreatest, kLeast};
  return range;
}

wire::Verdict CompileField(const std::string& where, const FindingField& field, const Operators& operators,
                           CriteriaBudget* budget, std::vector<FindingCondition>* out) {
  const std::pair<std::string_view, bool> orders[] = {{"gt", operators.gt.has_value()},
                                                      {"gte", operators.gte.has_value()},
                                                      {"lt", operators.lt.has_value()},
                                                      {"lte", operators.lte.has_value()}};
  std::string_view order;  // the first that is given
  for (const auto& [name, given] : orders) {
    if (given && order.empty()) order = name;
  }
  if (!order.empty() && !TakesOrder(field)) return OperatorNotAllowed(where, order, AllowedOperators(field));
  if (operators.eqExactMatch) {
    if (!field.takes_exact_match) return OperatorNotAllowed(where, "eqExactMatch", AllowedOperators(field));
    if (operators.eq) return ExactMatchNotAlone(where, "eq");
    if (operators.neq) return ExactMatchNotAlone(where, "neq");
  }
  const std::tuple<std::string_view, Test, const std::optional<std::vector<std::string>>*> lists[] = {
      {".eq", Test::kAnyOf, &operators.eq},
      {".neq", Test::kNoneOf, &operators.neq},
      {".eqExactMatch", Test::kExactly, &operators.eqExactMatch}};
  for (const auto& [name, test, values] : lists) {
    if (!*values) continue;
    MACIE_TRY(auto condition, CompileList(std::string(where).append(name), field, test, **values, budget));
    out->push_back(std::move(condition));
  }
  if (!order.empty()) out->push_back(CompileRange(field, operators));
  return base::Done{};
}

bool IsOneOf(const FindingCondition& condition, const FieldValue& value) {
  if (condition.field->kind == Kind::kText) {
    return std::binary_search(condition.texts.begin(), condition.texts.end(), value.text, std::less<>());
  }
  return std::binary_search(condition.numbers.begin(), condition.numbers.end(), value.number);
}

// The field's values, taken as a set, are those of the condition.
bool IsExactly(const FindingCondition& condition, const model::Finding& finding) {
  const auto& texts = condition.texts;
  std::vector<bool> met(texts.size());
  const bool foreign = AnyFieldValue(condition.field->path, &finding, [&](const FieldValue& value) {
    const auto found = std::lower_bound(texts.begin(), texts.end(), value.text, std::less<>());
    if (found == texts.end() || *found != value.text) return true;
    met[static_cast<std::size_t>(found - texts.begin())] = true;
    return false;
  });
  return !foreign && std::find(met.begin(), met.end(), false) == met.end();
}

bool Holds(const FindingCondition& condition, const model::Finding& finding) {
  const auto any = [&](const auto& test) { return AnyFieldValue(condition.field->path, &finding, test); };
  const auto is_one = [&](const FieldValue& value) { return IsOneOf(condition, value); };
  switch (condition.test) {
    case Test::kAnyOf:
      return any(is_one);
    case Test::kNoneOf:
      return !any(is_one);
    case Test::kRange:
      return any([&](const FieldValue& value) {
        return condition.least <= value.number && value.number <= condition.greatest;
      });
    case Test::kExactly:
      break;
  }
  return IsExactly(condition, finding);
}

}  // namespace

FindingPredicate::FindingPredicate(std::vector<FindingCondition> conditions)
    : conditions_(std::make_shared<const std::vector<FindingCondition>>(std::move(conditions))) {}

bool FindingPredicate::operator()(const model::Finding& finding) const {
  for (const FindingCondition& condition : *conditions_) {
    if (!Holds(condition, finding)) return false;
  }
  return true;
}

wire::Outcome<FindingPredicate> CompileFindingCriteria(std::string_view where, const model::FindingCriteria& criteria) {
  std::vector<FindingCondition> conditions;
  if (criteria.criterion) {
    const std::string at = std::string(where) + ".criterion";
    CriteriaBudget budget;
    for (const auto& [name, operators] : *criteria.criterion) {
      const FindingField* field = FindFindingField(name);
      if (field == nullptr) return UnknownFindingField(at, name);
      MACIE_CHECK(CompileField(at + "." + name, *field, operators, &budget, &conditions));
    }
  }
  // Short paths first: they are the cheapest to follow, and the first condition that fails is the last one looked at.
  std::stable_sort(conditions.begin(), conditions.end(),
                   [](const auto& a, const auto& b) { return a.field->path.size() < b.field->path.size(); });
  return FindingPredicate(std::move(conditions));
}

}  // namespace macie_local::service
