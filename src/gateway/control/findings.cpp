// The findings of an account and region.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/control/control_context.h"
#include "gateway/respond.h"
#include "model/types/records.h"
#include "service/finding_door.h"
#include "service/finding_intake.h"
#include "service/finding_types.h"
#include "wire/codec.h"

namespace macie_local::gateway {
namespace {

std::string PlaceOf(std::size_t index) {
  return "findings[" + std::to_string(index) + "]";
}

// The bucket is its owner's: looked up there.
base::Result<model::Finding> Complete(const store::PartitionKey& key, std::size_t index, model::Finding finding,
                                      store::Transaction& transaction) {
  if (finding.type && !finding.id) {
    finding.id = service::NewFindingId(service::DescribeFindingType(*finding.type).category, transaction.ids());
  }
  const store::PartitionKey bucket_owner{finding.accountId.value_or(key.account), key.region};
  return service::CompleteFinding(key, PlaceOf(index), transaction.now(), &transaction.partition(bucket_owner).buckets,
                                  std::move(finding));
}

// Checks all of them before the first one enters. The ids under which they are stored.
base::Result<std::vector<std::string>> EnterAll(const store::PartitionKey& key, std::vector<model::Finding> findings,
                                                store::Transaction& transaction) {
  for (std::size_t i = 0; i < findings.size(); ++i) {
    MACIE_TRY(findings[i], Complete(key, i, std::move(findings[i]), transaction));
  }
  service::FindingDoor door(transaction);
  std::vector<std::string> ids;
  for (auto& finding : findings) ids.push_back(door.Enter(key, std::move(finding)));
  return ids;
}

}  // namespace

std::optional<Response> GetFindings(const ControlContext& context, Question& question) {
  const store::Snapshot snapshot(context.parts.gateway.store.Current());
  std::string body = "{\"findings\":[";
  const char* separator = "";
  for (const auto& [id, row] : snapshot.partition(question.key).table<model::Finding>()) {
    body.append(separator);
    wire::Encode(*row.record, wire::Nulls::kOmit, &body);
    separator = ",\n";
  }
  body.append("]}");
  return question.Answer(200, std::move(body));
}

std::optional<Response> PutFindings(const ControlContext& context, Question& question) {
  auto list = wire::Decode<model::FindingList>(AsDocument(question.request.body, "findings"), {.strict = true});
  if (!list.ok()) return question.Message(400, list.error().message);
  if (!list->findings) return question.Message(400, "findings: an array of findings is expected");
  auto shared = std::make_shared<model::FindingList>(std::move(list).value());
  return context.Write(question, [key = question.key, shared](store::Transaction& transaction, Response* response) {
    auto ids = EnterAll(key, *std::move(shared->findings), transaction);
    if (!ids.ok()) {
      FillMessage(400, ids.error().message, response);
      return false;
    }
    model::ListFindingsResponse stored;
    stored.findingIds = std::move(ids).value();
    std::string body;
    wire::Encode(stored, wire::Nulls::kOmit, &body);
    FillBody(200, std::move(body), response);
    return true;
  });
}

std::optional<Response> DeleteFindings(const ControlContext& context, Question& question) {
  return context.Write(question, [key = question.key](store::Transaction& transaction, Response* response) {
    transaction.EraseFamily<model::Finding>(key);
    FillBody(200, "{}", response);
    return true;
  });
}

}  // namespace macie_local::gateway
