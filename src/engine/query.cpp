#include "engine/query.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "engine/ranking.h"
#include "engine/test.h"

namespace macie_local::engine {
namespace {

// Nanoseconds, as ./dev bench engine showed them at 10,000 to 1,000,000 rows; only their ratios matter, and only
// roughly.
constexpr double kWalkRow = 30;     // one step along an order index
constexpr double kRandomTest = 30;  // one test of a row that is not in cache
constexpr double kGatherRow = 20;   // one candidate from an index, rows visited in the order of slots
constexpr double kScanGroup = 250;  // one group, before its tests
constexpr double kVectorTest = 60;  // one test of a group in vector code
constexpr double kRowTest = 12;     // one test of one row during a scan
constexpr double kRankRow = 100;    // one row offered to the best so far

bool IsVector(const Test& test) {
  return test.kind == Test::Kind::kConstant || test.kind == Test::Kind::kRange ||
         (test.kind == Test::Kind::kNumbers && test.numbers.size() <= 16);
}

// One query against one table.
class Runner {
 public:
  Runner(const Table& table, const Query& query) : table_(table), query_(query), ranking_(table, query) {
    for (const auto& condition : query.conditions) tests_.push_back(Compile(table, condition));
    for (const auto& condition : query.excluding) excluding_.push_back(Compile(table, condition));
    // Cheap and selective first.
    std::stable_sort(tests_.begin(), tests_.end(), [&](const Test& a, const Test& b) {
      if (IsVector(a) != IsVector(b)) return IsVector(a);
      return a.Selected(table.size()) < b.Selected(table.size());
    });
    for (const Test& test : tests_) {
      const std::size_t selected = test.Selected(table.size());
      nothing_ = nothing_ || (test.kind == Test::Kind::kConstant && !test.negated);
      fraction_ *= static_cast<double>(selected) / static_cast<double>(std::max<std::size_t>(1, table.size()));
      if (HasCandidates(table, test) && (source_ == nullptr || selected < source_->Selected(table.size()))) {
        source_ = &test;
      }
    }
  }

  QueryResult Run(std::optional<Plan> forced) {
    QueryResult result;
    if (table_.size() == 0 || nothing_) return result;
    untested_ = Tests() == 0;
    result.plan = Choose(forced);
    result.slots.reserve(std::min(query_.limit, table_.size()));
    if (result.plan == Plan::kWalk) {
      const bool answered = Walk(&result);
      result.rows_read = walked_;
      if (answered) return result;
      // The rows that fit were further apart than thought.
      result.slots.clear();
      result.more = false;
      result.plan = GatherCost() < ScanCost() ? Plan::kGather : Plan::kScan;
    }
    result.rows_read += result.plan == Plan::kGather ? source_->Selected(table_.size()) : table_.size();
    if (result.plan == Plan::kGather) {
      for (const Slot slot : Candidates(table_, *source_)) {
        const RowGroup& group = table_.group(slot / kGroupRows);
        if (Fits(group, slot, source_)) Offer(group, slot);
      }
    } else {
      Scan([&](const RowGroup& group, Slot slot) { Offer(group, slot); });
    }
    Finish(&result);
    return result;
  }

  std::vector<Slot> SelectAll() {
    std::vector<Slot> slots;
    if (table_.size() == 0 || nothing_) return slots;
    if (source_ != nullptr && GatherCost() < ScanCost()) {
      for (const Slot slot : Candidates(table_, *source_)) {
        if (Fits(table_.group(slot / kGroupRows), slot, source_)) slots.push_back(slot);
      }
    } else {
      Scan([&](const RowGroup&, Slot slot) { slots.push_back(slot); });
    }
    return slots;
  }

 private:
  double Tests() const { return static_cast<double>(tests_.size() + excluding_.size()); }

  bool CanWalk() const {
    return ranking_.by_key() || table_.schema().column(ranking_.column()).access == Access::kOrdered;
  }

