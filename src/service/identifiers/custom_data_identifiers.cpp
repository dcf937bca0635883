// Custom data identifiers (behaviour 9). Deleting one marks it; it can be read after that, not listed or
// used.
#include "service/identifiers/custom_data_identifiers.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/timestamp.h"
#include "model/handlers/custom_data_identifiers.h"
#include "model/quotas.h"
#include "model/types/custom_data_identifiers.h"
#include "pattern/matcher.h"
#include "pattern/pattern.h"
#include "service/core/arns.h"
#include "service/core/client_token.h"
#include "service/core/ids.h"
#include "service/core/intake.h"
#include "service/core/messages.h"
#include "service/core/page.h"
#include "service/core/tag_rules.h"
#include "service/identifiers/records.h"
#include "state/transaction.h"
#include "wire/codec.h"
#include "wire/type_desc.h"

namespace macie_local::service {
namespace {

using Record = model::CustomDataIdentifierRecord;
using Levels = std::optional<std::vector<model::SeverityLevel>>;

// One threshold for each severity, higher for the more severe one (API:custom-data-identifiers [D]).
wire::Verdict CheckSeverityLevels(const Levels& levels) {
  if (!levels) return base::Done{};
  std::array<const model::SeverityLevel*, 3> of_severity{};
  for (const auto& level : *levels) {
    auto& place = of_severity.at(static_cast<std::size_t>(level.severity));
    if (place != nullptr) {
      return RequestFailed("severityLevels has more than one element for " +
                           std::string(wire::EnumName(level.severity)));
    }
    place = &level;
  }
  const model::SeverityLevel* before = nullptr;
  for (const auto* level : of_severity) {
    if (level == nullptr) continue;
    if (before != nullptr && level->occurrencesThreshold <= before->occurrencesThreshold) {
      return RequestFailed("severityLevels must have a higher occurrencesThreshold for " +
                           std::string(wire::EnumName(level->severity)) + " than for " +
                           std::string(wire::EnumName(before->severity)) + "; " +
                           std::to_string(level->occurrencesThreshold) + " and " +
                           std::to_string(before->occurrencesThreshold) + " given");
    }
    before = level;
  }
  return base::Done{};
}

wire::Verdict CheckCriteria(std::string_view regex, const Levels& levels) {
  MACIE_CHECK(CheckSeverityLevels(levels));
  MACIE_CHECK(OrRequestFailed(pattern::SensitivePattern::Compile("regex", regex)));
  return base::Done{};
}

wire::Verdict CheckNew(const state::Partition& partition, const model::CreateCustomDataIdentifierRequest& request) {
  MACIE_CHECK(CheckCriteria(request.regex, request.severityLevels));
  if (request.tags) MACIE_CHECK(CheckNewTags(*request.tags));
  std::size_t count = 1;
  for (const auto& [id, row] : partition.table<Record>()) count += row.record->deleted.value_or(false) ? 0 : 1;
  if (count <= static_cast<std::size_t>(model::kCustomDataIdentifiersPerAccount)) return base::Done{};
  return QuotaExceeded("custom data identifiers per account", count, model::kCustomDataIdentifiersPerAccount);
}

template <class List>
std::optional<List> Given(const std::optional<List>& list) {
  return list && !list->empty() ? list : std::nullopt;
}

// The one that the model puts into requests.
std::int64_t DistanceDefault() {
  const auto& request = wire::Describe<model::CreateCustomDataIdentifierRequest>();
  const std::string_view json = request.members[*wire::FindMember(request, "maximumMatchDistance")].default_json;
  std::int64_t distance = 0;
  std::from_chars(json.data(), json.data() + json.size(), distance);
  return distance;
}

Record NewRecord(const Call& call, std::string id, const model::CreateCustomDataIdentifierRequest& request) {
  Record record;
  record.arn = MacieArn(call.caller, state::Family<Record>::kTaggedType, id);
  record.id = std::move(id);
  record.createdAt = base::TruncateToMillis(call.now);
  record.deleted = false;
  record.name = request.name;
  record.description = request.description;
  record.regex = request.regex;
  record.keywords = Given(request.keywords);
  record.ignoreWords = Given(request.ignoreWords);
  record.maximumMatchDistance = request.maximumMatchDistance;
  record.severityLevels = Given(request.severityLevels);
  record.tags = request.tags.value_or(Tags());
  record.emulator = CreationBy(request, call.now);
  return record;
}

}  // namespace

wire::Outcome<model::CreateCustomDataIdentifierResponse> CreateCustomDataIdentifier(
    const Call& call, state::Transaction& transaction, const model::CreateCustomDataIdentifierRequest& request) {
  const state::Partition& partition = transaction.partition(call.caller);
  model::CreateCustomDataIdentifierResponse response;
  MACIE_TRY(const Record* repeated, FindRepeated<Record>(partition, request, call.now));
  if (repeated != nullptr) {
    response.customDataIdentifierId = repeated->id;
    return response;
  }
  MACIE_CHECK(CheckNew(partition, request));
  Record record = NewRecord(call, NewUuid(transaction.ids()), request);
  response.customDataIdentifierId = record.id;
  transaction.Put(call.caller, *response.customDataIdentifierId, std::move(record));
  return response;
}

wire::Outcome<model::GetCustomDataIdentifierResponse> GetCustomDataIdentifier(
    const Call& call, const state::Snapshot& snapshot, const model::GetCustomDataIdentifierRequest& request) {
  const Record* record = snapshot.partition(call.caller).Find<Record>(request.id);
  if (record == nullptr) return NoSuchId();
  model::GetCustomDataIdentifierResponse response;
  response.arn = record->arn;
  response.createdAt = record->createdAt;
  response.deleted = record->deleted;
  response.description = record->description;
  response.id = record->id;
  response.ignoreWords = record->ignoreWords;
  response.keywords = record->keywords;
  response.maximumMatchDistance = record->maximumMatchDistance;
  response.name = record->name;
  response.regex = record->regex;
  response.severityLevels = record->severityLevels;
  response.tags = record->tags;
  return response;
}

wire::Outcome<model::ListCustomDataIdentifiersResponse> ListCustomDataIdentifiers(
    const Call& call, const state::Snapshot& snapshot, const model::ListCustomDataIdentifiersRequest& request) {
  MACIE_TRY(const Page page,
            OpenPage(
                call, snapshot.state(), model::Operation::ListCustomDataIdentifiers,
                [] { return model::ListCustomDataIdentifiersRequest(); }, request.maxResults, request.nextToken));
  model::ListCustomDataIdentifiersResponse response;
  auto& items = response.items.emplace();
  std::vector<const Record*> records;
  for (const auto& [id, row] : snapshot.partition(call.caller).table<Record>()) {
    if (!row.record->deleted.value_or(false)) records.push_back(row.record.get());
  }
  for (const Record* record : CutNewestFirst(page, records, &response.nextToken)) {
    auto& item = items.emplace_back();
    item.arn = record->arn;
    item.createdAt = record->createdAt;
    item.description = record->description;
    item.id = record->id;
    item.name = record->name;
  }
  return response;
}

wire::Outcome<model::BatchGetCustomDataIdentifiersResponse> BatchGetCustomDataIdentifiers(
    const Call& call, const state::Snapshot& snapshot, const model::BatchGetCustomDataIdentifiersRequest& request) {
  model::BatchGetCustomDataIdentifiersResponse response;
  auto& found = response.customDataIdentifiers.emplace();
  auto& missing = response.notFoundIdentifierIds.emplace();
  std::set<std::string_view> asked;
  for (const auto& id : request.ids.value_or(std::vector<std::string>())) {
    if (!asked.insert(id).second) continue;
    const Record* record = snapshot.partition(call.caller).Find<Record>(id);
    if (record == nullptr) {
      missing.push_back(id);
      continue;
    }
    auto& item = found.emplace_back();
    item.arn = record->arn;
    item.createdAt = record->createdAt;
    item.deleted = record->deleted;
    item.description = record->description;
    item.id = record->id;
    item.name = record->name;
  }
  return response;
}

wire::Outcome<model::DeleteCustomDataIdentifierResponse> DeleteCustomDataIdentifier(
    const Call& call, state::Transaction& transaction, const model::DeleteCustomDataIdentifierRequest& request) {
  const Record* found = FindCustomDataIdentifier(transaction.partition(call.caller), request.id);
  if (found == nullptr) return NoSuchId();
  Record record = *found;
  record.deleted = true;
  record.emulator.reset();  // its client token makes a new one from here on
  transaction.Put(call.caller, request.id, std::move(record));
  return model::DeleteCustomDataIdentifierResponse{};
}

wire::Outcome<model::TestCustomDataIdentifierResponse> TestCustomDataIdentifier(
    const Call&, const state::Snapshot&, const model::TestCustomDataIdentifierRequest& request) {
  MACIE_TRY(const auto matcher, OrRequestFailed(pattern::CustomDataMatcher::Compile(request)));
  const pattern::Occurrences found =
      matcher.Find(request.sampleText, pattern::CustomDataMatcher::Keywords::kInText, model::kRegexTestStepsMax);
  if (!found.complete) return RequestFailed("regex takes too long to match sampleText");
  model::TestCustomDataIdentifierResponse response;
  response.matchCount = static_cast<std::int64_t>(found.spans.size());
  return response;
}

template <>
base::Result<Record> CompleteRecord(const state::PartitionKey& key, const std::string& where, Timestamp now,
                                    Record record) {
  if (!record.id || record.id->empty()) return Wrong(where, "id", "is required");
  MACIE_CHECK(CheckGivenId(where, *record.id));
  if (!record.name) return Wrong(where, "name", "is required");
  if (!record.regex) return Wrong(where, "regex", "is required");
  if (const auto checked = CheckCriteria(*record.regex, record.severityLevels); !checked.ok())
    return Wrong(where, checked.error().text);
  Default(&record.arn, MacieArn(key, state::Family<Record>::kTaggedType, *record.id));
  Default(&record.createdAt, base::TruncateToMillis(now));
  Default(&record.deleted, false);
  Default(&record.maximumMatchDistance, DistanceDefault());
  Default(&record.tags, Tags());
  return record;
}

}  // namespace macie_local::service
