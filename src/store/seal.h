// The seal tells whether a database file holds what was last committed to it. Each row has a checksum; of each table
// the seal has the number of its rows and the sum of their checksums. These are kept up to date with every change and
// stored with every commit in the table `seal`; a start counts and adds up again (database_check.cpp).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "state/change.h"

namespace macie_local::store {

// A table whose rows have a column `sum`, the RowSum of `columns` in their order. Messages name a row by the first.
struct SealedTable {
  std::string_view name;
  std::string_view columns;
};

// The tables that are sealed, those of records first, each at the place of its TableId. `parts` is not one of them:
// each document has one checksum for all its parts, in meta.
inline constexpr std::size_t kSealedPartitions = state::kTableNames.size();
inline constexpr std::size_t kSealedMeta = kSealedPartitions + 1;
inline constexpr std::size_t kSealedSnapshots = kSealedMeta + 1;
inline constexpr auto kSealedTables = [] {
  std::array<SealedTable, kSealedSnapshots + 1> tables;
  for (std::size_t i = 0; i < state::kTableNames.size(); ++i)
    tables[i] = {state::kTableNames[i], "id, partition, key, body"};
  tables[kSealedPartitions] = {"partitions", "id, account, region"};
  tables[kSealedMeta] = {"meta", "key, value"};
  tables[kSealedSnapshots] = {"snapshots", "id, account, name, saved_at, bytes"};
  return tables;
}();

// Computes the checksum of a row: of its table's name, and then of each value added and its kind, in order.
class RowSum {
 public:
  explicit RowSum(std::string_view table);
  RowSum& Add(std::int64_t number);
  RowSum& AddText(std::string_view text);
  RowSum& AddBlob(std::string_view bytes);
  RowSum& AddNull();
  // Is signed because SQLite has no other numbers.
  std::int64_t value() const { return static_cast<std::int64_t>(sum_); }

 private:
  std::uint64_t sum_;
};

// A value.
class Seal {
 public:
  struct Table {
    std::uint64_t rows = 0;
    std::uint64_t sum = 0;
    bool operator==(const Table&) const = default;
  };

  std::string identity;  // of the database: 32 hexadecimal digits, drawn when it is made
  std::uint64_t commits = 0;
  std::array<Table, kSealedTables.size()> tables{};

  // Count a row of kSealedTables[table] that came or went; `sum` is its checksum.
  void Add(std::size_t table, std::int64_t sum) {
    ++tables[table].rows;
    tables[table].sum += static_cast<std::uint64_t>(sum);
  }
  void Remove(std::size_t table, std::int64_t sum) {
    --tables[table].rows;
    tables[table].sum -= static_cast<std::uint64_t>(sum);
  }

  // Returns the seal as it is stored. Its length does not depend on the numbers, so that SQLite writes it where the
  // last one was.
  std::string Text() const;
  // Reads what Text returned; nullopt when `text` is no seal. A table that it does not name had no rows.
  static std::optional<Seal> Parse(std::string_view text);
};

}  // namespace macie_local::store
