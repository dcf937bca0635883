// GetFindingsPublicationConfiguration, PutFindingsPublicationConfiguration (behaviour 6).
#include "model/handlers/findings.h"
#include "model/types/findings.h"
#include "service/core/settings.h"

namespace macie_local::service {

wire::Outcome<model::GetFindingsPublicationConfigurationResponse> GetFindingsPublicationConfiguration(
    const Call& call, const state::Snapshot& snapshot, const model::GetFindingsPublicationConfigurationRequest&) {
  model::GetFindingsPublicationConfigurationResponse response;
  response.securityHubConfiguration = SettingsOf(snapshot.partition(call.caller)).securityHubConfiguration;
  if (!response.securityHubConfiguration) {
    auto& hub = response.securityHubConfiguration.emplace();
    hub.publishClassificationFindings = false;  // API reference [D]
    hub.publishPolicyFindings = true;
  }
  return response;
}

wire::Outcome<model::PutFindingsPublicationConfigurationResponse> PutFindingsPublicationConfiguration(
    const Call& call, state::Transaction& transaction,
    const model::PutFindingsPublicationConfigurationRequest& request) {
  // Without a configuration nothing changes [I].
  if (request.securityHubConfiguration) {
    model::SettingsRecord settings = SettingsOf(transaction.partition(call.caller));
    settings.securityHubConfiguration = request.securityHubConfiguration;
    PutSettings(call, transaction, std::move(settings));
  }
  return model::PutFindingsPublicationConfigurationResponse{};
}

}  // namespace macie_local::service
