// Holds rows against predicates: one at a time, in lists, or a whole group in one pass of vector code. Internal to the
// engine.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/predicate.h"
#include "engine/table.h"

namespace macie_local::engine {

// One byte for each row of a group, 1 when it is selected and else 0, which is what the vector code works on.
struct alignas(64) RowMask : std::array<std::uint8_t, kGroupRows> {};

// Says whether a row satisfies the predicate. Requires that the row is alive; `group` is its group.
bool Matches(const Table& table, const Predicate& predicate, const RowGroup& group, Slot slot);

// Drop from `slots` the rows that do not satisfy the predicate, or whose digests have a bit of `forbid`.
void Keep(const Table& table, const Predicate& predicate, std::vector<Slot>* slots);
void KeepDigest(const Table& table, std::uint32_t forbid, std::vector<Slot>* slots);

// Says whether Filter can do the predicate, in one pass of vector code over a group.
bool IsVector(const Predicate& predicate);
// Clears in `mask` the rows of the group that do not satisfy the predicate; what it leaves of dead rows means nothing.
// Requires IsVector.
void Filter(const Predicate& predicate, const RowGroup& group, RowMask* mask);
// Clear in `mask` the rows whose numbers are not in [least, greatest] (are in it, when `negated`), or whose digests
// have a bit of `forbid`.
void FilterRange(const NumberChunk& chunk, std::int64_t least, std::int64_t greatest, bool negated, RowMask* mask);
void FilterDigest(const NumberChunk& chunk, std::uint32_t forbid, RowMask* mask);

}  // namespace macie_local::engine
