// GetSensitiveDataOccurrencesAvailability, GetSensitiveDataOccurrences (behaviour 8). There is no object
// store to read, so a retrieval ends with the error of one that may not read the object, unless a state document said
// what it would find.
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/errors.h"
#include "model/handlers/reveal.h"
#include "model/quotas.h"
#include "model/types/reveal.h"
#include "service/core/intake.h"
#include "service/core/messages.h"
#include "service/core/settings.h"
#include "service/reveal/availability.h"
#include "service/reveal/occurrences.h"
#include "wire/refusal.h"

namespace macie_local::service {
namespace {

// How long a retrieval is PROCESSING [I].
constexpr std::chrono::seconds kRetrievalTime{1};

// UG:findings-retrieve-sd-proc [W].
constexpr std::string_view kNotReadable =
    "Macie can't retrieve the samples. You're not allowed to access the affected S3 object or the object is encrypted "
    "with a key that you're not allowed to use.";

// UG:findings-retrieve-sd-proc [D]. The model bounds the samples' lengths.
constexpr std::size_t kTypesMax = 100;
constexpr std::size_t kSamplesMax = 10;

// Retrievals are counted by the UTC day (UG:macie-quotas [D]); what one of them found is told on that day, and a later
// request retrieves anew [I].
std::chrono::sys_days DayOf(Timestamp time) {
  return std::chrono::floor<std::chrono::days>(time);
}

bool IsOfToday(const Call& call, const model::OccurrencesRecord& record) {
  return record.requestedAt && DayOf(*record.requestedAt) == DayOf(call.now);
}

// A state document put it there, so that it outlives the day.
bool IsGiven(const model::OccurrencesRecord& record) {
  return record.status || record.error || record.sensitiveDataOccurrences;
}

model::GetSensitiveDataOccurrencesResponse AnswerOf(const Call& call, const model::OccurrencesRecord& record) {
  model::GetSensitiveDataOccurrencesResponse response;
  if (call.now - *record.requestedAt < kRetrievalTime) {
    response.status = model::RevealRequestStatus::PROCESSING;
    return response;
  }
  const bool found = record.sensitiveDataOccurrences.has_value();
  response.status =
      record.status.value_or(found ? model::RevealRequestStatus::SUCCESS : model::RevealRequestStatus::ERROR);
  if (response.status == model::RevealRequestStatus::SUCCESS) {
    response.sensitiveDataOccurrences = record.sensitiveDataOccurrences;
  } else if (response.status == model::RevealRequestStatus::ERROR) {
    response.error = record.error.value_or(std::string(kNotReadable));
  }
  return response;
}

wire::Verdict CheckQuota(const Call& call, const state::Partition& partition) {
  std::size_t count = 1;
  for (const auto& [id, row] : partition.table<model::OccurrencesRecord>()) {
    if (IsOfToday(call, *row.record)) ++count;
  }
  if (count <= static_cast<std::size_t>(model::kRevealRequestsPerDay)) return base::Done{};
  return QuotaExceeded("retrievals of sensitive data samples a day", count, model::kRevealRequestsPerDay);
}

// Those of other days say nothing more.
void ForgetOld(const Call& call, state::Transaction& transaction) {
  std::vector<std::string> old;
  for (const auto& [id, row] : transaction.partition(call.caller).table<model::OccurrencesRecord>()) {
    if (!IsGiven(*row.record) && !IsOfToday(call, *row.record)) old.push_back(id);
  }
  for (const auto& id : old) transaction.Erase<model::OccurrencesRecord>(call.caller, id);
}

}  // namespace

template <>
base::Result<model::OccurrencesRecord> CompleteRecord(const state::PartitionKey&, const std::string& where, Timestamp,
                                                      model::OccurrencesRecord record) {
  if (!record.sensitiveDataOccurrences) return record;
  if (record.sensitiveDataOccurrences->size() > kTypesMax) {
    return Wrong(where + ".sensitiveDataOccurrences", "at most " + std::to_string(kTypesMax) + " types");
  }
  for (const auto& [type, samples] : *record.sensitiveDataOccurrences) {
    const std::string place = where + ".sensitiveDataOccurrences." + base::Shorten(type, 100);
    if (samples.size() > kSamplesMax) return Wrong(place, "at most " + std::to_string(kSamplesMax) + " samples");
  }
  return record;
}

wire::Outcome<model::GetSensitiveDataOccurrencesAvailabilityResponse> GetSensitiveDataOccurrencesAvailability(
    const Call& call, const state::Snapshot& snapshot,
    const model::GetSensitiveDataOccurrencesAvailabilityRequest& request) {
  const auto* finding = snapshot.partition(call.caller).Find<model::Finding>(request.findingId);
  if (finding == nullptr) return NoSuchId();
  const auto partition_of = [&](const state::PartitionKey& key) -> const state::Partition& {
    return snapshot.partition(key);
  };
  model::GetSensitiveDataOccurrencesAvailabilityResponse response;
  response.reasons = ReasonsAgainst({call, snapshot.state().created_at, partition_of}, *finding);
  response.code = response.reasons->empty() ? model::AvailabilityCode::AVAILABLE : model::AvailabilityCode::UNAVAILABLE;
  return response;
}

wire::Outcome<model::GetSensitiveDataOccurrencesResponse> GetSensitiveDataOccurrences(
    const Call& call, state::Transaction& transaction, const model::GetSensitiveDataOccurrencesRequest& request) {
  const state::Partition& partition = transaction.partition(call.caller);
  const model::SettingsRecord settings = SettingsOf(partition);
  if (!settings.revealConfiguration || settings.revealConfiguration->status != model::RevealStatus::ENABLED) {
    return wire::Refusal{model::kAccessDeniedException,
                         "The request failed because retrieval of sensitive data samples isn't enabled for your "
                         "account."};
  }
  const auto* finding = partition.Find<model::Finding>(request.findingId);
  if (finding == nullptr) return NoSuchId();
  const auto partition_of = [&](const state::PartitionKey& key) -> const state::Partition& {
    return transaction.partition(key);
  };
  const auto reasons = ReasonsAgainst({call, transaction.state_created_at(), partition_of}, *finding);
  // The message is one code; of several the first in the order of the model [I].
  if (!reasons.empty()) {
    return wire::Refusal{model::kUnprocessableEntityException, std::string(wire::EnumName(reasons.front()))};
  }
  const auto* stored = partition.Find<model::OccurrencesRecord>(request.findingId);
  if (stored != nullptr && IsOfToday(call, *stored)) return AnswerOf(call, *stored);
  MACIE_CHECK(CheckQuota(call, partition));
  model::OccurrencesRecord record = stored == nullptr ? model::OccurrencesRecord() : *stored;
  record.findingId = request.findingId;
  record.requestedAt = call.now;
  ForgetOld(call, transaction);
  transaction.Put(call.caller, request.findingId, record);
  return AnswerOf(call, record);
}

}  // namespace macie_local::service
