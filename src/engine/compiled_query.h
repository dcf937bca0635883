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

// Requires a table with rows.
struct CompiledQuery {
  CompiledQuery(const Table& table, const Query& query);
  CompiledQuery(const CompiledQuery&) = delete;
  CompiledQuery& operator=(const CompiledQuery&) = delete;

  std::vector<Predicate> predicates;  // all must be true; cheap and selective first
  std::vector<Predicate> excluding;   // when not empty: not all may be true
  bool nothing = false;               // no row can satisfy them
  std::uint32_t forbid = 0;           // a row with one of these bits in its digest does not satisfy the predicates
  double fraction = 1;                // of the rows that satisfy the predicates, taken as independent
  double digest_fraction = 1;         // of the rows that have none of the forbidden bits
  const Predicate* source = nullptr;  // the most selective predicate with candidates

  // The predicates that are left for a row whose digest is right; `known` is one that it is known to satisfy, or null.
  std::size_t Left(const Predicate* known) const;
  // Drops from `slots` the rows that do not satisfy those, or are excluded.
  void Keep(const Table& table, const Predicate* known, std::vector<Slot>* slots) const;
  bool Excluded(const Table& table, Slot slot) const;
  // What Keep reads.
  void AddTo(RowFetcher* fetcher, const Predicate* known) const;
};

}  // namespace macie_local::engine
