// The engine's door: RunQuery compiles a Query against one table, chooses the cheapest way to answer it, and returns
// slots.
#pragma once

#include <optional>
#include <vector>

#include "engine/plan.h"
#include "engine/table.h"

namespace macie_local::engine {

// `forced` makes the engine answer that way where it can (tests and benchmarks).
QueryResult RunQuery(const Table& table, const Query& query, std::optional<Plan> forced = std::nullopt);

// All rows that satisfy the conditions and exclusions, in the order of slots; sort, after and limit are not looked at.
std::vector<Slot> SelectAll(const Table& table, const Query& query);

// The place of a row in the order of `query`.
Position PositionOf(const Table& table, const Query& query, Slot slot);

}  // namespace macie_local::engine
