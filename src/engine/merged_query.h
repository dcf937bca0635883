// One question to several tables, answered as if their rows lay in one: for an account that sees the buckets of others.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/query.h"

namespace macie_local::engine {

// A table under the name that its rows' place is told by. Tables of one schema; names are distinct.
struct NamedTable {
  std::string_view name;
  const Table* table = nullptr;
};

struct MergedRow {
  std::size_t table = 0;  // index into the tables asked
  Slot slot = 0;
};

struct MergedResult {
  std::vector<MergedRow> rows;  // in order
  bool more = false;            // there are rows behind the last
  // Where the last row lies; none when there is no row.
  std::optional<Position> last;
  std::string last_table;
};

// Rows that are equal in the order of `query` come by the names of their tables. `query.after` is a place in the table
// named `after_table`, whether that table is among `tables` or not. Each table's own answer is added to `metrics` when
// that is not null. Costs one query of each table, and of the merge only what is shown.
MergedResult RunMergedQuery(std::span<const NamedTable> tables, const Query& query, std::string_view after_table,
                            QueryMetrics* metrics);

}  // namespace macie_local::engine
