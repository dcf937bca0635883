#include "engine/test.h"

#include <algorithm>

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

void CompileHeldKey(const Table& table, const Condition& condition, Test* test) {
  // A text is kept whole, or as a beginning that the row's key completes: every split is looked up.
  const Dictionary& texts = table.dictionary(condition.column);
  for (const std::string_view text : condition.texts) {
    if (const auto code = texts.Find(text)) {
      test->numbers.push_back(std::int64_t{*code} * 2);
      test->matches += texts.count(*code);
    }
    for (std::size_t split = 0; split < text.size(); ++split) {
      const auto code = texts.Find(text.substr(0, split));
      const auto slot = code ? table.Find(text.substr(split)) : std::nullopt;
      if (slot && table.group(*slot / kGroupRows).numbers[test->store]->Get(*slot % kGroupRows) ==
                      std::int64_t{*code} * 2 + 1) {
        test->slots.push_back(*slot);
      }
    }
  }
  SortUnique(&test->numbers);
  SortUnique(&test->slots);
  test->matches += test->slots.size();
  test->kind = Test::Kind::kSlots;
}

void CompileTextIn(const Table& table, const Condition& condition, Test* test) {
  const Column& column = table.schema().column(condition.column);
  switch (column.kind) {
    case ColumnKind::kKey:
      for (const auto& text : condition.texts) {
        if (const auto slot = table.Find(text)) test->slots.push_back(*slot);
      }
      SortUnique(&test->slots);
      test->matches = test->slots.size();
      test->kind = Test::Kind::kSlots;
      return;
    case ColumnKind::kChoice:
      for (const auto& text : condition.texts) {
        const auto found = std::find(column.choices.begin(), column.choices.end(), text);
        if (found != column.choices.end()) test->numbers.push_back(found - column.choices.begin());
      }
      SortUnique(&test->numbers);
      for (const auto choice : test->numbers) {
        test->matches += table.choice_count(condition.column, static_cast<std::size_t>(choice));
      }
      break;
    case ColumnKind::kText:
      if (column.holds_key) return CompileHeldKey(table, condition, test);
      [[fallthrough]];
    case ColumnKind::kTextList: {
      const Dictionary& texts = table.dictionary(condition.column);
      for (const auto& text : condition.texts) {
        const auto code = texts.Find(text);
        if (!code) continue;
        test->codes.push_back(*code);
      }
      SortUnique(&test->codes);
      for (const Code code : test->codes) test->matches += texts.count(code);
      if (column.kind == ColumnKind::kTextList) {
        test->kind = test->codes.empty() ? Test::Kind::kConstant : Test::Kind::kListed;
        return;
      }
      test->numbers.assign(test->codes.begin(), test->codes.end());
      break;
    }
    default:
      return;
  }
  test->kind = test->numbers.empty() ? Test::Kind::kConstant : Test::Kind::kNumbers;
}

// Few pairs that match a key or a value alone are as good as named one by one.
void ResolvePairs(const PairDictionary& pairs, Test* test) {
  std::vector<Code> codes;
  const auto add = [&](Code code) {
    if (codes.size() > kCodesMax) return false;
    codes.push_back(code);
    return true;
  };
  for (std::size_t i = 0; i < test->keys.size() && codes.size() <= kCodesMax; ++i) {
    pairs.ForEachWithKey(test->keys[i], add);
  }
  for (std::size_t i = 0; i < test->values.size() && codes.size() <= kCodesMax; ++i) {
    pairs.ForEachWithValue(test->values[i], add);
  }
  if (codes.size() > kCodesMax) return;
  test->codes.insert(test->codes.end(), codes.begin(), codes.end());
  test->keys.clear();
  test->values.clear();
}