  double WalkCost() const {
    if (!CanWalk()) return std::numeric_limits<double>::max();
    double rows = static_cast<double>(table_.size());
    if (const Test* bound = Pinned() != nullptr ? Pinned() : Clip()) {
      rows = static_cast<double>(bound->Selected(table_.size()));
    }
    const double density = std::max(fraction_ * static_cast<double>(table_.size()) / std::max(rows, 1.0), 1e-12);
    return std::min(rows, static_cast<double>(query_.limit + 1) / density) * (kWalkRow + kRandomTest * Tests());
  }
  double GatherCost() const {
    if (source_ == nullptr) return std::numeric_limits<double>::max();
    return static_cast<double>(source_->Selected(table_.size())) * (kGatherRow + kRandomTest * (Tests() - 1)) +
           fraction_ * static_cast<double>(table_.size()) * kRankRow;
  }
  double ScanCost() const {
    double group = kScanGroup;
    double left = 1;
    for (const Test& test : tests_) {
      group += IsVector(test) ? kVectorTest : kRowTest * left * static_cast<double>(kGroupRows);
      left *= static_cast<double>(test.Selected(table_.size())) / static_cast<double>(table_.size());
    }
    group += kRowTest * left * static_cast<double>(kGroupRows * excluding_.size());
    return group * static_cast<double>(table_.groups()) + fraction_ * static_cast<double>(table_.size()) * kRankRow;
  }

  Plan Choose(std::optional<Plan> forced) {
    const double walk = WalkCost();
    const double gather = GatherCost();
    const double scan = ScanCost();
    walk_rows_max_ = 64 + static_cast<std::size_t>(4 * std::min(gather, scan) / (kWalkRow + kRandomTest * Tests()));
    // Without tests a walk ends after the page, and nothing else does.
    if (CanWalk() && (forced == Plan::kWalk || (!forced && Tests() == 0))) {
      walk_rows_max_ = std::numeric_limits<std::size_t>::max();
      return Plan::kWalk;
    }
    if (forced == Plan::kGather && source_ != nullptr) return Plan::kGather;
    if (forced == Plan::kScan) return Plan::kScan;
    if (walk <= gather && walk <= scan) return Plan::kWalk;
    return gather <= scan ? Plan::kGather : Plan::kScan;
  }

  // `known` is a test that the row is known to satisfy.
  bool Fits(const RowGroup& group, Slot slot, const Test* known) const {
    for (const Test& test : tests_) {
      if (&test != known && !Matches(table_, test, group, slot)) return false;
    }
    return !Excluded(group, slot);
  }
  bool Excluded(const RowGroup& group, Slot slot) const {
    return !excluding_.empty() && std::all_of(excluding_.begin(), excluding_.end(),
                                              [&](const Test& test) { return Matches(table_, test, group, slot); });
  }

  // Keeps the best limit + 1 rows behind the query's position in a heap with the last of them on top.
  void Offer(const RowGroup& group, Slot slot) {
    const Ranked row = ranking_.Rank(group, slot);
    const auto before = [&](const Ranked& a, const Ranked& b) { return ranking_.Before(a, b); };
    const bool full = best_.size() == query_.limit + 1;
    if (full && !before(row, best_.front())) return;
    if (query_.after && !ranking_.IsBehind(row, *query_.after)) return;
    if (full) {
      std::pop_heap(best_.begin(), best_.end(), before);
      best_.back() = row;
    } else {
      best_.push_back(row);
    }
    std::push_heap(best_.begin(), best_.end(), before);
  }

  void Finish(QueryResult* result) {
    std::sort(best_.begin(), best_.end(), [&](const Ranked& a, const Ranked& b) { return ranking_.Before(a, b); });
    result->more = best_.size() > query_.limit;
    if (result->more) best_.pop_back();
    for (const Ranked& row : best_) result->slots.push_back(row.slot);
  }

  template <class Visit>
  void Scan(const Visit& visit) const {
    for (std::size_t i = 0; i < table_.groups(); ++i) {
      const RowGroup& group = table_.group(i);
      RowMask mask;
      mask.fill(1);
      bool any = true;
      for (const Test& test : tests_) {
        Filter(table_, test, group, i, &mask);
        std::uint8_t all = 0;
        for (const std::uint8_t byte : mask) all |= byte;
        any = all != 0;
        if (!any) break;
      }
      if (!any) continue;
      for (std::size_t word = 0; word < group.alive.size(); ++word) VisitWord(group, i, word, mask, visit);
    }
  }
  template <class Visit>
  void VisitWord(const RowGroup& group, std::size_t group_index, std::size_t word, const RowMask& mask,
                 const Visit& visit) const {
    // Eight bytes of 0 or 1 become eight bits: the product moves each to its place in the top byte.
    std::uint64_t selected = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, &mask[word * 64 + i * 8], 8);
      selected |= (bytes * 0x0102040810204080) >> 56 << (i * 8);
    }
    for (selected &= group.alive[word]; selected != 0; selected &= selected - 1) {
      const std::size_t row = word * 64 + static_cast<std::size_t>(std::countr_zero(selected));
      const auto slot = static_cast<Slot>(group_index * kGroupRows + row);
      if (!Excluded(group, slot)) visit(group, slot);
    }
  }

