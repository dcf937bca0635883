#include "engine/compiled_query.h"

#include <algorithm>

#include "engine/candidates.h"

namespace macie_local::engine {

CompiledQuery::CompiledQuery(const Table& table, const Query& query) {
  tests.reserve(query.conditions.size());
  for (const auto& condition : query.conditions) tests.push_back(Compile(table, condition));
  for (const auto& condition : query.excluding) excluding.push_back(Compile(table, condition));
  if (tests.size() > 1) {
    std::stable_sort(tests.begin(), tests.end(), [&](const Test& a, const Test& b) {
      if (IsVector(a) != IsVector(b)) return IsVector(a);
      return a.Selected(table.size()) < b.Selected(table.size());
    });
  }
  for (const Test& test : tests) {
    const std::size_t selected = test.Selected(table.size());
    nothing = nothing || (test.kind == Test::Kind::kConstant && !test.negated);
    const double part = static_cast<double>(selected) / static_cast<double>(table.size());
    fraction *= part;
    forbid |= test.forbid;
    if (test.by_digest) digest_fraction *= part;
    if (HasCandidates(table, test) && (source == nullptr || selected < source->Selected(table.size()))) {
      source = &test;
    }
  }
}

std::size_t CompiledQuery::Left(const Test* known) const {
  const auto left =
      std::count_if(tests.begin(), tests.end(), [&](const Test& test) { return !test.by_digest && &test != known; });
  return static_cast<std::size_t>(left) + excluding.size();
}

void CompiledQuery::Keep(const Table& table, const Test* known, std::vector<Slot>* slots) const {
  for (const Test& test : tests) {
    if (!test.by_digest && &test != known) engine::Keep(table, test, slots);
  }
  if (!excluding.empty()) std::erase_if(*slots, [&](Slot slot) { return Excluded(table, slot); });
}

bool CompiledQuery::Excluded(const Table& table, Slot slot) const {
  const RowGroup& group = table.group(slot / kGroupRows);
  return !excluding.empty() && std::all_of(excluding.begin(), excluding.end(),
                                           [&](const Test& test) { return Matches(table, test, group, slot); });
}

void CompiledQuery::AddTo(RowFetcher* fetcher, const Test* known) const {
  for (const Test& test : tests) {
    if (test.by_digest || &test == known) continue;
    if (test.kind == Test::Kind::kRange || test.kind == Test::Kind::kNumbers) fetcher->Add(test.store);
    if (test.kind == Test::Kind::kListed || test.kind == Test::Kind::kPairs) fetcher->AddList(test.store);
    if (test.kind == Test::Kind::kPrefix) fetcher->AddKeys();
  }
}

}  // namespace macie_local::engine
