// Conditions compiled against one table: texts became codes, so a test on a row or on a group of rows compares numbers.
// Internal to the engine.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/query.h"
#include "engine/table.h"

namespace macie_local::engine {

// One byte a row of a group: 1 selected, 0 not. As wide as the vector code needs.
struct alignas(64) RowMask : std::array<std::uint8_t, kGroupRows> {};

struct Test {
  enum class Kind : std::uint8_t {
    kConstant,  // false for every row, before negation
    kRange,     // number in [least, greatest]
    kNumbers,   // number is one of `numbers`
    kSlots,     // slot is one of `slots`, or the number is one of `numbers`
    kPrefix,    // key begins with `text`
    kListed,    // the list holds one of `codes`
    kPairs,     // the list holds one of `codes`, or a pair of one of `keys` or of one of `values`
  };
  Kind kind = Kind::kConstant;
  bool negated = false;
  std::size_t column = 0;
  std::size_t store = 0;  // of numbers or of lists
  std::int64_t least = 0;
  std::int64_t greatest = 0;
  std::vector<std::int64_t> numbers;  // sorted
  std::vector<Slot> slots;            // sorted
  std::vector<Code> codes;            // sorted
  std::vector<Code> keys;             // of pairs; sorted
  std::vector<Code> values;           // of pairs; sorted
  std::string text;
  std::string text_end;      // kPrefix: the least key behind all that begin with `text`; empty: there is none
  std::uint32_t forbid = 0;  // a row with one of these bits in its digest does not satisfy the test
  bool by_digest = false;    // and every other row does
  std::size_t matches = 0;   // estimate of the rows that satisfy it before negation

  std::size_t Selected(std::size_t size) const {
    return negated ? size - std::min(size, matches) : std::min(size, matches);
  }
};

Test Compile(const Table& table, const Condition& condition);

// Requires that the row is alive.
bool Matches(const Table& table, const Test& test, const RowGroup& group, Slot slot);

// Drops from `slots` those that do not satisfy the test; digests: those with a bit of `forbid`.
void Keep(const Table& table, const Test& test, std::vector<Slot>* slots);
void KeepDigest(const Table& table, std::uint32_t forbid, std::vector<Slot>* slots);

// Whether Filter knows the test: it is then one pass of vector code over a group.
bool IsVector(const Test& test);
// mask &= test, for every row of the group; what it says of dead rows means nothing. Requires IsVector.
void Filter(const Test& test, const RowGroup& group, RowMask* mask);
// The same for numbers in [least, greatest] of a store, and for digests without any of the bits of `forbid`.
void FilterRange(const NumberChunk& chunk, std::int64_t least, std::int64_t greatest, bool negated, RowMask* mask);
void FilterDigest(const NumberChunk& chunk, std::uint32_t forbid, RowMask* mask);

}  // namespace macie_local::engine
