#include "engine/compiled_query.h"

#include <algorithm>

#include "engine/candidates.h"
#include "engine/compile_predicate.h"
#include "engine/filter.h"

namespace macie_local::engine {

CompiledQuery::CompiledQuery(const Table& table, const Query& query) {
  predicates.reserve(query.conditions.size());
  for (const auto& condition : query.conditions) predicates.push_back(Compile(table, condition));
  for (const auto& condition : query.excluding) excluding.push_back(Compile(table, condition));
  if (predicates.size() > 1) {
    std::stable_sort(predicates.begin(), predicates.end(), [&](const Predicate& a, const Predicate& b) {
      if (IsVector(a) != IsVector(b)) return IsVector(a);
      return a.Selected(table.size()) < b.Selected(table.size());
    });
  }
  for (const Predicate& predicate : predicates) {
    const std::size_t selected = predicate.Selected(table.size());
    nothing = nothing || (predicate.kind == Predicate::Kind::kConstant && !predicate.negated);
    const double part = static_cast<double>(selected) / static_cast<double>(table.size());
    fraction *= part;
    forbid |= predicate.forbid;
    if (predicate.by_digest) digest_fraction *= part;
    if (HasCandidates(table, predicate) && (source == nullptr || selected < source->Selected(table.size()))) {
      source = &predicate;
    }
  }
}

std::size_t CompiledQuery::Left(const Predicate* known) const {
  const auto left = std::count_if(predicates.begin(), predicates.end(), [&](const Predicate& predicate) {
    return !predicate.by_digest && &predicate != known;
  });
  return static_cast<std::size_t>(left) + excluding.size();
}

void CompiledQuery::Keep(const Table& table, const Predicate* known, std::vector<Slot>* slots) const {
  for (const Predicate& predicate : predicates) {
    if (!predicate.by_digest && &predicate != known) engine::Keep(table, predicate, slots);
  }
  if (!excluding.empty()) std::erase_if(*slots, [&](Slot slot) { return Excluded(table, slot); });
}

bool CompiledQuery::Excluded(const Table& table, Slot slot) const {
  const RowGroup& group = table.group(slot / kGroupRows);
  return !excluding.empty() && std::all_of(excluding.begin(), excluding.end(), [&](const Predicate& predicate) {
    return Matches(table, predicate, group, slot);
  });
}

void CompiledQuery::AddTo(RowFetcher* fetcher, const Predicate* known) const {
  for (const Predicate& predicate : predicates) {
    if (predicate.by_digest || &predicate == known) continue;
    switch (predicate.kind) {
      case Predicate::Kind::kRange:
      case Predicate::Kind::kNumbers:
        fetcher->Add(predicate.store);
        break;
      case Predicate::Kind::kListed:
      case Predicate::Kind::kPairs:
        fetcher->AddList(predicate.store);
        break;
      case Predicate::Kind::kPrefix:
        fetcher->AddKeys();
        break;
      case Predicate::Kind::kConstant:
      case Predicate::Kind::kSlots:
        break;
    }
  }
}

}  // namespace macie_local::engine
