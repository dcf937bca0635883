// Actions on the organization of a management account: the accounts that AWS Organizations would say belong to it.
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "gateway/control/control_context.h"
#include "gateway/respond.h"
#include "model/quotas.h"
#include "model/types/records.h"
#include "service/core/arns.h"
#include "service/core/messages.h"
#include "service/organization/organization.h"
#include "wire/codec.h"

namespace macie_local::gateway {
namespace {

std::string Missing(const std::string& account) {
  return "account " + account + " manages no organization; ?account= names the management account";
}

std::string Encoded(const model::OrganizationRecord& organization) {
  std::string body;
  wire::Encode(organization, wire::Nulls::kOmit, &body);
  return body;
}

base::Result<model::OrganizationRecord> Decode(std::string_view body, const std::optional<std::string>& account) {
  wire::DecodeOptions options;
  options.strict = true;
  options.elements_max = static_cast<std::size_t>(model::kAccountsInOrganization);
  MACIE_TRY(model::OrganizationRecord organization, wire::Decode<model::OrganizationRecord>(body, options));
  const std::string management = organization.managementAccountId;
  if (!service::IsAccountId(management)) {
    return base::Error("managementAccountId: must be 12 digits; " + base::Quote(management) + " given");
  }
  return service::CompleteOrganization("", account.value_or(management), std::move(organization));
}

}  // namespace

std::optional<Response> GetOrganization(const ControlContext& context, Question& question) {
  const state::Snapshot snapshot(context.parts.gateway.store.Current());
  const auto* organization = service::OrganizationOf(snapshot.state(), question.key.account);
  if (organization == nullptr) return question.Message(404, Missing(question.key.account));
  return question.Answer(200, Encoded(*organization));
}

std::optional<Response> PutOrganization(const ControlContext& context, Question& question) {
  const auto body = question.KeepBody();
  if (!body) return std::move(question.response);
  const auto account = question.parameters.account;
  return context.Write(question, [&context, body, account](state::Transaction& transaction, Response* response) {
    const auto organization = Decode(body->view(), account);
    base::Status taken = base::Done{};
    if (!organization.ok()) taken = organization.error();
    if (taken.ok()) taken = service::CheckOrganizationIsApart(transaction, "", *organization);
    if (!taken.ok()) {
      FillMessage(400, taken.error().text, response);
      return false;
    }
    service::ReplaceOrganization(context.parts.gateway.environment, transaction, *organization);
    FillBody(200, Encoded(*organization), response);
    return true;
  });
}

std::optional<Response> DeleteOrganization(const ControlContext& context, Question& question) {
  return context.Write(question,
                       [&context, account = question.key.account](state::Transaction& transaction, Response* response) {
                         if (!service::EraseOrganization(context.parts.gateway.environment, transaction, account)) {
                           FillMessage(404, Missing(account), response);
                           return false;
                         }
                         FillBody(200, "{}", response);
                         return true;
                       });
}

}  // namespace macie_local::gateway
