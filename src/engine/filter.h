// Rows held against predicates: one at a time, in lists, or a whole group in one pass of vector code. Internal to the
// engine.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/predicate.h"
#include "engine/table.h"

namespace macie_local::engine {

// One byte a row of a group: 1 selected, 0 not. As wide as the vector code needs.
struct alignas(64) RowMask : std::array<std::uint8_t, kGroupRows> {};

// Requires that the row is alive.
bool Matches(const Table& table, const Predicate& predicate, const RowGroup& group, Slot slot);

// Drops from `slots` those that do not satisfy the test; digests: those with a bit of `forbid`.
void Keep(const Table& table, const Predicate& predicate, std::vector<Slot>* slots);
void KeepDigest(const Table& table, std::uint32_t forbid, std::vector<Slot>* slots);

// Whether Filter knows the test: it is then one pass of vector code over a group.
bool IsVector(const Predicate& predicate);
// mask &= predicate, for every row of the group; what it says of dead rows means nothing. Requires IsVector.
void Filter(const Predicate& predicate, const RowGroup& group, RowMask* mask);
// The same for numbers in [least, greatest] of a store, and for digests without any of the bits of `forbid`.
void FilterRange(const NumberChunk& chunk, std::int64_t least, std::int64_t greatest, bool negated, RowMask* mask);
void FilterDigest(const NumberChunk& chunk, std::uint32_t forbid, RowMask* mask);

}  // namespace macie_local::engine
