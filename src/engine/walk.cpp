#include "engine/walk.h"
#include "engine/filter.h"

#include <algorithm>
#include <limits>
#include <type_traits>
#include <utility>

namespace macie_local::engine {
namespace {

// Nanoseconds, as ./dev bench engine showed them at 1,000,000 rows; only their ratios matter, and only roughly.
constexpr double kEntry = 1.5;   // one step along an index
constexpr double kRowTest = 25;  // one predicate of a row that lies anywhere

}  // namespace

Walk::Walk(const Table& table, const Query& query, const Ranking& ranking, const CompiledQuery& compiled)
    : table_(table), query_(query), ranking_(ranking), compiled_(compiled) {
  pinned_ = FindPinned();
  clip_ = pinned_ == nullptr ? FindClip() : nullptr;
  if (!ranking.by_key()) {
    for (const Predicate& predicate : compiled.predicates) {
      if (predicate.kind == Predicate::Kind::kPrefix && !predicate.negated) prefix_ = &predicate;
    }
  }
  const Predicate* known = pinned_ != nullptr ? pinned_ : clip_;
  left_ = compiled.Left(known);
  compiled.AddTo(&fetcher_, known);
  slots_.reserve(RowFetcher::kRowsMax);
}

bool Walk::Possible() const {
  return ranking_.by_key() || table_.schema().column(ranking_.column()).access == Access::kOrdered;
}

// A predicate that names values of an indexed column, when the order asked for is that of keys: the index holds the
// rows of one value in the order of keys. The most selective of several.
const Predicate* Walk::FindPinned() const {
  if (!ranking_.by_key()) return nullptr;
  const Predicate* pinned = nullptr;
  for (const Predicate& predicate : compiled_.predicates) {
    if (pinned != nullptr && pinned->matches <= predicate.matches) continue;
    if (HasKeyRuns(table_, predicate)) pinned = &predicate;
  }
  const Predicate* clip = FindClip();
  return pinned != nullptr && clip != nullptr && clip->matches < pinned->matches ? nullptr : pinned;
}

// The predicate of the sort column itself that says where a walk may begin and must end.
const Predicate* Walk::FindClip() const {
  for (const Predicate& predicate : compiled_.predicates) {
    if (predicate.column != ranking_.column() || predicate.negated) continue;
    if (predicate.kind == Predicate::Kind::kPrefix || (predicate.kind == Predicate::Kind::kRange && !ranking_.texts()))
      return &predicate;
  }
  return nullptr;
}

double Walk::Cost() const {
  if (!Possible()) return std::numeric_limits<double>::max();
  const auto size = static_cast<double>(table_.size());
  const Predicate* known = pinned_ != nullptr ? pinned_ : clip_;
  const double rows = known == nullptr ? size : static_cast<double>(known->Selected(table_.size()));
  const double density = std::max(compiled_.fraction * size / std::max(rows, 1.0), 1e-12);
  const double needed = std::min(rows, static_cast<double>(query_.limit + 1) / density);
  const double tested = needed * (pinned_ != nullptr && compiled_.forbid != 0 ? 1 : compiled_.digest_fraction);
  return needed * kEntry + tested * kRowTest * static_cast<double>(left_);
}

bool Walk::Run(double budget, QueryResult* result) {
  budget_ = budget;
  result_ = result;
  if (pinned_ != nullptr) return Pinned() != Step::kGaveUp;
  if (ranking_.by_key()) return Keys() != Step::kGaveUp;
  const bool in_nulls = query_.after && query_.after->null;
  Step step = Step::kOn;
  if (!in_nulls) step = ranking_.descending() ? Down() : Up();
  if (step == Step::kOn && clip_ == nullptr) step = Nulls(in_nulls);
  return step != Step::kGaveUp;
}

Walk::Step Walk::Take(std::size_t passed) {
  rows_ += passed;
  spent_ += static_cast<double>(passed) * kEntry;
  if (left_ > 0 && !slots_.empty()) {
    spent_ += static_cast<double>(slots_.size() * left_) * kRowTest;
    fetcher_.Fetch(table_, slots_);
    compiled_.Keep(table_, pinned_ != nullptr ? pinned_ : clip_, &slots_);
  }
  const std::size_t room = query_.limit - result_->slots.size();
  result_->slots.insert(result_->slots.end(), slots_.begin(),
                        slots_.begin() + static_cast<std::ptrdiff_t>(std::min(room, slots_.size())));
  result_->more = slots_.size() > room;
  slots_.clear();
  if (result_->more) return Step::kFull;
  return spent_ > budget_ ? Step::kGaveUp : Step::kOn;
}

// The rows of one value are in the order of keys: where a whole node of them lies outside of the prefix that keys must
// have, goes to those that have it, or behind the value.
bool Walk::SkipToPrefix(std::span<const OrderEntry> entries, OrderTree::Cursor* at) const {
  const std::int64_t value = entries.front().value;
  if (prefix_ == nullptr || value != entries.back().value) return false;
  const OrderTree& values = table_.order(ranking_.column()).values;
  const OrderLess less(table_, ranking_.column());
  if (table_.Key(entries.back().slot) < prefix_->text) {
    OrderLess::Probe probe = Value(value, 0);
    probe.key = prefix_->text;
    *at = values.LowerBound(probe, less);
    return true;
  }
  if (prefix_->text_end.empty() || table_.Key(entries.front().slot) < prefix_->text_end) return false;
  *at = values.UpperBound(Value(value, 1), less);
  return true;
}

template <class Cursor>
Walk::Step Walk::Forward(Cursor at, const Cursor& end) {
  Step step = Step::kOn;
  while (step == Step::kOn) {
    const auto entries = at.TakeAhead(end);
    if (entries.empty()) break;
    if constexpr (std::is_same_v<Cursor, OrderTree::Cursor>) {
      if (SkipToPrefix(entries, &at)) continue;
    }
    for (const auto& entry : entries) Pass(entry);
    step = Take(entries.size());
  }
  return step;
}

Walk::Step Walk::Nulls(bool after) {
  const KeyTree& nulls = table_.order(ranking_.column()).nulls;
  if (!after) return Forward(nulls.Begin(), nulls.End());
  return Forward(nulls.UpperBound(std::string_view(query_.after->key), KeyLess(table_)), nulls.End());
}

Walk::Step Walk::Keys() {
  const KeyTree& keys = table_.by_key();
  const KeyLess less(table_);
  auto begin = clip_ == nullptr ? keys.Begin() : keys.LowerBound(std::string_view(clip_->text), less);
  auto end = clip_ == nullptr || clip_->text_end.empty() ? keys.End()
                                                         : keys.LowerBound(std::string_view(clip_->text_end), less);
  const std::string_view after = query_.after ? std::string_view(query_.after->key) : std::string_view();
  if (!ranking_.descending()) {
    if (query_.after && (clip_ == nullptr || after >= clip_->text)) {
      // A place behind the clip leaves nothing.
      if (clip_ != nullptr && !clip_->text_end.empty() && after >= clip_->text_end) return Step::kOn;
      begin = keys.UpperBound(after, less);
    }
    return Forward(begin, end);
  }
  if (query_.after && (clip_ == nullptr || clip_->text_end.empty() || after < clip_->text_end)) {
    if (clip_ != nullptr && after <= clip_->text) return Step::kOn;
    end = keys.LowerBound(after, less);
  }
  Step step = Step::kOn;
  while (step == Step::kOn) {
    const auto entries = end.TakeBehind(begin);
    if (entries.empty()) break;
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) Pass(*entry);
    step = Take(entries.size());
  }
  return step;
}

