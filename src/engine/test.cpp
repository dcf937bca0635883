#include "engine/test.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace macie_local::engine {
namespace {

// Groups looked at to estimate a range on a column without an index.
constexpr std::size_t kSampledGroups = 16;

std::string_view KeyPrefixOf(std::string_view key, std::size_t size) {
  return key.substr(0, std::min(size, key.size()));
}

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
    Filter(table, plain, table.group(i), i, &mask);
    for (std::size_t row = 0; row < kGroupRows; ++row) {
      if (!TestBit(table.group(i).alive, row)) continue;
      ++seen;
      matched += mask[row];
    }
  }
  return seen == 0 ? 0 : (matched * table.size() + seen / 2) / seen;
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
      const std::string end = PrefixEnd(test.text);
      const std::size_t to = end.empty() ? table.size() : table.by_key().CountBelow(std::string_view(end), less);
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
  return test;
}

namespace {

bool MatchesPlain(const Table& table, const Test& test, const RowGroup& group, Slot slot) {
  const std::size_t row = slot % kGroupRows;
  switch (test.kind) {
    case Test::Kind::kConstant:
      return false;
    case Test::Kind::kRange: {
      const auto cell = group.numbers[test.store]->Get(row);
      return cell && *cell >= test.least && *cell <= test.greatest;
    }
    case Test::Kind::kNumbers: {
      const auto cell = group.numbers[test.store]->Get(row);
      return cell && std::binary_search(test.numbers.begin(), test.numbers.end(), *cell);
    }
    case Test::Kind::kSlots: {
      if (std::binary_search(test.slots.begin(), test.slots.end(), slot)) return true;
      if (test.numbers.empty()) return false;
      const auto cell = group.numbers[test.store]->Get(row);
      return cell && std::binary_search(test.numbers.begin(), test.numbers.end(), *cell);
    }
    case Test::Kind::kPrefix:
      return KeyPrefixOf(group.keys->Get(row), test.text.size()) == test.text;
    case Test::Kind::kListed:
    case Test::Kind::kPairs:
      break;
  }
  for (const Code code : group.lists[test.store]->Get(row)) {
    for (const Code wanted : test.codes) {
      if (code == wanted) return true;
    }
    if (test.pairs.empty()) continue;
    const PairDictionary::Pair pair = table.pairs().Get(code);
    for (const Test::PairTest& wanted : test.pairs) {
      if ((!wanted.key || *wanted.key == pair.key) && (!wanted.value || *wanted.value == pair.value)) return true;
    }
  }
  return false;
}

// The kernel of scans: written so that the compiler turns it into vector code. A range of offsets is one unsigned
// comparison; null's offset is above every range.
template <class T>
void FilterRange(const T* offsets, T least, T span, bool negated, RowMask* mask) {
  const std::uint8_t flip = negated ? 1 : 0;
  for (std::size_t i = 0; i < kGroupRows; ++i) {
    const std::uint8_t inside = static_cast<T>(offsets[i] - least) <= span ? 1 : 0;
    (*mask)[i] = static_cast<std::uint8_t>((*mask)[i] & (inside ^ flip));
  }
}

void FilterRangeChunk(const NumberChunk& chunk, std::int64_t least, std::int64_t greatest, bool negated,
                      RowMask* mask) {
  const bool outside = chunk.constant_null() || chunk.base() > greatest || chunk.top() < least;
  if (outside || chunk.width() == 0) {
    if (outside != negated) mask->fill(0);
    return;
  }
  const auto base = static_cast<std::uint64_t>(chunk.base());
  const std::uint64_t from = least > chunk.base() ? static_cast<std::uint64_t>(least) - base : 0;
  const std::uint64_t to = static_cast<std::uint64_t>(std::min(greatest, chunk.top())) - base;
  switch (chunk.width()) {
    case 1:
      return FilterRange(chunk.Offsets<std::uint8_t>(), static_cast<std::uint8_t>(from),
                         static_cast<std::uint8_t>(to - from), negated, mask);
    case 2:
      return FilterRange(chunk.Offsets<std::uint16_t>(), static_cast<std::uint16_t>(from),
                         static_cast<std::uint16_t>(to - from), negated, mask);
    case 4:
      return FilterRange(chunk.Offsets<std::uint32_t>(), static_cast<std::uint32_t>(from),
                         static_cast<std::uint32_t>(to - from), negated, mask);
    default:
      return FilterRange(chunk.Offsets<std::uint64_t>(), from, to - from, negated, mask);
  }
}

template <class T>
void OrEqual(const T* offsets, T wanted, RowMask* mask) {
  for (std::size_t i = 0; i < kGroupRows; ++i) {
    (*mask)[i] = static_cast<std::uint8_t>((*mask)[i] | (offsets[i] == wanted ? 1 : 0));
  }
}

// One pass for each number that the chunk can hold: a few passes of vector code are faster than one of branches.
void FilterNumbersChunk(const NumberChunk& chunk, const std::vector<std::int64_t>& numbers, bool negated,
                        RowMask* mask) {
  if (chunk.constant_null() || chunk.width() == 0) {
    const bool inside = !chunk.constant_null() && std::binary_search(numbers.begin(), numbers.end(), chunk.base());
    if (inside == negated) mask->fill(0);
    return;
  }
  RowMask found{};
  const auto first = std::lower_bound(numbers.begin(), numbers.end(), chunk.base());
  const auto last = std::upper_bound(first, numbers.end(), chunk.top());
  for (auto number = first; number != last; ++number) {
    const std::uint64_t offset = static_cast<std::uint64_t>(*number) - static_cast<std::uint64_t>(chunk.base());
    switch (chunk.width()) {
      case 1:
        OrEqual(chunk.Offsets<std::uint8_t>(), static_cast<std::uint8_t>(offset), &found);
        break;
      case 2:
        OrEqual(chunk.Offsets<std::uint16_t>(), static_cast<std::uint16_t>(offset), &found);
        break;
      case 4:
        OrEqual(chunk.Offsets<std::uint32_t>(), static_cast<std::uint32_t>(offset), &found);
        break;
      default:
        OrEqual(chunk.Offsets<std::uint64_t>(), offset, &found);
    }
  }
  const std::uint8_t flip = negated ? 1 : 0;
  for (std::size_t i = 0; i < kGroupRows; ++i) {
    (*mask)[i] = static_cast<std::uint8_t>((*mask)[i] & (found[i] ^ flip));
  }
}

}  // namespace

