// Compiles what a query says to what a table can answer. Internal to the engine.
#pragma once

#include "engine/plan.h"
#include "engine/predicate.h"
#include "engine/table.h"

namespace macie_local::engine {

// Returns `condition` in the codes of `table`, with an estimate of the rows that satisfy it.
Predicate Compile(const Table& table, const Condition& condition);

}  // namespace macie_local::engine
