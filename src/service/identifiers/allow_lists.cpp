// Allow lists (behaviour 10).
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/timestamp.h"
#include "model/handlers/allow_lists.h"
#include "model/quotas.h"
#include "model/types/allow_lists.h"
#include "pattern/pattern.h"
#include "service/core/arns.h"
#include "service/core/client_token.h"
#include "service/core/ids.h"
#include "service/core/intake.h"
#include "service/core/messages.h"
#include "service/core/page.h"
#include "service/core/tag_rules.h"
#include "service/identifiers/allow_list_words.h"
#include "service/identifiers/records.h"
#include "state/transaction.h"

namespace macie_local::service {
namespace {

using Record = model::AllowListRecord;

std::string KindOf(const model::AllowListCriteria& criteria) {
  return criteria.regex ? "regex" : "s3WordsList";
}

wire::Verdict CheckCriteria(const model::AllowListCriteria& criteria) {
  if (criteria.regex.has_value() == criteria.s3WordsList.has_value()) {
    return RequestFailed("criteria must have exactly one of regex and s3WordsList");
  }
  if (!criteria.regex) return base::Done{};
  MACIE_CHECK(OrRequestFailed(pattern::SensitivePattern::Compile("criteria.regex", *criteria.regex)));
  return base::Done{};
}

// Each kind has a quota of its own.
wire::Verdict CheckQuota(const state::Partition& partition, const std::string& kind) {
  std::size_t count = 1;
  for (const auto& [id, row] : partition.table<Record>()) count += KindOf(*row.record->criteria) == kind ? 1 : 0;
  const auto allowed = kind == "regex" ? model::kRegexAllowListsPerAccount : model::kTextAllowListsPerAccount;
  if (count <= static_cast<std::size_t>(allowed)) return base::Done{};
  return QuotaExceeded("allow lists of type " + kind + " per account", count, allowed);
}

// A job that may still use the list, null when there is none.
const model::JobRecord* UserOf(const state::Partition& partition, const std::string& id) {
  for (const auto& [row_id, job] : partition.jobs) {
    if (job->jobStatus == model::JobStatus::COMPLETE || job->jobStatus == model::JobStatus::CANCELLED) continue;
    if (!job->allowListIds) continue;
    for (const auto& used : *job->allowListIds) {
      if (used == id) return job.get();
    }
  }
  return nullptr;
}

}  // namespace

wire::Outcome<model::CreateAllowListResponse> CreateAllowList(const Call& call, state::Transaction& transaction,
                                                              const model::CreateAllowListRequest& request) {
  const state::Partition& partition = transaction.partition(call.caller);
  model::CreateAllowListResponse response;
  MACIE_TRY(const Record* repeated, FindRepeated<Record>(partition, request, call.now));
  if (repeated != nullptr) {
    response.arn = repeated->arn;
    response.id = repeated->id;
    return response;
  }
  MACIE_CHECK(CheckCriteria(request.criteria));
  if (request.tags) MACIE_CHECK(CheckNewTags(*request.tags));
  MACIE_CHECK(CheckQuota(partition, KindOf(request.criteria)));
  Record record;
  record.id = NewShortId(transaction.ids());
  record.arn = MacieArn(call.caller, state::Family<Record>::kTaggedType, *record.id);
  record.createdAt = base::TruncateToMillis(call.now);
  record.updatedAt = record.createdAt;
  record.criteria = request.criteria;
  record.description = request.description;
  record.name = request.name;
  record.tags = request.tags.value_or(Tags());
  record.emulator = CreationBy(request, call.now);
  response.arn = record.arn;
  response.id = record.id;
  transaction.Put(call.caller, *response.id, std::move(record));
  return response;
}

wire::Outcome<model::GetAllowListResponse> GetAllowList(const Call& call, const state::Snapshot& snapshot,
                                                        const model::GetAllowListRequest& request) {
  const state::Partition& partition = snapshot.partition(call.caller);
  const Record* record = partition.Find<Record>(request.id);
  if (record == nullptr) return NoSuchId();
  model::GetAllowListResponse response;
  response.arn = record->arn;
  response.createdAt = record->createdAt;
  response.criteria = record->criteria;
  response.description = record->description;
  response.id = record->id;
  response.name = record->name;
  response.status = LookAtAllowList(call.environment, call.caller, partition, *record, call.may_ask).status;
  response.tags = record->tags;
  response.updatedAt = record->updatedAt;
  return response;
}

wire::Outcome<model::ListAllowListsResponse> ListAllowLists(const Call& call, const state::Snapshot& snapshot,
                                                            const model::ListAllowListsRequest& request) {
  MACIE_TRY(const Page page, OpenPage(
                                 call, snapshot.state(), model::Operation::ListAllowLists,
                                 [] { return model::ListAllowListsRequest(); }, request.maxResults, request.nextToken));
  std::vector<const Record*> records;
  for (const auto& [id, row] : snapshot.partition(call.caller).table<Record>()) records.push_back(row.record.get());
  model::ListAllowListsResponse response;
  auto& lists = response.allowLists.emplace();
  for (const Record* record : CutNewestFirst(page, records, &response.nextToken)) {
    auto& list = lists.emplace_back();
    list.arn = record->arn;
    list.createdAt = record->createdAt;
    list.description = record->description;
    list.id = record->id;
    list.name = record->name;
    list.updatedAt = record->updatedAt;
  }
  return response;
}

wire::Outcome<model::UpdateAllowListResponse> UpdateAllowList(const Call& call, state::Transaction& transaction,
                                                              const model::UpdateAllowListRequest& request) {
  const Record* found = transaction.partition(call.caller).Find<Record>(request.id);
  if (found == nullptr) return NoSuchId();
  MACIE_CHECK(CheckCriteria(request.criteria));
  if (KindOf(request.criteria) != KindOf(*found->criteria)) {
    return RequestFailed("the type of an allow list can't be changed: this one has " + KindOf(*found->criteria) +
                         ", criteria has " + KindOf(request.criteria));
  }
  Record record = *found;
  if (record.criteria != request.criteria) record.status.reset();  // it was said of what the list was
  record.criteria = request.criteria;
  record.description = request.description;
  record.name = request.name;
  record.updatedAt = base::TruncateToMillis(call.now);
  model::UpdateAllowListResponse response;
  response.arn = record.arn;
  response.id = record.id;
  transaction.Put(call.caller, *response.id, std::move(record));
  return response;
}

wire::Outcome<model::DeleteAllowListResponse> DeleteAllowList(const Call& call, state::Transaction& transaction,
                                                              const model::DeleteAllowListRequest& request) {
  const state::Partition& partition = transaction.partition(call.caller);
  if (partition.Find<Record>(request.id) == nullptr) return NoSuchId();
  if (request.ignoreJobChecks != "true") {
    if (const model::JobRecord* job = UserOf(partition, request.id)) {
      return RequestFailed("the classification job " + base::Quote(*job->jobId) +
                           " uses the allow list; ignoreJobChecks=true deletes it nevertheless");
    }
  }
  transaction.Erase<Record>(call.caller, request.id);
  return model::DeleteAllowListResponse{};
}

template <>
base::Result<Record> CompleteRecord(const state::PartitionKey& key, const std::string& where, Timestamp now,
                                    Record record) {
  if (!record.id || record.id->empty()) return Wrong(where, "id", "is required");
  if (!record.name) return Wrong(where, "name", "is required");
  if (!record.criteria) return Wrong(where, "criteria", "is required");
  if (const auto checked = CheckCriteria(*record.criteria); !checked.ok()) {
    return Wrong(where, checked.error().text);
  }
  Default(&record.arn, MacieArn(key, state::Family<Record>::kTaggedType, *record.id));
  Default(&record.createdAt, base::TruncateToMillis(now));
  Default(&record.updatedAt, *record.createdAt);
  Default(&record.tags, Tags());
  return record;
}

}  // namespace macie_local::service
