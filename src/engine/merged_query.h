// Answers one question to several tables as if their rows lay in one, for an account that sees the buckets of others.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/query.h"

namespace macie_local::engine {

// A table, and the name by which the place of its rows is told. Tables asked together have one schema and distinct
// names.
struct NamedTable {
  std::string_view name;
  const Table* table = nullptr;
};

struct MergedRow {
  std::size_t table = 0;  // index into the tables asked
  Slot slot = 0;
};

struct MergedResult {
  std::vector<MergedRow> rows;   // in order
  bool more = false;             // there are rows behind the last
  std::optional<Position> last;  // the place of the last row; nullopt when there is no row
  std::string last_table;        // the name of its table
};

// Returns the answer of all tables. Rows that are equal in the order of `query` come by the names of their tables.
// `query.after` is a place in the table named `after_table`, whether that table is among `tables` or not. Adds each
// table's own answer to `metrics` when that is not null. Costs one query of each table, and a merge of what is shown.
MergedResult RunMergedQuery(std::span<const NamedTable> tables, const Query& query, std::string_view after_table,
                            QueryMetrics* metrics);

}  // namespace macie_local::engine
