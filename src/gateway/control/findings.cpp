// Actions on the findings of an account and region.
#include <string>
#include <utility>

#include "gateway/control/control_context.h"
#include "gateway/control/list_body.h"
#include "gateway/control/list_export.h"
#include "gateway/respond.h"
#include "model/quotas.h"
#include "model/types/records.h"
#include "service/core/intake.h"
#include "service/findings/findings.h"
#include "wire/codec.h"

namespace macie_local::gateway {
namespace {

// No account keeps more, so more would only push each other out.
constexpr ListBounds kBounds{static_cast<std::size_t>(model::kFindingsPerAccount), 10'000};

// The bucket is its owner's: looked up there.
base::Result<model::Finding> Complete(const state::PartitionKey& key, const std::string& place, model::Finding finding,
                                      state::Transaction& transaction) {
  if (finding.type && !finding.id) {
    finding.id = service::NewFindingId(finding, transaction.ids());
  }
  const state::PartitionKey bucket_owner{std::string(finding.accountId.value_or(key.account)), key.region};
  return service::CompleteFinding(key, place, transaction.now(), &transaction.partition(bucket_owner).buckets,
                                  std::move(finding));
}

// The answer: the ids under which they are stored, and how many of them are too old to be shown.
base::Result<std::string> EnterAll(const state::PartitionKey& key, const base::LargeText& body,
                                   state::Transaction& transaction) {
  service::FindingDoor door(transaction);
  const ListBody list{body.view(), wire::Describe<model::FindingList>(), "findings", &body, &service::SavedForms()};
  std::size_t past_retention = 0;
  std::string answer = "{\"findingIds\":[";
  MACIE_CHECK(ForEachRecord<model::Finding>(list, kBounds, [&](std::size_t index, model::Finding told) -> base::Status {
    if (transaction.stopping()) return service::Stopping();
    MACIE_TRY(auto finding, Complete(key, PlaceOf(list, index), std::move(told), transaction));
    past_retention += service::IsPastRetention(*finding.updatedAt, transaction.now()) ? 1 : 0;
    // Ids are plain names: nothing in them needs an escape.
    answer.append(index == 0 ? "\"" : ",\"").append(door.Enter(key, std::move(finding))).append("\"");
    return base::Done{};
  }));
  return answer + "],\"olderThan90Days\":" + std::to_string(past_retention) + "}";
}

}  // namespace

std::optional<Response> GetFindings(const ControlContext& context, Question& question) {
  auto state = context.parts.gateway.store.Current();
  const auto begin = state->partition(question.key).table<model::Finding>().begin();
  const auto append = [](const auto& entry, std::string* out) {
    wire::Encode(*entry.second.record, wire::Nulls::kOmit, out);
  };
  return question.Answer(200, ExportOf(std::move(state), "findings", ",\n", begin, append));
}

std::optional<Response> PutFindings(const ControlContext& context, Question& question) {
  const auto body = question.KeepBody();
  if (!body) return std::move(question.response);
  return context.Write(question, [key = question.key, body](state::Transaction& transaction, Response* response) {
    auto answer = EnterAll(key, *body, transaction);
    if (!answer.ok()) {
      FillMessage(400, answer.error().text, response);
      return false;
    }
    FillBody(200, std::move(answer).value(), response);
    return true;
  });
}

std::optional<Response> DeleteFindings(const ControlContext& context, Question& question) {
  return context.Write(question, [key = question.key](state::Transaction& transaction, Response* response) {
    transaction.EraseFamily<model::Finding>(key);
    FillBody(200, "{}", response);
    return true;
  });
}

}  // namespace macie_local::gateway
