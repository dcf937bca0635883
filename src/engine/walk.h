// Answers a query by walking along an index that has the rows in the order asked for. Internal to the engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/candidates.h"
#include "engine/compiled_query.h"
#include "engine/plan.h"
#include "engine/ranking.h"
#include "engine/row_fetcher.h"
#include "engine/table.h"

namespace macie_local::engine {

// Everything given to it must outlive it. For one thread.
class Walk {
 public:
  Walk(const Table& table, const Query& query, const Ranking& ranking, const CompiledQuery& compiled);

  // Returns what it is expected to cost, in nanoseconds; the greatest double when no index has the order.
  double Cost() const;
  // Sets result->slots and result->more. Returns false when it gave up, because the rows that satisfy the query are so
  // far apart that it would take more than `budget` nanoseconds.
  bool Run(double budget, QueryResult* result);
  // Returns how many rows it has looked at so far.
  std::size_t rows() const { return rows_; }

 private:
  enum class Step : std::uint8_t { kOn, kFull, kGaveUp };

  bool Possible() const;
  const Predicate* FindPinned() const;
  const Predicate* FindClip() const;

  Step Keys();
  Step Pinned();
  Step Up();
  Step Down();
  Step Nulls(bool after);
  // Walks the rows of one value, up by key, and sets `end` to their beginning.
  Step OneValue(std::int64_t value, OrderTree::Cursor* end);
  template <class Cursor>
  Step Forward(Cursor at, const Cursor& end);
  bool SkipToPrefix(std::span<const OrderEntry> entries, OrderTree::Cursor* at) const;
  bool RunBegins(const OrderTree::Cursor& at, std::int64_t value, const OrderTree::Cursor& begin) const;

  // Keeps an entry on the way for Take, if its digest has no forbidden bit.
  template <class Entry>
  void Pass(const Entry& entry) {
    if ((entry.digest & compiled_.forbid) == 0) slots_.push_back(entry.slot);
  }
  // Tests what was kept of `passed` entries.
  Step Take(std::size_t passed);

  OrderLess::Probe Place(const Position& place, int edge) const {
    return {.value = place.number, .text = place.text, .key = place.key, .edge = edge};
  }
  OrderLess::Probe Value(std::int64_t value, int edge) const;

  const Table& table_;
  const Query& query_;
  const Ranking& ranking_;
  const CompiledQuery& compiled_;
  const Predicate* pinned_;
  const Predicate* clip_;
  const Predicate* prefix_ = nullptr;  // of keys, when rows of one value are in the order of keys
  std::size_t left_;                   // predicates that a row on the way must still pass
  RowFetcher fetcher_;
  QueryResult* result_ = nullptr;
  double budget_ = 0;
  double spent_ = 0;
  std::size_t rows_ = 0;
  std::vector<Slot> slots_;  // kept on the way and not yet tested; at most a node's
};

}  // namespace macie_local::engine