  // The condition on the sort column itself that says where a walk may begin and must end.
  const Test* Clip() const {
    for (const Test& test : tests_) {
      if (test.column != ranking_.column() || test.negated) continue;
      if (test.kind == Test::Kind::kPrefix || (test.kind == Test::Kind::kRange && !ranking_.texts())) return &test;
    }
    return nullptr;
  }

  // A condition that pins an indexed column to one value, when the order asked for is that of keys: the index holds
  // the rows of one value in the order of keys. The least of several.
  const Test* Pinned() const {
    if (!ranking_.by_key()) return nullptr;
    const Test* pinned = nullptr;
    for (const Test& test : tests_) {
      const Column& column = table_.schema().column(test.column);
      const bool one = test.kind == Test::Kind::kRange && test.least == test.greatest && !test.negated;
      if (!one || column.access != Access::kOrdered || column.holds_key) continue;
      if (pinned == nullptr || test.matches < pinned->matches) pinned = &test;
    }
    return pinned;
  }

  enum class Step : std::uint8_t { kOn, kFull, kGaveUp };

  // One row on the way of a walk.
  Step Pass(Slot slot, QueryResult* result) {
    if (++walked_ > walk_rows_max_) return Step::kGaveUp;
    if (!untested_ && !Fits(table_.group(slot / kGroupRows), slot, nullptr)) return Step::kOn;
    if (result->slots.size() == query_.limit) {
      result->more = true;
      return Step::kFull;
    }
    result->slots.push_back(slot);
    return Step::kOn;
  }

  // False when it gave up.
  bool Walk(QueryResult* result) {
    if (const Test* pinned = Pinned()) return WalkPinned(*pinned, result) != Step::kGaveUp;
    if (ranking_.by_key()) return WalkKeys(result) != Step::kGaveUp;
    const bool in_nulls = query_.after && query_.after->null;
    Step step = Step::kOn;
    if (!in_nulls) step = ranking_.descending() ? WalkDown(result) : WalkUp(result);
    if (step == Step::kOn && Clip() == nullptr) step = WalkNulls(result, in_nulls);
    return step != Step::kGaveUp;
  }

  Step WalkNulls(QueryResult* result, bool in_nulls) {
    const SlotTree& nulls = table_.order(ranking_.column()).nulls;
    auto at = in_nulls ? nulls.UpperBound(std::string_view(query_.after->key), KeyLess(table_)) : nulls.Begin();
    Step step = Step::kOn;
    for (; !at.at_end() && step == Step::kOn; ++at) step = Pass(*at, result);
    return step;
  }

  Step WalkKeys(QueryResult* result) {
    const SlotTree& keys = table_.by_key();
    const KeyLess less(table_);
    const Test* clip = Clip();
    const std::string_view prefix = clip == nullptr ? std::string_view{} : std::string_view(clip->text);
    const std::size_t first = clip == nullptr ? 0 : keys.CountBelow(prefix, less);
    std::size_t left = clip == nullptr ? keys.size() : clip->matches;
    SlotTree::Cursor at;
    Step step = Step::kOn;
    if (!ranking_.descending()) {
      at = keys.LowerBound(prefix, less);
      if (query_.after && std::string_view(query_.after->key) >= prefix) {
        at = keys.UpperBound(std::string_view(query_.after->key), less);
        const std::size_t passed = at.at_end() ? keys.size() : keys.CountBelow(table_.Key(*at), less);
        left -= std::min(left, passed - first);
      }
      for (; left > 0 && step == Step::kOn; --left, ++at) step = Pass(*at, result);
      return step;
    }
    std::size_t end = first + left;
    if (query_.after) end = std::min(end, keys.CountBelow(std::string_view(query_.after->key), less));
    left = end > first ? end - first : 0;
    if (left == 0) return step;
    at = end == keys.size() ? keys.End() : keys.At(end);
    for (; left > 0 && step == Step::kOn; --left) step = Pass(*--at, result);
    return step;
  }

