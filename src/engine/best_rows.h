// Keeps the first rows in a query's order among all that are offered, in any order. Internal to the engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/plan.h"
#include "engine/ranking.h"
#include "engine/table.h"

namespace macie_local::engine {

// The query and the ranking must outlive it.
class BestRows {
 public:
  BestRows(const Query& query, const Ranking& ranking) : query_(query), ranking_(ranking) {}

  // Keeps the row if it is behind the query's position and among the first limit + 1 so far.
  void Offer(Slot slot);

  // A range of a number store; a row with a number outside of it would not be kept.
  struct Limit {
    std::size_t store = 0;
    std::int64_t least = 0;
    std::int64_t greatest = 0;
  };
  // Returns the limit so far, or nullopt while any row might be kept.
  std::optional<Limit> limit() const;

  // Puts what was kept into the result, in order.
  void Finish(QueryResult* result);

 private:
  bool Before(const Ranked& a, const Ranked& b) const { return ranking_.Before(a, b); }

  const Query& query_;
  const Ranking& ranking_;
  std::vector<Ranked> rows_;  // a heap with the last of them on top
};

}  // namespace macie_local::engine
