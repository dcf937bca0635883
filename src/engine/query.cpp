#include "engine/query.h"
#include "engine/filter.h"

#include <algorithm>
#include <limits>

#include "engine/best_rows.h"
#include "engine/compiled_query.h"
#include "engine/ranking.h"
#include "engine/scan.h"
#include "engine/walk.h"

namespace macie_local::engine {
namespace {

// Nanoseconds, as ./dev bench engine showed them at 1,000,000 rows; only their ratios matter, and only roughly.
constexpr double kGatherRow = 40;   // one candidate from an index, and what it ranks by
constexpr double kGatherTest = 15;  // one predicate of a candidate
constexpr double kRankRow = 20;     // one row offered to the best so far

// One query against one table.
class Runner {
 public:
  Runner(const Table& table, const Query& query) : table_(table), query_(query), compiled_(table, query) {}

  QueryResult Run(std::optional<Plan> forced) {
    QueryResult result;
    if (compiled_.nothing) return result;
    const Ranking ranking(table_, query_);
    Walk walk(table_, query_, ranking, compiled_);
    const double walking = walk.Cost();
    const double otherwise = std::min(GatherCost(), ScanCost());
    const bool can_walk = walking < std::numeric_limits<double>::max();
    const bool without_tests = compiled_.predicates.empty() && compiled_.excluding.empty();
    result.slots.reserve(std::min(query_.limit, table_.size()));
    if (can_walk && (forced == Plan::kWalk || (!forced && (without_tests || walking <= otherwise)))) {
      result.plan = Plan::kWalk;
      // A walk that costs as much as the other plan would have was a mistake: the rows that fit are further apart than
      // their number says.
      const bool free = forced || without_tests;
      const bool answered = walk.Run(free ? std::numeric_limits<double>::max() : otherwise, &result);
      result.rows_read = walk.rows();
      if (answered) return result;
      result.slots.clear();
      result.more = false;
    }
    const bool gather = compiled_.source != nullptr &&
                        (forced == Plan::kGather || (forced != Plan::kScan && GatherCost() <= ScanCost()));
    result.plan = gather ? Plan::kGather : Plan::kScan;
    result.rows_read += gather ? compiled_.source->Selected(table_.size()) : table_.size();
    BestRows best(query_, ranking);
    if (gather) {
      RowFetcher fetcher;
      if (ranking.by_key()) {
        fetcher.AddKeys();
      } else {
        fetcher.Add(ranking.store());
      }
      Gather(fetcher, [&](Slot slot) { best.Offer(slot); });
    } else {
      for (Scan scan(table_, compiled_); scan.Next(best.limit());) {
        scan.ForEach([&](Slot slot) { best.Offer(slot); });
      }
    }
    best.Finish(&result);
    return result;
  }

  std::vector<Slot> SelectAll() {
    std::vector<Slot> slots;
    if (compiled_.nothing) return slots;
    if (compiled_.source != nullptr && GatherCost() < ScanCost()) {
      Gather(RowFetcher(), [&](Slot slot) { slots.push_back(slot); });
      std::sort(slots.begin(), slots.end());
    } else {
      for (Scan scan(table_, compiled_); scan.Next(std::nullopt);) {
        scan.ForEach([&](Slot slot) { slots.push_back(slot); });
      }
    }
    return slots;
  }

 private:
  double RankCost() const { return compiled_.fraction * static_cast<double>(table_.size()) * kRankRow; }
  double GatherCost() const {
    if (compiled_.source == nullptr) return std::numeric_limits<double>::max();
    const auto rows = static_cast<double>(compiled_.source->Selected(table_.size()));
    return rows * (kGatherRow + kGatherTest * static_cast<double>(compiled_.Left(compiled_.source))) + RankCost();
  }
  double ScanCost() const { return Scan::Cost(table_, compiled_) + RankCost(); }

  // Calls visit(slot) for the candidates that fit. `fetcher` knows what visit reads of them.
  template <class Visit>
  void Gather(RowFetcher fetcher, const Visit& visit) const {
    const Predicate* source = compiled_.source;
    if (compiled_.forbid != 0) fetcher.Add(Schema::kDigestStore);
    compiled_.AddTo(&fetcher, source);
    const std::vector<Slot> candidates = Candidates(table_, *source);
    std::vector<Slot> slots;
    for (std::size_t first = 0; first < candidates.size(); first += RowFetcher::kRowsMax) {
      const auto from = candidates.begin() + static_cast<std::ptrdiff_t>(first);
      slots.assign(from, from + static_cast<std::ptrdiff_t>(std::min(RowFetcher::kRowsMax, candidates.size() - first)));
      fetcher.Fetch(table_, slots);
      if (compiled_.forbid != 0) KeepDigest(table_, compiled_.forbid, &slots);
      compiled_.Keep(table_, source, &slots);
      for (const Slot slot : slots) visit(slot);
    }
  }

  const Table& table_;
  const Query& query_;
  const CompiledQuery compiled_;
};

}  // namespace

QueryResult RunQuery(const Table& table, const Query& query, std::optional<Plan> forced) {
  if (table.size() == 0) return {};
  return Runner(table, query).Run(forced);
}

std::vector<Slot> SelectAll(const Table& table, const Query& query) {
  if (table.size() == 0) return {};
  return Runner(table, query).SelectAll();
}

Position PositionOf(const Table& table, const Query& query, Slot slot) {
  return Ranking(table, query).PositionOf(slot);
}

}  // namespace macie_local::engine