bool Matches(const Table& table, const Test& test, const RowGroup& group, Slot slot) {
  return MatchesPlain(table, test, group, slot) != test.negated;
}

void Filter(const Table& table, const Test& test, const RowGroup& group, std::size_t group_index, RowMask* mask) {
  switch (test.kind) {
    case Test::Kind::kConstant:
      if (!test.negated) mask->fill(0);
      return;
    case Test::Kind::kRange:
      return FilterRangeChunk(*group.numbers[test.store], test.least, test.greatest, test.negated, mask);
    case Test::Kind::kNumbers:
      if (test.numbers.size() <= 16) {
        return FilterNumbersChunk(*group.numbers[test.store], test.numbers, test.negated, mask);
      }
      break;
    default:
      break;
  }
  const auto first = static_cast<Slot>(group_index * kGroupRows);
  for (std::size_t row = 0; row < kGroupRows; ++row) {
    if ((*mask)[row] == 0 || !TestBit(group.alive, row)) continue;
    (*mask)[row] = Matches(table, test, group, first + static_cast<Slot>(row)) ? 1 : 0;
  }
}

bool HasCandidates(const Table& table, const Test& test) {
  if (test.negated || table.size() == 0) return false;
  const Column& column = table.schema().column(test.column);
  switch (test.kind) {
    case Test::Kind::kSlots:
      return test.numbers.empty();
    case Test::Kind::kPrefix:
    case Test::Kind::kListed:
    case Test::Kind::kPairs:
      return true;
    case Test::Kind::kRange:
    case Test::Kind::kNumbers:
      return column.kind != ColumnKind::kChoice && !column.holds_key && column.access != Access::kNone;
    case Test::Kind::kConstant:
      return false;
  }
  return false;
}

