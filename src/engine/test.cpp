#include "engine/test.h"

#include <algorithm>

namespace macie_local::engine {
namespace {

// Groups looked at to estimate a range on a column without an index.
constexpr std::size_t kSampledGroups = 8;

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
  for (const Test::PairTest& pair : test->pairs) {
    if (pair.key) {
      pairs.ForEachWithKey(*pair.key, add);
    } else {
      pairs.ForEachWithValue(*pair.value, add);
    }
  }
  if (codes.size() > kCodesMax) return;
  test->codes.insert(test->codes.end(), codes.begin(), codes.end());
  test->pairs.clear();
}

void CompilePairs(const Table& table, const Condition& condition, Test* test) {
  const PairDictionary& pairs = table.pairs();
  for (const auto& wanted : condition.pairs) {
    Test::PairTest pair;
    if (wanted.key) {
      pair.key = pairs.keys().Find(*wanted.key);
      if (!pair.key) continue;
    }
    if (wanted.value) {
      pair.value = pairs.values().Find(*wanted.value);
      if (!pair.value) continue;
    }
    if (pair.key && pair.value) {
      const auto code = pairs.Find({*pair.key, *pair.value});
      if (!code) continue;
      test->codes.push_back(*code);
      test->matches += pairs.count(*code);
      continue;
    }
    test->matches += pair.key ? pairs.keys().count(*pair.key) : pair.value ? pairs.values().count(*pair.value) : 0;
    test->pairs.push_back(pair);
  }
  ResolvePairs(pairs, test);
  SortUnique(&test->codes);
  if (!test->pairs.empty()) {
    test->kind = Test::Kind::kPairs;
  } else {
    test->kind = test->codes.empty() ? Test::Kind::kConstant : Test::Kind::kListed;
  }
}

std::size_t EstimateRange(const Table& table, const Test& test, std::size_t column) {
  if (table.size() == 0) return 0;
  if (table.schema().column(column).access == Access::kOrdered) {
    const OrderLess less(table, column);
    const auto& values = table.order(column).values;
    const auto from = values.CountBelow(OrderLess::Probe{.value = test.least, .text = {}, .key = {}, .edge = -1}, less);
    const auto to = values.CountBelow(OrderLess::Probe{.value = test.greatest, .text = {}, .key = {}, .edge = 1}, less);
    return to > from ? to - from : 0;
  }
  const std::size_t groups = table.groups();
  const std::size_t step = std::max<std::size_t>(1, groups / kSampledGroups);
  std::size_t seen = 0;
  std::size_t matched = 0;
  for (std::size_t i = 0; i < groups; i += step) {
    RowMask mask;
    mask.fill(1);
    Test plain = test;
    plain.negated = false;
    Filter(plain, table.group(i), &mask);
    for (std::size_t row = 0; row < kGroupRows; ++row) {
      if (!TestBit(table.group(i).alive, row)) continue;
      ++seen;
      matched += mask[row];
    }
  }
  return seen == 0 ? 0 : (matched * table.size() + seen / 2) / seen;
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
      test.matches = EstimateRange(table, test, condition.column);
      break;
    case Condition::Kind::kNumberIn:
      test.numbers = condition.numbers;
      SortUnique(&test.numbers);
      if (test.numbers.empty()) break;
      test.kind = Test::Kind::kNumbers;
      for (const auto number : test.numbers) {
        Test one;
        one.kind = Test::Kind::kRange;
        one.store = test.store;
        one.least = one.greatest = number;
        test.matches += EstimateRange(table, one, condition.column);
      }
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
