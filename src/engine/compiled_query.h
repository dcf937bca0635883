// A query's conditions compiled against one table. Internal to the engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/filter.h"
#include "engine/plan.h"
#include "engine/predicate.h"
#include "engine/row_fetcher.h"
#include "engine/table.h"

namespace macie_local::engine {

// Immutable once it is made; the table must outlive it, and stay as it is.
struct CompiledQuery {
  // Requires a table with rows.
  CompiledQuery(const Table& table, const Query& query);
  CompiledQuery(const CompiledQuery&) = delete;
  CompiledQuery& operator=(const CompiledQuery&) = delete;

  std::vector<Predicate> predicates;  // a row must satisfy all; cheap and selective ones first
  std::vector<Predicate> excluding;   // when not empty, a row must not satisfy all
  bool nothing = false;               // no row can satisfy the predicates
  std::uint32_t forbid = 0;           // a row with one of these bits in its digest does not satisfy the predicates
  double fraction = 1;                // the share of rows expected to satisfy the predicates, taken as independent
  double digest_fraction = 1;         // the share of rows expected to have none of the forbidden bits
  const Predicate* source = nullptr;  // the most selective predicate with candidates; null: none has

  // In these `known` is a predicate that the rows are known to satisfy, or null.

  // Returns how many predicates are left for a row whose digest has no forbidden bit.
  std::size_t Left(const Predicate* known) const;
  // Drops from `slots`, whose digests have no forbidden bit, the rows that do not satisfy the predicates left, or are
  // excluded.
  void Keep(const Table& table, const Predicate* known, std::vector<Slot>* slots) const;
  // Says whether the row satisfies all of `excluding`.
  bool Excluded(const Table& table, Slot slot) const;
  // Tells the fetcher what Keep will read.
  void AddTo(RowFetcher* fetcher, const Predicate* known) const;
};

}  // namespace macie_local::engine
