// Findings filters (behaviour 5): suppression rules, which archive findings as they enter, and the saved
// filters of the console.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "model/errors.h"
#include "model/handlers/findings_filters.h"
#include "model/quotas.h"
#include "model/types/findings_filters.h"
#include "service/core/arns.h"
#include "service/core/client_token.h"
#include "service/core/ids.h"
#include "service/core/messages.h"
#include "service/core/page.h"
#include "service/core/tag_rules.h"
#include "service/findings/criteria.h"
#include "state/transaction.h"

namespace macie_local::service {
namespace {

using Filters = std::vector<std::shared_ptr<const model::FindingsFilterRecord>>;

// In the order of their positions, which are 1 to n.
Filters InOrder(const state::Partition& partition) {
  Filters filters;
  for (const auto& [id, row] : partition.table<model::FindingsFilterRecord>()) filters.push_back(row.record);
  std::sort(filters.begin(), filters.end(), [](const auto& a, const auto& b) { return *a->position < *b->position; });
  return filters;
}

// Stores those that are not at the position that their place says; a new or changed one comes without a position.
void PutInOrder(const Call& call, state::Transaction& transaction, const Filters& filters) {
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const auto position = static_cast<std::int64_t>(i + 1);
    if (filters[i]->position == position) continue;
    model::FindingsFilterRecord moved = *filters[i];
    moved.position = position;
    transaction.Put(call.caller, *filters[i]->id, std::move(moved));
  }
}

// Puts `filter` among `filters`; at the end without a position, or when that lies beyond the end [I].
void Insert(model::FindingsFilterRecord filter, Filters* filters) {
  const auto last = static_cast<std::int64_t>(filters->size() + 1);
  const std::int64_t position = std::min(filter.position.value_or(last), last);
  filter.position.reset();
  filters->insert(filters->begin() + (position - 1),
                  std::make_shared<const model::FindingsFilterRecord>(std::move(filter)));
}

void Remove(std::string_view id, Filters* filters) {
  std::erase_if(*filters, [&](const auto& filter) { return *filter->id == id; });
}

// `own_id` is that of the filter that is to be called so, when there is one yet.
wire::Verdict CheckName(const state::Partition& partition, std::string_view name, std::string_view own_id) {
  for (const auto& [id, row] : partition.table<model::FindingsFilterRecord>()) {
    if (row.record->name == name && id != own_id) {
      // [W], and 400: CloudFormation's handler compares both.
      return wire::Refusal{model::kValidationException, "Filter name already exists. A unique name is required."};
    }
  }
  return base::Done{};
}

wire::Verdict CheckCriteria(const model::FindingCriteria& criteria) {
  const auto compiled = CompileFindingCriteria("findingCriteria", criteria);
  if (!compiled.ok()) return compiled.error();
  return base::Done{};
}

wire::Outcome<const model::FindingsFilterRecord*> FindFilter(const state::Partition& partition, std::string_view id) {
  const auto* filter = partition.Find<model::FindingsFilterRecord>(id);
  if (filter == nullptr) return NoSuchId();
  return filter;
}

template <class Response>
Response Named(const model::FindingsFilterRecord& filter) {
  Response response;
  response.arn = filter.arn;
  response.id = filter.id;
  return response;
}

}  // namespace

wire::Outcome<model::CreateFindingsFilterResponse> CreateFindingsFilter(
    const Call& call, state::Transaction& transaction, const model::CreateFindingsFilterRequest& request) {
  const state::Partition& partition = transaction.partition(call.caller);
  MACIE_TRY(const auto* repeated, FindRepeated<model::FindingsFilterRecord>(partition, request, call.now));
  if (repeated != nullptr) return Named<model::CreateFindingsFilterResponse>(*repeated);
  MACIE_CHECK(CheckCriteria(request.findingCriteria));
  if (request.tags) MACIE_CHECK(CheckNewTags(*request.tags));
  MACIE_CHECK(CheckName(partition, request.name, {}));
  Filters filters = InOrder(partition);
  if (filters.size() >= static_cast<std::size_t>(model::kFindingsFiltersPerAccount)) {
    return QuotaExceeded("findings filters", filters.size() + 1, model::kFindingsFiltersPerAccount);
  }
  model::FindingsFilterRecord filter;
  filter.id = NewUuid(transaction.ids());
  filter.arn = MacieArn(call.caller, state::Family<model::FindingsFilterRecord>::kTaggedType, *filter.id);
  filter.name = request.name;
  filter.description = request.description;
  filter.action = request.action;
  filter.findingCriteria = request.findingCriteria;
  filter.position = request.position;
  filter.tags = request.tags.value_or(Tags());
  filter.emulator = CreationBy(request, call.now);
  const auto response = Named<model::CreateFindingsFilterResponse>(filter);
  Insert(std::move(filter), &filters);
  PutInOrder(call, transaction, filters);
  return response;
}

