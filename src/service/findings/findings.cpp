// ListFindings, GetFindings, GetFindingStatistics (behaviour 4.2).
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/seeded_hash.h"
#include "model/handlers/findings.h"
#include "service/core/call.h"
#include "service/core/messages.h"
#include "service/core/page.h"
#include "service/findings/criteria.h"
#include "service/findings/fields.h"
#include "service/findings/order.h"
#include "service/findings/view.h"
#include "state/hash_seed.h"

namespace macie_local::service {
namespace {

wire::Outcome<FindingPredicate> CompileCriteria(const std::optional<model::FindingCriteria>& criteria) {
  return CompileFindingCriteria("findingCriteria", criteria.value_or(model::FindingCriteria()));
}

// How many of the findings that are selected have each value of the property; those without it are not counted [I].
// Keys are valid as long as the state.
using Counts = std::unordered_map<std::string_view, std::int64_t, base::SeededHash>;
Counts CountByGroup(base::SeededHash hash, const FindingView& view, const FindingPredicate& selects,
                    const FindingField& property) {
  Counts counts(0, hash);
  view.ForEach([&](const model::Finding& finding) {
    if (!selects(finding)) return;
    AnyFieldValue(property.path, &finding, [&](const FieldValue& value) {
      ++counts[value.text];
      return true;
    });
  });
  return counts;
}

using Group = std::pair<std::string_view, std::int64_t>;

// The first `size` groups: the largest first unless told otherwise [I], equal ones by their key [I].
std::vector<Group> FirstGroups(const Counts& counts,
                               const std::optional<model::FindingStatisticsSortCriteria>& criteria, std::int64_t size) {
  using Attribute = model::FindingStatisticsSortAttributeName;
  const bool by_key = criteria && criteria->attributeName == Attribute::groupKey;
  const bool descending = !criteria || criteria->orderBy == model::OrderBy::DESC;
  std::vector<Group> groups(counts.begin(), counts.end());
  const auto less = [&](const Group& a, const Group& b) {
    if (!by_key && a.second != b.second) return descending ? a.second > b.second : a.second < b.second;
    return by_key && descending ? a.first > b.first : a.first < b.first;
  };
  const auto kept = static_cast<std::ptrdiff_t>(std::min<std::int64_t>(size, std::ssize(groups)));
  std::partial_sort(groups.begin(), groups.begin() + kept, groups.end(), less);
  groups.resize(static_cast<std::size_t>(kept));
  return groups;
}

}  // namespace

wire::Outcome<model::ListFindingsResponse> ListFindings(const Call& call, const state::Snapshot& snapshot,
                                                        const model::ListFindingsRequest& request) {
  MACIE_TRY(const FindingPredicate selects, CompileCriteria(request.findingCriteria));
  MACIE_TRY(const FindingOrder order, FindingOrder::Of(request.sortCriteria));
  const auto question = [&request] {
    model::ListFindingsRequest asked;
    if (request.findingCriteria && request.findingCriteria->criterion && !request.findingCriteria->criterion->empty()) {
      asked.findingCriteria = request.findingCriteria;  // none and {} ask the same
    }
    asked.sortCriteria = request.sortCriteria;
    return asked;
  };
  MACIE_TRY(const Page page, OpenPage(call, snapshot.state(), model::Operation::ListFindings, question,
                                      request.maxResults, request.nextToken));
  std::optional<FindingRank> last;  // of the page before
  if (page.position) {
    last = ParseRank(*page.position);
    if (!last) return InvalidPageToken();
  }
  FirstFindings first(order, page.size + 1);  // one more tells whether another page follows
  FindingView(snapshot.state(), call.caller, call.now).ForEach([&](const model::Finding& finding) {
    if (!selects(finding)) return;
    const FindingRank rank = order.RankOf(finding);
    if (!last || order.Less(*last, rank)) first.Add(rank, finding);
  });
  auto found = first.Take();
  model::ListFindingsResponse response;
  if (found.size() > page.size) {
    found.pop_back();
    response.nextToken = page.Next(RankBytes(found.back().first));
  }
  auto& ids = response.findingIds.emplace();
  for (const auto& [rank, finding] : found) ids.emplace_back(*finding->id);
  return response;
}

wire::Outcome<model::GetFindingsResponse> GetFindings(const Call& call, const state::Snapshot& snapshot,
                                                      const model::GetFindingsRequest& request) {
  MACIE_TRY(const FindingOrder order, FindingOrder::Of(request.sortCriteria));
  const FindingView view(snapshot.state(), call.caller, call.now);
  model::GetFindingsResponse response;
  auto& findings = response.findings.emplace();
  FirstFindings sorted(order, request.findingIds.size());
  for (const std::string& id : request.findingIds) {
    const model::Finding* finding = view.Find(id);
    if (finding == nullptr) continue;
    if (request.sortCriteria) {
      sorted.Add(order.RankOf(*finding), *finding);
    } else {
      findings.push_back(*finding);
    }
  }
  for (const auto& [rank, finding] : sorted.Take()) findings.push_back(*finding);
  return response;
}

wire::Outcome<model::GetFindingStatisticsResponse> GetFindingStatistics(
    const Call& call, const state::Snapshot& snapshot, const model::GetFindingStatisticsRequest& request) {
  MACIE_TRY(const FindingPredicate selects, CompileCriteria(request.findingCriteria));
  const FindingField property = ResolveFindingPath(std::string(wire::EnumName(request.groupBy)));
  const FindingView view(snapshot.state(), call.caller, call.now);
  model::GetFindingStatisticsResponse response;
  auto& groups = response.countsByGroup.emplace();
  const Counts counts = CountByGroup(state::HashOf(snapshot.state()), view, selects, property);
  for (const auto& [key, count] : FirstGroups(counts, request.sortCriteria, *request.size)) {
    model::GroupCount& group = groups.emplace_back();
    group.groupKey = std::string(key);
    group.count = count;
  }
  return response;
}

}  // namespace macie_local::service
