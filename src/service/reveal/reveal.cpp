// GetRevealConfiguration, UpdateRevealConfiguration (behaviour 8).
#include <string>

#include "model/handlers/reveal.h"
#include "model/types/reveal.h"
#include "service/core/ids.h"
#include "service/core/messages.h"
#include "service/core/settings.h"

namespace macie_local::service {
namespace {

wire::Outcome<model::RetrievalConfiguration> Retrieval(const base::Nested<model::UpdateRetrievalConfiguration>& asked,
                                                       const base::Nested<model::RetrievalConfiguration>& before,
                                                       IdSource& ids) {
  model::RetrievalConfiguration retrieval;
  retrieval.retrievalMode = asked ? asked->retrievalMode : model::RetrievalMode::CALLER_CREDENTIALS;
  if (retrieval.retrievalMode == model::RetrievalMode::CALLER_CREDENTIALS) return retrieval;
  if (!asked->roleName || asked->roleName->empty()) {
    return RequestFailed("retrievalConfiguration.roleName is required when retrievalMode is ASSUME_ROLE");
  }
  retrieval.roleName = asked->roleName;
  const bool had_role = before && before->externalId;
  retrieval.externalId = had_role ? *before->externalId : NewShortId(ids);
  return retrieval;
}

// What both operations say. Never configured: disabled, with the caller's own credentials [I]. Disabled on demand: no
// retrieval is told, as AWS documents it. `Response` is that of either operation.
template <class Response>
Response AnswerFrom(const model::SettingsRecord& settings) {
  Response response;
  response.configuration = settings.revealConfiguration;
  response.retrievalConfiguration = settings.retrievalConfiguration;
  if (!response.configuration) response.configuration.emplace().status = model::RevealStatus::DISABLED;
  const bool disabled = settings.revealConfiguration && response.configuration->status == model::RevealStatus::DISABLED;
  if (!disabled && !response.retrievalConfiguration) {
    response.retrievalConfiguration.emplace().retrievalMode = model::RetrievalMode::CALLER_CREDENTIALS;
  }
  return response;
}

}  // namespace

wire::Outcome<model::GetRevealConfigurationResponse> GetRevealConfiguration(
    const Call& call, const state::Snapshot& snapshot, const model::GetRevealConfigurationRequest&) {
  return AnswerFrom<model::GetRevealConfigurationResponse>(SettingsOf(snapshot.partition(call.caller)));
}

wire::Outcome<model::UpdateRevealConfigurationResponse> UpdateRevealConfiguration(
    const Call& call, state::Transaction& transaction, const model::UpdateRevealConfigurationRequest& request) {
  model::SettingsRecord settings = SettingsOf(transaction.partition(call.caller));
  if (request.configuration.status == model::RevealStatus::DISABLED) {
    // The access settings are gone for good, the key too.
    settings.revealConfiguration.emplace().status = model::RevealStatus::DISABLED;
    settings.retrievalConfiguration.reset();
  } else {
    auto configuration = request.configuration;
    if (!configuration.kmsKeyId && settings.revealConfiguration) {
      configuration.kmsKeyId = settings.revealConfiguration->kmsKeyId;
    }
    if (!configuration.kmsKeyId) return RequestFailed("configuration.kmsKeyId is required to enable the configuration");
    MACIE_TRY(settings.retrievalConfiguration,
              Retrieval(request.retrievalConfiguration, settings.retrievalConfiguration, transaction.ids()));
    settings.revealConfiguration = configuration;
  }
  auto response = AnswerFrom<model::UpdateRevealConfigurationResponse>(settings);
  PutSettings(call, transaction, std::move(settings));
  return response;
}

}  // namespace macie_local::service