  Step WalkPinned(const Test& pinned, QueryResult* result) {
    const OrderTree& values = table_.order(pinned.column).values;
    const OrderLess less(table_, pinned.column);
    OrderLess::Probe first{.value = pinned.least, .text = {}, .key = {}, .edge = -1};
    if (table_.schema().column(pinned.column).kind == ColumnKind::kText) {
      first.text = table_.dictionary(pinned.column).Get(static_cast<Code>(pinned.least));
    }
    OrderLess::Probe last = first;
    last.edge = 1;
    if (query_.after) {
      OrderLess::Probe& bound = ranking_.descending() ? last : first;
      bound.edge = 0;
      bound.key = query_.after->key;
    }
    // Behind the position: after it going up, before it going down.
    const bool up = !ranking_.descending();
    const auto begin = up && query_.after ? values.UpperBound(first, less) : values.LowerBound(first, less);
    const auto end = !up && query_.after ? values.LowerBound(last, less) : values.UpperBound(last, less);
    Step step = Step::kOn;
    if (up) {
      for (auto at = begin; !(at == end) && step == Step::kOn; ++at) step = Pass(at->slot(), result);
      return step;
    }
    for (auto at = end; !(at == begin) && step == Step::kOn;) step = Pass((--at)->slot(), result);
    return step;
  }

  OrderLess::Probe PlaceProbe(const Position& place, int edge) const {
    return {.value = place.number, .text = place.text, .key = place.key, .edge = edge};
  }
  OrderLess::Probe ValueProbe(std::int64_t value, int edge) const {
    OrderLess::Probe probe{.value = value, .text = {}, .key = {}, .edge = edge};
    if (ranking_.texts()) probe.text = table_.dictionary(ranking_.column()).Get(static_cast<Code>(value));
    return probe;
  }

  Step WalkUp(QueryResult* result) {
    const OrderTree& values = table_.order(ranking_.column()).values;
    const OrderLess less(table_, ranking_.column());
    const Test* clip = Clip();
    auto at = clip == nullptr ? values.Begin() : values.LowerBound(ValueProbe(clip->least, -1), less);
    if (query_.after && (clip == nullptr || query_.after->number >= clip->least)) {
      at = values.UpperBound(PlaceProbe(*query_.after, 0), less);
    }
    Step step = Step::kOn;
    for (; !at.at_end() && step == Step::kOn; ++at) {
      if (clip != nullptr && at->value() > clip->greatest) break;
      step = Pass(at->slot(), result);
    }
    return step;
  }

  // Values go down, but the rows of one value go up by key. So each value's first row is found (a few steps back where
  // values hardly repeat, a descent where they do), and its rows are walked forward.
  Step WalkDown(QueryResult* result) {
    const OrderTree& values = table_.order(ranking_.column()).values;
    const OrderLess less(table_, ranking_.column());
    const Test* clip = Clip();
    auto end = clip == nullptr ? values.End() : values.UpperBound(ValueProbe(clip->greatest, 1), less);
    Step step = Step::kOn;
    if (query_.after && (clip == nullptr || query_.after->number <= clip->greatest)) {
      // The rest of the position's own value first.
      auto at = values.UpperBound(PlaceProbe(*query_.after, 0), less);
      const auto own_end = values.UpperBound(PlaceProbe(*query_.after, 1), less);
      if (clip == nullptr || query_.after->number >= clip->least) {
        for (; !(at == own_end) && step == Step::kOn; ++at) step = Pass(at->slot(), result);
      }
      end = values.LowerBound(PlaceProbe(*query_.after, -1), less);
    }
    while (step == Step::kOn && !(end == values.Begin())) {
      auto first = end;
      --first;
      const std::int64_t value = first->value();
      if (clip != nullptr && value < clip->least) break;
      first = FirstOf(values, less, first, value);
      for (auto at = first; !(at == end) && step == Step::kOn; ++at) step = Pass(at->slot(), result);
      end = first;
    }
    return step;
  }

  OrderTree::Cursor FirstOf(const OrderTree& values, const OrderLess& less, OrderTree::Cursor last,
                            std::int64_t value) const {
    constexpr int kStepsMax = 16;
    const auto begin = values.Begin();
    for (int step = 0; step < kStepsMax; ++step) {
      if (last == begin) return last;
      auto previous = last;
      --previous;
      if (previous->value() != value) return last;
      last = previous;
    }
    return values.LowerBound(ValueProbe(value, -1), less);
  }

  const Table& table_;
  const Query& query_;
  Ranking ranking_;
  std::vector<Test> tests_;
  std::vector<Test> excluding_;
  bool nothing_ = false;
  bool untested_ = false;         // every row fits
  double fraction_ = 1;           // of the rows, by the conditions taken as independent
  const Test* source_ = nullptr;  // the most selective test with candidates
  std::size_t walk_rows_max_ = 0;
  std::size_t walked_ = 0;
  std::vector<Ranked> best_;
};

}  // namespace

std::string_view PlanName(Plan plan) {
  switch (plan) {
    case Plan::kNothing:
      return "nothing";
    case Plan::kWalk:
      return "walk";
    case Plan::kGather:
      return "gather";
    case Plan::kScan:
      return "scan";
  }
  return "";
}

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