wire::Outcome<model::GetFindingsFilterResponse> GetFindingsFilter(const Call& call, const state::Snapshot& snapshot,
                                                                  const model::GetFindingsFilterRequest& request) {
  MACIE_TRY(const auto* filter, FindFilter(snapshot.partition(call.caller), request.id));
  auto response = Named<model::GetFindingsFilterResponse>(*filter);
  response.name = filter->name;
  response.description = filter->description;
  response.action = filter->action;
  response.findingCriteria = filter->findingCriteria;
  response.position = filter->position;
  response.tags = filter->tags;
  return response;
}

// A repeated update changes nothing more, so the client token needs no looking at [I].
wire::Outcome<model::UpdateFindingsFilterResponse> UpdateFindingsFilter(
    const Call& call, state::Transaction& transaction, const model::UpdateFindingsFilterRequest& request) {
  const state::Partition& partition = transaction.partition(call.caller);
  MACIE_TRY(const auto* filter, FindFilter(partition, request.id));
  if (request.findingCriteria) MACIE_CHECK(CheckCriteria(*request.findingCriteria));
  if (request.name) MACIE_CHECK(CheckName(partition, *request.name, request.id));
  const auto response = Named<model::UpdateFindingsFilterResponse>(*filter);
  model::FindingsFilterRecord changed = *filter;
  if (request.name) changed.name = request.name;
  if (request.description) changed.description = request.description;
  if (request.action) changed.action = request.action;
  if (request.findingCriteria) changed.findingCriteria = request.findingCriteria;
  if (request.position) changed.position = request.position;
  Filters filters = InOrder(partition);
  Remove(request.id, &filters);
  Insert(std::move(changed), &filters);
  PutInOrder(call, transaction, filters);
  return response;
}

wire::Outcome<model::DeleteFindingsFilterResponse> DeleteFindingsFilter(
    const Call& call, state::Transaction& transaction, const model::DeleteFindingsFilterRequest& request) {
  const state::Partition& partition = transaction.partition(call.caller);
  MACIE_CHECK(FindFilter(partition, request.id));
  Filters filters = InOrder(partition);
  Remove(request.id, &filters);
  transaction.Erase<model::FindingsFilterRecord>(call.caller, request.id);
  PutInOrder(call, transaction, filters);
  return model::DeleteFindingsFilterResponse{};
}

wire::Outcome<model::ListFindingsFiltersResponse> ListFindingsFilters(
    const Call& call, const state::Snapshot& snapshot, const model::ListFindingsFiltersRequest& request) {
  MACIE_TRY(const Page page,
            OpenPage(
                call, snapshot.state(), model::Operation::ListFindingsFilters,
                [] { return model::ListFindingsFiltersRequest(); }, request.maxResults, request.nextToken));
  const auto position_of = [](const auto& filter) {
    const std::string digits = std::to_string(*filter->position);
    return std::string(20 - digits.size(), '0') + digits;
  };
  model::ListFindingsFiltersResponse response;
  auto& items = response.findingsFilterListItems.emplace();
  for (const auto& filter : CutPage(page, InOrder(snapshot.partition(call.caller)), position_of, &response.nextToken)) {
    auto& item = items.emplace_back(Named<model::FindingsFilterListItem>(*filter));
    item.name = filter->name;
    item.action = filter->action;
    item.tags = filter->tags;
  }
  return response;
}

}  // namespace macie_local::service
