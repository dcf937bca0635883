// The sensitivity inspection template of automated discovery (behaviour 12).
#include <string>
#include <vector>

#include "base/text.h"
#include "model/handlers/automated_discovery.h"
#include "model/managed_data_identifiers.h"
#include "model/types/automated_discovery.h"
#include "service/core/messages.h"
#include "service/core/page.h"
#include "service/core/settings.h"
#include "service/discovery/ids.h"
#include "service/discovery/monitoring.h"
#include "service/identifiers/identifiers.h"

namespace macie_local::service {
namespace {

using Ids = std::optional<std::vector<std::string>>;

wire::Refusal Unknown(std::string_view where, std::string_view id) {
  return RequestFailed(std::string(where) + " has the unknown id " + base::Quote(id));
}

// `is_there` tells whether there is something of an id.
template <class IsThere>
wire::Verdict CheckIds(std::string_view where, const Ids& ids, const IsThere& is_there) {
  if (!ids) return base::Done{};
  for (const auto& id : *ids) {
    if (!is_there(id)) return Unknown(where, id);
  }
  return base::Done{};
}

wire::Verdict CheckManaged(std::string_view where, const Ids& ids) {
  return CheckIds(where, ids, [](const std::string& id) { return model::FindManagedDataIdentifier(id) != nullptr; });
}

wire::Verdict CheckIncludes(const state::Partition& partition,
                            const model::SensitivityInspectionTemplateIncludes& includes) {
  const auto some = [](const Ids& ids) { return ids && !ids->empty(); };
  // API reference [D].
  if (!some(includes.managedDataIdentifierIds) && !some(includes.customDataIdentifierIds)) {
    return RequestFailed("includes must specify at least one custom or managed data identifier");
  }
  MACIE_CHECK(CheckIds("includes.customDataIdentifierIds", includes.customDataIdentifierIds,
                       [&](const std::string& id) { return FindCustomDataIdentifier(partition, id) != nullptr; }));
  MACIE_CHECK(CheckIds("includes.allowListIds", includes.allowListIds,
                       [&](const std::string& id) { return partition.Find<model::AllowListRecord>(id) != nullptr; }));
  return CheckManaged("includes.managedDataIdentifierIds", includes.managedDataIdentifierIds);
}

}  // namespace

wire::Outcome<model::ListSensitivityInspectionTemplatesResponse> ListSensitivityInspectionTemplates(
    const Call& call, const state::Snapshot& snapshot,
    const model::ListSensitivityInspectionTemplatesRequest& request) {
  MACIE_CHECK(RequireOwnDiscovery(snapshot.partition(call.caller)));
  MACIE_TRY(const Page page, OpenPage(
                                 call, snapshot.state(), model::Operation::ListSensitivityInspectionTemplates,
                                 [] { return model::ListSensitivityInspectionTemplatesRequest(); }, request.maxResults,
                                 request.nextToken));
  if (page.position) return InvalidPageToken();  // there is one page only
  model::ListSensitivityInspectionTemplatesResponse response;
  auto& entry = response.sensitivityInspectionTemplates.emplace().emplace_back();
  entry.id = SensitivityTemplateId(call.caller);
  entry.name = kDiscoveryName;
  return response;
}

wire::Outcome<model::GetSensitivityInspectionTemplateResponse> GetSensitivityInspectionTemplate(
    const Call& call, const state::Snapshot& snapshot, const model::GetSensitivityInspectionTemplateRequest& request) {
  MACIE_CHECK(RequireOwnDiscovery(snapshot.partition(call.caller)));
  if (request.id != SensitivityTemplateId(call.caller)) return NoSuchId();
  model::GetSensitivityInspectionTemplateResponse response;
  response.sensitivityInspectionTemplateId = request.id;
  response.name = kDiscoveryName;
  if (const auto discovery = SettingsOf(snapshot.partition(call.caller)).automatedDiscovery) {
    response.description = discovery->templateDescription;
    response.excludes = discovery->templateExcludes;
    response.includes = discovery->templateIncludes;
  }
  return response;
}

wire::Outcome<model::UpdateSensitivityInspectionTemplateResponse> UpdateSensitivityInspectionTemplate(
    const Call& call, state::Transaction& transaction,
    const model::UpdateSensitivityInspectionTemplateRequest& request) {
  MACIE_CHECK(RequireOwnDiscovery(transaction.partition(call.caller)));
  if (request.id != SensitivityTemplateId(call.caller)) return NoSuchId();
  if (request.includes) MACIE_CHECK(CheckIncludes(transaction.partition(call.caller), *request.includes));
  if (request.excludes) {
    MACIE_CHECK(CheckManaged("excludes.managedDataIdentifierIds", request.excludes->managedDataIdentifierIds));
  }
  model::SettingsRecord settings = SettingsOf(transaction.partition(call.caller));
  if (!settings.automatedDiscovery) settings.automatedDiscovery.emplace();
  // The whole is replaced: what is not given goes back to the default.
  settings.automatedDiscovery->templateDescription = request.description;
  settings.automatedDiscovery->templateExcludes = request.excludes;
  settings.automatedDiscovery->templateIncludes = request.includes;
  PutSettings(call, transaction, std::move(settings));
  return model::UpdateSensitivityInspectionTemplateResponse{};
}

}  // namespace macie_local::service
