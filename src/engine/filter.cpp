// Puts predicates to rows: to one row, or to a group of them in vector code.
#include <algorithm>

#include "engine/filter.h"

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

bool MatchesPlain(const Table& table, const Predicate& predicate, const RowGroup& group, Slot slot) {
  const std::size_t row = slot % kGroupRows;
  switch (predicate.kind) {
    case Predicate::Kind::kConstant:
      return false;
    case Predicate::Kind::kRange: {
      const auto cell = group.numbers[predicate.store]->Get(row);
      return cell && *cell >= predicate.least && *cell <= predicate.greatest;
    }
    case Predicate::Kind::kNumbers: {
      const auto cell = group.numbers[predicate.store]->Get(row);
      return cell && std::binary_search(predicate.numbers.begin(), predicate.numbers.end(), *cell);
    }
    case Predicate::Kind::kSlots: {
      if (std::binary_search(predicate.slots.begin(), predicate.slots.end(), slot)) return true;
      if (predicate.numbers.empty()) return false;
      const auto cell = group.numbers[predicate.store]->Get(row);
      return cell && std::binary_search(predicate.numbers.begin(), predicate.numbers.end(), *cell);
    }
    case Predicate::Kind::kPrefix:
      return KeyPrefixOf(group.keys->Get(row), predicate.text.size()) == predicate.text;
    case Predicate::Kind::kListed:
    case Predicate::Kind::kPairs:
      break;
  }
  const std::span<const Code> listed = group.lists[predicate.store]->Get(row);
  if (predicate.kind == Predicate::Kind::kListed && predicate.codes.size() <= kFew) {
    for (const Code code : listed) {
      for (const Code wanted : predicate.codes) {
        if (code == wanted) return true;
      }
    }
    return false;
  }
  for (const Code code : listed) {
    if (IsOneOf(predicate.codes, code)) return true;
    if (predicate.kind == Predicate::Kind::kListed) continue;
    const PairDictionary::Pair pair = table.pairs().Get(code);
    if (IsOneOf(predicate.keys, pair.key) || IsOneOf(predicate.values, pair.value)) return true;
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

bool IsVector(const Predicate& predicate) {
  return predicate.kind == Predicate::Kind::kConstant || predicate.kind == Predicate::Kind::kRange ||
         (predicate.kind == Predicate::Kind::kNumbers && predicate.numbers.size() <= kNumbersMax);
}

void Filter(const Predicate& predicate, const RowGroup& group, RowMask* mask) {
  switch (predicate.kind) {
    case Predicate::Kind::kRange:
      return FilterRange(*group.numbers[predicate.store], predicate.least, predicate.greatest, predicate.negated, mask);
    case Predicate::Kind::kNumbers:
      return FilterNumbers(*group.numbers[predicate.store], predicate.numbers, predicate.negated, mask);
    default:
      if (!predicate.negated) mask->fill(0);
  }
}

bool Matches(const Table& table, const Predicate& predicate, const RowGroup& group, Slot slot) {
  return MatchesPlain(table, predicate, group, slot) != predicate.negated;
}

void Keep(const Table& table, const Predicate& predicate, std::vector<Slot>* slots) {
  if (predicate.kind != Predicate::Kind::kRange) {
    std::erase_if(*slots, [&](Slot slot) { return !Matches(table, predicate, table.group(slot / kGroupRows), slot); });
    return;
  }
  const std::uint64_t span =
      static_cast<std::uint64_t>(predicate.greatest) - static_cast<std::uint64_t>(predicate.least);
  std::erase_if(*slots, [&](Slot slot) {
    const auto cell = table.group(slot / kGroupRows).numbers[predicate.store]->Get(slot % kGroupRows);
    const bool inside = cell && static_cast<std::uint64_t>(*cell) - static_cast<std::uint64_t>(predicate.least) <= span;
    return inside == predicate.negated;
  });
}

void KeepDigest(const Table& table, std::uint32_t forbid, std::vector<Slot>* slots) {
  std::erase_if(*slots, [&](Slot slot) { return (table.digest(slot) & forbid) != 0; });
}

}  // namespace macie_local::engine
