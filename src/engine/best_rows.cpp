#include "engine/best_rows.h"

#include <algorithm>

namespace macie_local::engine {

void BestRows::Offer(Slot slot) {
  const Ranked row = ranking_.Rank(slot);
  const auto before = [this](const Ranked& a, const Ranked& b) { return Before(a, b); };
  const bool full = rows_.size() == query_.limit + 1;
  if (full && !Before(row, rows_.front())) return;
  if (query_.after && !ranking_.IsBehind(row)) return;
  if (full) {
    std::pop_heap(rows_.begin(), rows_.end(), before);
    rows_.back() = row;
  } else {
    rows_.push_back(row);
  }
  std::push_heap(rows_.begin(), rows_.end(), before);
}

std::optional<BestRows::Limit> BestRows::limit() const {
  if (!ranking_.numbers() || rows_.size() <= query_.limit) return std::nullopt;
  const auto last = ranking_.NumberOf(rows_.front());
  if (!last) return std::nullopt;
  Limit limit{.store = ranking_.store(), .least = INT64_MIN, .greatest = INT64_MAX};
  (ranking_.descending() ? limit.least : limit.greatest) = *last;
  if (query_.after && !query_.after->null) {
    (ranking_.descending() ? limit.greatest : limit.least) = query_.after->number;
  }
  return limit;
}

void BestRows::Finish(QueryResult* result) {
  std::sort(rows_.begin(), rows_.end(), [this](const Ranked& a, const Ranked& b) { return Before(a, b); });
  result->more = rows_.size() > query_.limit;
  if (result->more) rows_.pop_back();
  for (const Ranked& row : rows_) result->slots.push_back(row.slot);
}

}  // namespace macie_local::engine
