// EnableOrganizationAdminAccount, ListOrganizationAdminAccounts, DisableOrganizationAdminAccount for an organization's
// management account; DescribeOrganizationConfiguration, UpdateOrganizationConfiguration for the account that it
// delegated to (behaviour 15).
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/handlers/members.h"
#include "model/quotas.h"
#include "service/core/messages.h"
#include "service/core/page.h"
#include "service/core/relations.h"
#include "service/organization/delegation.h"
#include "service/organization/relation_messages.h"

namespace macie_local::service {

wire::Outcome<model::EnableOrganizationAdminAccountResponse> EnableOrganizationAdminAccount(
    const Call& call, state::Transaction& transaction, const model::EnableOrganizationAdminAccountRequest& request) {
  const auto* organization = OrganizationOf(transaction, call.caller.account);
  if (organization == nullptr) return NotManagementAccount();
  if (DelegationOf(transaction.partition(call.caller)) != nullptr) return AdministratorExists();
  const std::string& account = request.adminAccountId;
  const auto found = FindAccount(*organization, account);
  if (!found) return RequestFailed("the account " + base::Quote(account) + " isn't in your organization");
  if (!IsActive(*found))
    return RequestFailed("the account " + base::Quote(account) + " is suspended in AWS Organizations");
  const state::PartitionKey delegate{account, call.caller.region};
  if (AdministratorOf(transaction.partition(delegate)) != nullptr) {
    return RequestFailed("the account " + base::Quote(account) + " has a Macie administrator account itself");
  }
  Delegate(call.environment, transaction, call.caller, delegate);
  return model::EnableOrganizationAdminAccountResponse{};
}

wire::Outcome<model::ListOrganizationAdminAccountsResponse> ListOrganizationAdminAccounts(
    const Call& call, const state::Snapshot& snapshot, const model::ListOrganizationAdminAccountsRequest& request) {
  MACIE_TRY(const Page page,
            OpenPage(
                call, snapshot.state(), model::Operation::ListOrganizationAdminAccounts,
                [] { return model::ListOrganizationAdminAccountsRequest(); }, request.maxResults, request.nextToken));
  std::vector<model::AdminAccount> accounts;
  if (const auto* delegation = DelegationOf(snapshot.partition(call.caller))) {
    auto& account = accounts.emplace_back();
    account.accountId = delegation->adminAccountId;
    account.status = delegation->status;
  }
  model::ListOrganizationAdminAccountsResponse response;
  response.adminAccounts = CutPage(
      page, std::move(accounts), [](const model::AdminAccount& account) { return *account.accountId; },
      &response.nextToken);
  return response;
}

wire::Outcome<model::DisableOrganizationAdminAccountResponse> DisableOrganizationAdminAccount(
    const Call& call, state::Transaction& transaction, const model::DisableOrganizationAdminAccountRequest& request) {
  if (OrganizationOf(transaction, call.caller.account) == nullptr) return NotManagementAccount();
  const auto* delegation = DelegationOf(transaction.partition(call.caller));
  if (delegation == nullptr || delegation->adminAccountId != request.adminAccountId) return NoSuchId();  // [I]
  EndDelegation(call.environment, transaction, call.caller);
  return model::DisableOrganizationAdminAccountResponse{};
}

wire::Outcome<model::DescribeOrganizationConfigurationResponse> DescribeOrganizationConfiguration(
    const Call& call, const state::Snapshot& snapshot, const model::DescribeOrganizationConfigurationRequest&) {
  const state::Partition& partition = snapshot.partition(call.caller);
  const auto* record = DelegateOf(partition);
  if (record == nullptr) return NotOrganizationAdministrator();
  model::DescribeOrganizationConfigurationResponse response;
  response.autoEnable = record->autoEnable.value_or(false);
  response.maxAccountLimitReached =
      CountByOrganization(partition) >= static_cast<std::size_t>(model::kMembersByOrganization);
  return response;
}

wire::Outcome<model::UpdateOrganizationConfigurationResponse> UpdateOrganizationConfiguration(
    const Call& call, state::Transaction& transaction, const model::UpdateOrganizationConfigurationRequest& request) {
  const auto* record = DelegateOf(transaction.partition(call.caller));
  if (record == nullptr) return NotOrganizationAdministrator();
  model::OrganizationAdministratorRecord changed = *record;
  changed.autoEnable = request.autoEnable;
  transaction.Put(call.caller, state::kOnlyRecord, std::move(changed));
  return model::UpdateOrganizationConfigurationResponse{};
}

}  // namespace macie_local::service
