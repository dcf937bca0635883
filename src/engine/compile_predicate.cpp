#include "engine/compile_predicate.h"

#include <algorithm>

#include "engine/filter.h"

namespace macie_local::engine {
namespace {

// Groups looked at to estimate a range on a column without an index.
constexpr std::size_t kSampledGroups = 8;

// Numbers counted to estimate how many rows have one of a list of them.
constexpr std::size_t kSampledNumbers = 64;

// A condition on keys or values alone is looked up by at most so many pairs of key and value.
constexpr std::size_t kCodesMax = 64;

// The end of the keys that begin with `prefix`: the least text greater than all of them; empty: no end.
std::string PrefixEnd(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xff) prefix.pop_back();
  if (!prefix.empty()) prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

template <class T>
void SortUnique(std::vector<T>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
}

void CompileHeldKey(const Table& table, const Condition& condition, Predicate* predicate) {
  // A text is kept whole, or as a beginning that the row's key completes: every split is looked up.
  const Dictionary& texts = table.dictionary(condition.column);
  for (const std::string_view text : condition.texts) {
    if (const auto code = texts.Find(text)) {
      predicate->numbers.push_back(std::int64_t{*code} * 2);
      predicate->matches += texts.count(*code);
    }
    for (std::size_t split = 0; split < text.size(); ++split) {
      const auto code = texts.Find(text.substr(0, split));
      const auto slot = code ? table.Find(text.substr(split)) : std::nullopt;
      if (slot && table.group(*slot / kGroupRows).numbers[predicate->store]->Get(*slot % kGroupRows) ==
                      std::int64_t{*code} * 2 + 1) {
        predicate->slots.push_back(*slot);
      }
    }
  }
  SortUnique(&predicate->numbers);
  SortUnique(&predicate->slots);
  predicate->matches += predicate->slots.size();
  predicate->kind = Predicate::Kind::kSlots;
}

void CompileTextIn(const Table& table, const Condition& condition, Predicate* predicate) {
  const Column& column = table.schema().column(condition.column);
  switch (column.kind) {
    case ColumnKind::kKey:
      for (const auto& text : condition.texts) {
        if (const auto slot = table.Find(text)) predicate->slots.push_back(*slot);
      }
      SortUnique(&predicate->slots);
      predicate->matches = predicate->slots.size();
      predicate->kind = Predicate::Kind::kSlots;
      return;
    case ColumnKind::kChoice:
      for (const auto& text : condition.texts) {
        const auto found = std::find(column.choices.begin(), column.choices.end(), text);
        if (found != column.choices.end()) predicate->numbers.push_back(found - column.choices.begin());
      }
      SortUnique(&predicate->numbers);
      for (const auto choice : predicate->numbers) {
        predicate->matches += table.choice_count(condition.column, static_cast<std::size_t>(choice));
      }
      break;
    case ColumnKind::kText:
      if (column.holds_key) return CompileHeldKey(table, condition, predicate);
      [[fallthrough]];
    case ColumnKind::kTextList: {
      const Dictionary& texts = table.dictionary(condition.column);
      for (const auto& text : condition.texts) {
        const auto code = texts.Find(text);
        if (!code) continue;
        predicate->codes.push_back(*code);
      }
      SortUnique(&predicate->codes);
      for (const Code code : predicate->codes) predicate->matches += texts.count(code);
      if (column.kind == ColumnKind::kTextList) {
        predicate->kind = predicate->codes.empty() ? Predicate::Kind::kConstant : Predicate::Kind::kListed;
        return;
      }
      predicate->numbers.assign(predicate->codes.begin(), predicate->codes.end());
      break;
    }
    default:
      return;
  }
  predicate->kind = predicate->numbers.empty() ? Predicate::Kind::kConstant : Predicate::Kind::kNumbers;
}

// Few pairs that match a key or a value alone are as good as named one by one.
void ResolvePairs(const PairDictionary& pairs, Predicate* predicate) {
  std::vector<Code> codes;
  const auto add = [&](Code code) {
    if (codes.size() > kCodesMax) return false;
    codes.push_back(code);
    return true;
  };
  for (std::size_t i = 0; i < predicate->keys.size() && codes.size() <= kCodesMax; ++i) {
    pairs.ForEachWithKey(predicate->keys[i], add);
  }
  for (std::size_t i = 0; i < predicate->values.size() && codes.size() <= kCodesMax; ++i) {
    pairs.ForEachWithValue(predicate->values[i], add);
  }
  if (codes.size() > kCodesMax) return;
  predicate->codes.insert(predicate->codes.end(), codes.begin(), codes.end());
  predicate->keys.clear();
  predicate->values.clear();
}

void CompilePairs(const Table& table, const Condition& condition, Predicate* predicate) {
  const PairDictionary& pairs = table.pairs();
  for (const auto& wanted : condition.pairs) {
    const auto key = wanted.key ? pairs.keys().Find(*wanted.key) : std::nullopt;
    const auto value = wanted.value ? pairs.values().Find(*wanted.value) : std::nullopt;
    if (key && value) {
      if (const auto code = pairs.Find({*key, *value})) predicate->codes.push_back(*code);
    } else if (key && !wanted.value) {
      predicate->keys.push_back(*key);
    } else if (value && !wanted.key) {
      predicate->values.push_back(*value);
    }
  }
  SortUnique(&predicate->codes);
  SortUnique(&predicate->keys);
  SortUnique(&predicate->values);
  for (const Code code : predicate->codes) predicate->matches += pairs.count(code);
  for (const Code key : predicate->keys) predicate->matches += pairs.keys().count(key);
  for (const Code value : predicate->values) predicate->matches += pairs.values().count(value);
  ResolvePairs(pairs, predicate);
  SortUnique(&predicate->codes);
  if (!predicate->keys.empty() || !predicate->values.empty()) {
    predicate->kind = Predicate::Kind::kPairs;
  } else {
    predicate->kind = predicate->codes.empty() ? Predicate::Kind::kConstant : Predicate::Kind::kListed;
  }
}

// The rows with a number in [least, greatest], of a column with an order.
std::size_t CountOrdered(const Table& table, std::size_t column, std::int64_t least, std::int64_t greatest) {
  const OrderLess less(table, column);
  const auto& values = table.order(column).values;
  const auto from = values.CountBelow(OrderLess::Probe{.value = least, .text = {}, .key = {}, .edge = -1}, less);
  const auto to = values.CountBelow(OrderLess::Probe{.value = greatest, .text = {}, .key = {}, .edge = 1}, less);
  return to > from ? to - from : 0;
}

// What a few groups say of all rows, whatever the kind of the predicate.
std::size_t EstimateByGroups(const Table& table, Predicate predicate) {
  predicate.negated = false;
  const bool vector = IsVector(predicate);
  const std::size_t groups = table.groups();
  const std::size_t step = std::max<std::size_t>(1, groups / kSampledGroups);
  std::size_t seen = 0;
  std::size_t matched = 0;
  for (std::size_t i = 0; i < groups; i += step) {
    const RowGroup& group = table.group(i);
    RowMask mask;
    mask.fill(1);
    if (vector) Filter(predicate, group, &mask);
    for (std::size_t row = 0; row < kGroupRows; ++row) {
      if (!TestBit(group.alive, row)) continue;
      ++seen;
      const auto slot = static_cast<Slot>(i * kGroupRows + row);
      matched += vector ? mask[row] : Matches(table, predicate, group, slot) ? 1 : 0;
    }
  }
  return seen == 0 ? 0 : (matched * table.size() + seen / 2) / seen;
}

std::size_t EstimateRange(const Table& table, const Predicate& predicate) {
  if (table.size() == 0) return 0;
  if (table.schema().column(predicate.column).access != Access::kOrdered) return EstimateByGroups(table, predicate);
  return CountOrdered(table, predicate.column, predicate.least, predicate.greatest);
}

// Of many numbers with an order some are counted, at even distances.
std::size_t EstimateNumbers(const Table& table, const Predicate& predicate) {
  if (table.size() == 0) return 0;
  if (table.schema().column(predicate.column).access != Access::kOrdered) return EstimateByGroups(table, predicate);
  const std::size_t counted = std::min(predicate.numbers.size(), kSampledNumbers);
  std::size_t matched = 0;
  for (std::size_t i = 0; i < counted; ++i) {
    const std::int64_t number = predicate.numbers[i * predicate.numbers.size() / counted];
    matched += CountOrdered(table, predicate.column, number, number);
  }
  return std::min(table.size(), matched * predicate.numbers.size() / counted);
}

// What the test says of digests, where it is about the values of a digested column.
void CompileDigest(const Schema& schema, Predicate* predicate) {
  const DigestField* field = schema.digest_field(predicate->column);
  if (field == nullptr || (predicate->kind != Predicate::Kind::kRange && predicate->kind != Predicate::Kind::kNumbers))
    return;
  std::uint32_t allowed = 0;
  if (predicate->kind == Predicate::Kind::kNumbers) {
    for (const auto number : predicate->numbers) allowed |= field->bit(number);
  } else if (predicate->least == predicate->greatest) {
    allowed = field->bit(predicate->least);
  } else {
    return;
  }
  if (predicate->negated && !field->exact) return;
  predicate->forbid = predicate->negated ? allowed : field->all_bits() & ~allowed;
  predicate->by_digest = field->exact;
}

}  // namespace

Predicate Compile(const Table& table, const Condition& condition) {
  Predicate predicate;
  predicate.column = condition.column;
  predicate.negated = condition.negated;
  if (table.size() == 0) return predicate;
  const Schema& schema = table.schema();
  const ColumnKind kind = schema.column(condition.column).kind;
  const bool list = kind == ColumnKind::kTextList || kind == ColumnKind::kPairList;
  predicate.store = list ? schema.list_store(condition.column) : schema.number_store(condition.column);
  switch (condition.kind) {
    case Condition::Kind::kTextIn:
      CompileTextIn(table, condition, &predicate);
      break;
    case Condition::Kind::kRange:
      predicate.least = condition.least;
      predicate.greatest = condition.greatest;
      if (predicate.least > predicate.greatest) break;
      predicate.kind = Predicate::Kind::kRange;
      predicate.matches = EstimateRange(table, predicate);
      break;
    case Condition::Kind::kNumberIn:
      predicate.numbers = condition.numbers;
      SortUnique(&predicate.numbers);
      if (predicate.numbers.empty()) break;
      predicate.kind = Predicate::Kind::kNumbers;
      predicate.matches = EstimateNumbers(table, predicate);
      break;
    case Condition::Kind::kPrefix: {
      predicate.kind = Predicate::Kind::kPrefix;
      predicate.text = condition.texts.front();
      const KeyLess less(table);
      predicate.text_end = PrefixEnd(predicate.text);
      const std::string_view end = predicate.text_end;
      const std::size_t to = end.empty() ? table.size() : table.by_key().CountBelow(end, less);
      predicate.matches = to - table.by_key().CountBelow(std::string_view(predicate.text), less);
      break;
    }
    case Condition::Kind::kPairAny:
      CompilePairs(table, condition, &predicate);
      break;
  }
  if (predicate.kind == Predicate::Kind::kNumbers && predicate.numbers.size() == 1) {
    predicate.kind = Predicate::Kind::kRange;
    predicate.least = predicate.greatest = predicate.numbers.front();
  }
  CompileDigest(schema, &predicate);
  return predicate;
}

}  // namespace macie_local::engine