namespace {

void AppendPostings(const PostingTree& postings, Code code, std::vector<Slot>* slots) {
  for (auto at = postings.LowerBound(PostingEntry{code, 0}, PostingLess{}); !at.at_end() && at->code == code; ++at) {
    slots->push_back(at->slot);
  }
}

void AppendOrdered(const Table& table, const Test& test, std::int64_t least, std::int64_t greatest,
                   std::vector<Slot>* slots) {
  const OrderLess less(table, test.column);
  const bool texts = table.schema().column(test.column).kind == ColumnKind::kText;
  OrderLess::Probe probe{.value = least, .text = {}, .key = {}, .edge = -1};
  if (texts) probe.text = table.dictionary(test.column).Get(static_cast<Code>(least));
  for (auto at = table.order(test.column).values.LowerBound(probe, less); !at.at_end(); ++at) {
    if (texts ? at->value() != least : at->value() > greatest) break;
    slots->push_back(at->slot());
  }
}

// Ascending, each once. Sorting many slots costs more than marking them in a bitmap.
void SortSlots(const Table& table, std::vector<Slot>* slots) {
  if (std::is_sorted(slots->begin(), slots->end()) &&
      std::adjacent_find(slots->begin(), slots->end()) == slots->end()) {
    return;
  }
  if (slots->size() < table.groups() * kGroupRows / 64) {
    SortUnique(slots);
    return;
  }
  std::vector<std::uint64_t> bits(table.groups() * kGroupRows / 64);
  for (const Slot slot : *slots) bits[slot / 64] |= std::uint64_t{1} << (slot % 64);
  slots->clear();
  for (std::size_t word = 0; word < bits.size(); ++word) {
    for (std::uint64_t rest = bits[word]; rest != 0; rest &= rest - 1) {
      slots->push_back(static_cast<Slot>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest))));
    }
  }
}

}  // namespace

std::vector<Slot> Candidates(const Table& table, const Test& test) {
  std::vector<Slot> slots;
  slots.reserve(test.matches);
  switch (test.kind) {
    case Test::Kind::kSlots:
      return test.slots;
    case Test::Kind::kPrefix: {
      const KeyLess less(table);
      auto at = table.by_key().LowerBound(std::string_view(test.text), less);
      for (std::size_t i = 0; i < test.matches; ++i, ++at) slots.push_back(*at);
      break;
    }
    case Test::Kind::kListed:
    case Test::Kind::kPairs: {
      const PostingTree& postings = table.postings(test.column);
      for (const Code code : test.codes) AppendPostings(postings, code, &slots);
      const auto append = [&](Code code) { AppendPostings(postings, code, &slots); };
      for (const Test::PairTest& pair : test.pairs) {
        if (pair.key) {
          table.pairs().ForEachWithKey(*pair.key, append);
        } else if (pair.value) {
          table.pairs().ForEachWithValue(*pair.value, append);
        }
      }
      break;
    }
    case Test::Kind::kRange:
    case Test::Kind::kNumbers: {
      const Column& column = table.schema().column(test.column);
      std::vector<std::int64_t> numbers = test.numbers;
      if (test.kind == Test::Kind::kRange && test.least == test.greatest) numbers = {test.least};
      if (column.access == Access::kPosted) {
        for (const auto number : numbers) {
          AppendPostings(table.postings(test.column), static_cast<Code>(number), &slots);
        }
      } else if (numbers.empty()) {
        AppendOrdered(table, test, test.least, test.greatest, &slots);
      } else {
        for (const auto number : numbers) AppendOrdered(table, test, number, number, &slots);
      }
      break;
    }
    case Test::Kind::kConstant:
      break;
  }
  SortSlots(table, &slots);
  return slots;
}

}  // namespace macie_local::engine