void CompilePairs(const Table& table, const Condition& condition, Test* test) {
  const PairDictionary& pairs = table.pairs();
  for (const auto& wanted : condition.pairs) {
    const auto key = wanted.key ? pairs.keys().Find(*wanted.key) : std::nullopt;
    const auto value = wanted.value ? pairs.values().Find(*wanted.value) : std::nullopt;
    if (key && value) {
      if (const auto code = pairs.Find({*key, *value})) test->codes.push_back(*code);
    } else if (key && !wanted.value) {
      test->keys.push_back(*key);
    } else if (value && !wanted.key) {
      test->values.push_back(*value);
    }
  }
  SortUnique(&test->codes);
  SortUnique(&test->keys);
  SortUnique(&test->values);
  for (const Code code : test->codes) test->matches += pairs.count(code);
  for (const Code key : test->keys) test->matches += pairs.keys().count(key);
  for (const Code value : test->values) test->matches += pairs.values().count(value);
  ResolvePairs(pairs, test);
  SortUnique(&test->codes);
  if (!test->keys.empty() || !test->values.empty()) {
    test->kind = Test::Kind::kPairs;
  } else {
    test->kind = test->codes.empty() ? Test::Kind::kConstant : Test::Kind::kListed;
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

// What a few groups say of all rows. The test is one of numbers.
std::size_t EstimateByGroups(const Table& table, Test test) {
  test.negated = false;
  const bool vector = IsVector(test);
  const std::size_t groups = table.groups();
  const std::size_t step = std::max<std::size_t>(1, groups / kSampledGroups);
  std::size_t seen = 0;
  std::size_t matched = 0;
  for (std::size_t i = 0; i < groups; i += step) {
    const RowGroup& group = table.group(i);
    RowMask mask;
    mask.fill(1);
    if (vector) Filter(test, group, &mask);
    for (std::size_t row = 0; row < kGroupRows; ++row) {
      if (!TestBit(group.alive, row)) continue;
      ++seen;
      const auto slot = static_cast<Slot>(i * kGroupRows + row);
      matched += vector ? mask[row] : Matches(table, test, group, slot) ? 1 : 0;
    }
  }
  return seen == 0 ? 0 : (matched * table.size() + seen / 2) / seen;
}

std::size_t EstimateRange(const Table& table, const Test& test) {
  if (table.size() == 0) return 0;
  if (table.schema().column(test.column).access != Access::kOrdered) return EstimateByGroups(table, test);
  return CountOrdered(table, test.column, test.least, test.greatest);
}

// Of many numbers with an order some are counted, at even distances.
std::size_t EstimateNumbers(const Table& table, const Test& test) {
  if (table.size() == 0) return 0;
  if (table.schema().column(test.column).access != Access::kOrdered) return EstimateByGroups(table, test);
  const std::size_t counted = std::min(test.numbers.size(), kSampledNumbers);
  std::size_t matched = 0;
  for (std::size_t i = 0; i < counted; ++i) {
    const std::int64_t number = test.numbers[i * test.numbers.size() / counted];
    matched += CountOrdered(table, test.column, number, number);
  }
  return std::min(table.size(), matched * test.numbers.size() / counted);
}

// What the test says of digests, where it is about the values of a digested column.
void CompileDigest(const Schema& schema, Test* test) {
  const DigestField* field = schema.digest_field(test->column);
  if (field == nullptr || (test->kind != Test::Kind::kRange && test->kind != Test::Kind::kNumbers)) return;
  std::uint32_t allowed = 0;
  if (test->kind == Test::Kind::kNumbers) {
    for (const auto number : test->numbers) allowed |= field->bit(number);
  } else if (test->least == test->greatest) {
    allowed = field->bit(test->least);
  } else {
    return;
  }
  if (test->negated && !field->exact) return;
  test->forbid = test->negated ? allowed : field->all_bits() & ~allowed;
  test->by_digest = field->exact;
}

}  // namespace

Test Compile(const Table& table, const Condition& condition) {
  Test test;
  test.column = condition.column;
  test.negated = condition.negated;
  if (table.size() == 0) return test;
  const Schema& schema = table.schema();
  const ColumnKind kind = schema.column(condition.column).kind;
  const bool list = kind == ColumnKind::kTextList || kind == ColumnKind::kPairList;
  test.store = list ? schema.list_store(condition.column) : schema.number_store(condition.column);
  switch (condition.kind) {
    case Condition::Kind::kTextIn:
      CompileTextIn(table, condition, &test);
      break;
    case Condition::Kind::kRange:
      test.least = condition.least;
      test.greatest = condition.greatest;
      if (test.least > test.greatest) break;
      test.kind = Test::Kind::kRange;
      test.matches = EstimateRange(table, test);
      break;
    case Condition::Kind::kNumberIn:
      test.numbers = condition.numbers;
      SortUnique(&test.numbers);
      if (test.numbers.empty()) break;
      test.kind = Test::Kind::kNumbers;
      test.matches = EstimateNumbers(table, test);
      break;
    case Condition::Kind::kPrefix: {
      test.kind = Test::Kind::kPrefix;
      test.text = condition.texts.front();
      const KeyLess less(table);
      test.text_end = PrefixEnd(test.text);
      const std::string_view end = test.text_end;
      const std::size_t to = end.empty() ? table.size() : table.by_key().CountBelow(end, less);
      test.matches = to - table.by_key().CountBelow(std::string_view(test.text), less);
      break;
    }
    case Condition::Kind::kPairAny:
      CompilePairs(table, condition, &test);
      break;
  }
  if (test.kind == Test::Kind::kNumbers && test.numbers.size() == 1) {
    test.kind = Test::Kind::kRange;
    test.least = test.greatest = test.numbers.front();
  }
  CompileDigest(schema, &test);
  return test;
}

}  // namespace macie_local::engine
