// How tests are put to rows: one row, or a group of them in vector code.
#include <algorithm>

#include "engine/test.h"

namespace macie_local::engine {
namespace {

// More numbers than this are looked up row by row.
constexpr std::size_t kNumbersMax = 16;

std::string_view KeyPrefixOf(std::string_view key, std::size_t size) {
  return key.substr(0, std::min(size, key.size()));
}

// A few are compared one by one, which is faster than halving.
constexpr std::size_t kFew = 8;

bool IsOneOf(const std::vector<Code>& sorted, Code code) {
  return std::binary_search(sorted.begin(), sorted.end(), code);
}

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
  const std::span<const Code> listed = group.lists[test.store]->Get(row);
  if (test.kind == Test::Kind::kListed && test.codes.size() <= kFew) {
    for (const Code code : listed) {
      for (const Code wanted : test.codes) {
        if (code == wanted) return true;
      }
    }
    return false;
  }
  for (const Code code : listed) {
    if (IsOneOf(test.codes, code)) return true;
    if (test.kind == Test::Kind::kListed) continue;
    const PairDictionary::Pair pair = table.pairs().Get(code);
    if (IsOneOf(test.keys, pair.key) || IsOneOf(test.values, pair.value)) return true;
  }
  return false;
}

// The kernel of scans: written so that the compiler turns it into vector code. A range of offsets is one unsigned
// comparison; null's offset is above every range.
template <class T>
void FilterOffsets(const T* __restrict offsets, T least, T span, bool negated, RowMask* __restrict mask) {
  const std::uint8_t flip = negated ? 1 : 0;
  for (std::size_t i = 0; i < kGroupRows; ++i) {
    const std::uint8_t inside = static_cast<T>(offsets[i] - least) <= span ? 1 : 0;
    (*mask)[i] = static_cast<std::uint8_t>((*mask)[i] & (inside ^ flip));
  }
}

}  // namespace

void FilterRange(const NumberChunk& chunk, std::int64_t least, std::int64_t greatest, bool negated, RowMask* mask) {
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
      return FilterOffsets(chunk.Offsets<std::uint8_t>(), static_cast<std::uint8_t>(from),
                           static_cast<std::uint8_t>(to - from), negated, mask);
    case 2:
      return FilterOffsets(chunk.Offsets<std::uint16_t>(), static_cast<std::uint16_t>(from),
                           static_cast<std::uint16_t>(to - from), negated, mask);
    case 4:
      return FilterOffsets(chunk.Offsets<std::uint32_t>(), static_cast<std::uint32_t>(from),
                           static_cast<std::uint32_t>(to - from), negated, mask);
    default:
      return FilterOffsets(chunk.Offsets<std::uint64_t>(), from, to - from, negated, mask);
  }
}

namespace {

template <class T>
void OrEqual(const T* __restrict offsets, T wanted, RowMask* __restrict mask) {
  for (std::size_t i = 0; i < kGroupRows; ++i) {
    (*mask)[i] = static_cast<std::uint8_t>((*mask)[i] | (offsets[i] == wanted ? 1 : 0));
  }
}

// One pass for each number that the chunk can hold: a few passes of vector code are faster than one of branches.
void FilterNumbers(const NumberChunk& chunk, const std::vector<std::int64_t>& numbers, bool negated, RowMask* mask) {
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

template <class T>
void FilterBits(const T* __restrict offsets, std::uint32_t base, std::uint32_t forbid, RowMask* __restrict mask) {
  for (std::size_t i = 0; i < kGroupRows; ++i) {
    const std::uint8_t fits = ((base + static_cast<std::uint32_t>(offsets[i])) & forbid) == 0 ? 1 : 0;
    (*mask)[i] = static_cast<std::uint8_t>((*mask)[i] & fits);
  }
}

}  // namespace

void FilterDigest(const NumberChunk& chunk, std::uint32_t forbid, RowMask* mask) {
  const auto base = static_cast<std::uint32_t>(chunk.base());
  switch (chunk.width()) {
    case 0:
      if ((base & forbid) != 0) mask->fill(0);
      return;
    case 1:
      return FilterBits(chunk.Offsets<std::uint8_t>(), base, forbid, mask);
    case 2:
      return FilterBits(chunk.Offsets<std::uint16_t>(), base, forbid, mask);
    case 4:
      return FilterBits(chunk.Offsets<std::uint32_t>(), base, forbid, mask);
    default:
      return FilterBits(chunk.Offsets<std::uint64_t>(), base, forbid, mask);
  }
}

bool IsVector(const Test& test) {
  return test.kind == Test::Kind::kConstant || test.kind == Test::Kind::kRange ||
         (test.kind == Test::Kind::kNumbers && test.numbers.size() <= kNumbersMax);
}

void Filter(const Test& test, const RowGroup& group, RowMask* mask) {
  switch (test.kind) {
    case Test::Kind::kRange:
      return FilterRange(*group.numbers[test.store], test.least, test.greatest, test.negated, mask);
    case Test::Kind::kNumbers:
      return FilterNumbers(*group.numbers[test.store], test.numbers, test.negated, mask);
    default:
      if (!test.negated) mask->fill(0);
  }
}

bool Matches(const Table& table, const Test& test, const RowGroup& group, Slot slot) {
  return MatchesPlain(table, test, group, slot) != test.negated;
}

void Keep(const Table& table, const Test& test, std::vector<Slot>* slots) {
  if (test.kind != Test::Kind::kRange) {
    std::erase_if(*slots, [&](Slot slot) { return !Matches(table, test, table.group(slot / kGroupRows), slot); });
    return;
  }
  const std::uint64_t span = static_cast<std::uint64_t>(test.greatest) - static_cast<std::uint64_t>(test.least);
  std::erase_if(*slots, [&](Slot slot) {
    const auto cell = table.group(slot / kGroupRows).numbers[test.store]->Get(slot % kGroupRows);
    const bool inside = cell && static_cast<std::uint64_t>(*cell) - static_cast<std::uint64_t>(test.least) <= span;
    return inside == test.negated;
  });
}

void KeepDigest(const Table& table, std::uint32_t forbid, std::vector<Slot>* slots) {
  std::erase_if(*slots, [&](Slot slot) { return (table.digest(slot) & forbid) != 0; });
}

}  // namespace macie_local::engine