Walk::Step Walk::Pinned() {
  const std::string_view key = query_.after ? std::string_view(query_.after->key) : std::string_view();
  KeyRuns runs = KeyRunsOf(table_, *pinned_, query_.after ? &key : nullptr, !ranking_.descending());
  Step step = Step::kOn;
  while (step == Step::kOn && runs.Read(&slots_)) {
    const std::size_t passed = slots_.size();
    if (compiled_.forbid != 0) KeepDigest(table_, compiled_.forbid, &slots_);
    step = Take(passed);
  }
  return step;
}

OrderLess::Probe Walk::Value(std::int64_t value, int edge) const {
  OrderLess::Probe probe{.value = value, .text = {}, .key = {}, .edge = edge};
  if (ranking_.texts()) probe.text = table_.dictionary(ranking_.column()).Get(static_cast<Code>(value));
  return probe;
}

Walk::Step Walk::Up() {
  const OrderTree& values = table_.order(ranking_.column()).values;
  const OrderLess less(table_, ranking_.column());
  auto begin = clip_ == nullptr ? values.Begin() : values.LowerBound(Value(clip_->least, -1), less);
  const auto end = clip_ == nullptr ? values.End() : values.UpperBound(Value(clip_->greatest, 1), less);
  if (query_.after && (clip_ == nullptr || query_.after->number >= clip_->least)) {
    if (clip_ != nullptr && query_.after->number > clip_->greatest) return Step::kOn;
    begin = values.UpperBound(Place(*query_.after, 0), less);
  }
  return Forward(begin, end);
}

// Values go down, but the rows of one value go up by key: so nodes are read backwards, and in them one value's rows
// forwards.
Walk::Step Walk::Down() {
  const OrderTree& values = table_.order(ranking_.column()).values;
  const OrderLess less(table_, ranking_.column());
  const auto begin = clip_ == nullptr ? values.Begin() : values.LowerBound(Value(clip_->least, -1), less);
  auto end = clip_ == nullptr ? values.End() : values.UpperBound(Value(clip_->greatest, 1), less);
  Step step = Step::kOn;
  if (query_.after && (clip_ == nullptr || query_.after->number <= clip_->greatest)) {
    if (clip_ != nullptr && query_.after->number < clip_->least) return step;
    // The rest of the position's own value first.
    step = Forward(values.UpperBound(Place(*query_.after, 0), less), values.UpperBound(Place(*query_.after, 1), less));
    end = values.LowerBound(Place(*query_.after, -1), less);
  }
  while (step == Step::kOn) {
    const auto entries = end.TakeBehind(begin);
    if (entries.empty()) break;
    std::size_t last = entries.size();
    while (last > 0) {
      const std::int64_t value = entries[last - 1].value;
      if (last > 1 && entries[last - 2].value != value) {  // most values are one row's
        Pass(entries[--last]);
        continue;
      }
      std::size_t first = last - 1;
      while (first > 0 && entries[first - 1].value == value) --first;
      if (first == 0 && !RunBegins(end, value, begin)) break;
      for (std::size_t i = first; i < last; ++i) Pass(entries[i]);
      last = first;
    }
    step = Take(entries.size() - last);
    if (step == Step::kOn && last > 0) step = OneValue(entries[0].value, &end);
  }
  return step;
}

bool Walk::RunBegins(const OrderTree::Cursor& at, std::int64_t value, const OrderTree::Cursor& begin) const {
  if (at == begin) return true;
  auto before = at;
  --before;
  return before->value != value;
}

Walk::Step Walk::OneValue(std::int64_t value, OrderTree::Cursor* end) {
  const OrderTree& values = table_.order(ranking_.column()).values;
  const OrderLess less(table_, ranking_.column());
  *end = values.LowerBound(Value(value, -1), less);
  return Forward(*end, values.UpperBound(Value(value, 1), less));
}

}  // namespace macie_local::engine
