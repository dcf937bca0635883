// Finds the rows that satisfy a query by reading a whole table, a group of rows at a time in vector code. Internal to
// the engine.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "engine/best_rows.h"
#include "engine/candidates.h"
#include "engine/compiled_query.h"
#include "engine/table.h"

namespace macie_local::engine {

// The table and the query must outlive it.
class Scan {
 public:
  Scan(const Table& table, const CompiledQuery& query);

  // Goes to the next group with rows that satisfy the query and, where `limit` is given, have numbers within it.
  // Returns false at the end.
  bool Next(const std::optional<BestRows::Limit>& limit);

  // Calls visit(slot) for each of those rows in the group.
  template <class Visit>
  void ForEach(const Visit& visit) const {
    for (std::size_t word = 0; word < rows_.size(); ++word) {
      for (std::uint64_t rest = rows_[word]; rest != 0; rest &= rest - 1) {
        visit(static_cast<Slot>(group_ * kGroupRows + word * 64 + static_cast<std::size_t>(std::countr_zero(rest))));
      }
    }
  }

  // Returns what a scan is expected to cost, in nanoseconds, apart from what is done with the rows found.
  static double Cost(const Table& table, const CompiledQuery& query);

 private:
  struct Listed {
    const Predicate* predicate;
    SlotBits bits;
  };
  void Fetch() const;
  bool FilterGroup(const RowGroup& group, const std::optional<BestRows::Limit>& limit);

  const Table& table_;
  const CompiledQuery& query_;
  RowFetcher stores_;
  std::vector<const Predicate*> vector_;
  std::vector<Listed> listed_;
  std::vector<const Predicate*> by_row_;
  std::size_t next_ = 0;
  std::size_t group_ = 0;
  RowBits rows_{};
};

}  // namespace macie_local::engine
