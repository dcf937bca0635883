// ListAutomatedDiscoveryAccounts, BatchUpdateAutomatedDiscoveryAccounts: automated discovery in the caller's own
// account and in those that it administers (behaviour 12).
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/errors.h"
#include "model/handlers/automated_discovery.h"
#include "model/types/automated_discovery.h"
#include "service/core/messages.h"
#include "service/core/page.h"
#include "service/core/relations.h"
#include "service/core/session_state.h"
#include "service/discovery/monitoring.h"

namespace macie_local::service {
namespace {

using ErrorCode = model::AutomatedDiscoveryAccountUpdateErrorCode;

// What keeps the caller from changing the status of any account [I], and the one text that is known [W].
wire::Verdict CheckMayChange(const state::Partition& own) {
  MACIE_CHECK(RequireOwnDiscovery(own));
  if (!IsDiscoveryOn(own)) {
    return wire::Refusal{model::kConflictException,
                         "The request failed because automated sensitive data discovery isn't enabled for your "
                         "account."};
  }
  if (DiscoveryOf(own)->autoEnableOrganizationMembers == model::AutoEnableMode::ALL) {
    return wire::Refusal{model::kConflictException, "Cannot modify account states while auto-enable is set to ALL."};
  }
  return base::Done{};
}

// Nothing when the status of `account` can be changed.
std::optional<ErrorCode> WhyNot(const Call& call, const state::Transaction& transaction,
                                const state::PartitionKey& account) {
  if (account == call.caller) return std::nullopt;
  const model::MemberRecord* member = MemberOf(transaction.partition(call.caller), account.account);
  if (member == nullptr || !IsAssociated(*member)) return ErrorCode::ACCOUNT_NOT_FOUND;
  const auto session =
      SessionInForce(call.environment, transaction.state_created_at(), account, transaction.partition(account));
  const bool paused = member->relationshipStatus == model::RelationshipStatus::Paused || !session ||
                      session->status == model::MacieStatus::PAUSED;
  return paused ? std::optional(ErrorCode::ACCOUNT_PAUSED) : std::nullopt;
}

}  // namespace

wire::Outcome<model::ListAutomatedDiscoveryAccountsResponse> ListAutomatedDiscoveryAccounts(
    const Call& call, const state::Snapshot& snapshot, const model::ListAutomatedDiscoveryAccountsRequest& request) {
  const state::Partition& own = snapshot.partition(call.caller);
  MACIE_CHECK(RequireOwnDiscovery(own));
  const auto question = [&request] {
    model::ListAutomatedDiscoveryAccountsRequest asked;
    asked.accountIds = request.accountIds;
    return asked;
  };
  MACIE_TRY(const Page page, OpenPage(call, snapshot.state(), model::Operation::ListAutomatedDiscoveryAccounts,
                                      question, request.maxResults, request.nextToken));
  std::vector<std::string_view> ids;
  if (request.accountIds) ids.assign(request.accountIds->begin(), request.accountIds->end());
  std::sort(ids.begin(), ids.end());
  const auto asked = [&ids](const std::string& account) {
    return ids.empty() || std::binary_search(ids.begin(), ids.end(), std::string_view(account));
  };
  std::vector<model::AutomatedDiscoveryAccount> items;
  for (const auto& account : AccountsAdministered(own, call.caller)) {
    if (!asked(account.account)) continue;
    auto& item = items.emplace_back();
    item.accountId = account.account;
    item.status = IsDiscoveryOn(snapshot.partition(account)) ? model::AutomatedDiscoveryAccountStatus::ENABLED
                                                             : model::AutomatedDiscoveryAccountStatus::DISABLED;
  }
  model::ListAutomatedDiscoveryAccountsResponse response;
  response.items = CutPage(
      page, std::move(items), [](const auto& item) { return *item.accountId; }, &response.nextToken);
  return response;
}

wire::Outcome<model::BatchUpdateAutomatedDiscoveryAccountsResponse> BatchUpdateAutomatedDiscoveryAccounts(
    const Call& call, state::Transaction& transaction,
    const model::BatchUpdateAutomatedDiscoveryAccountsRequest& request) {
  MACIE_CHECK(CheckMayChange(transaction.partition(call.caller)));
  model::BatchUpdateAutomatedDiscoveryAccountsResponse response;
  auto& errors = response.errors.emplace();
  std::vector<const model::AutomatedDiscoveryAccountUpdate*> updates;
  const std::vector<model::AutomatedDiscoveryAccountUpdate> none;
  const auto& asked = request.accounts ? *request.accounts : none;
  for (const auto& update : asked) {
    if (const auto code = WhyNot(call, transaction, {update.accountId, call.caller.region})) {
      auto& error = errors.emplace_back();
      error.accountId = update.accountId;
      error.errorCode = *code;
    } else {
      updates.push_back(&update);
    }
  }
  if (!asked.empty() && updates.empty()) {
    return RequestFailed("none of the accounts could be changed; the first is " +
                         base::Quote(*errors.front().accountId) + " with " +
                         std::string(wire::EnumName(*errors.front().errorCode)));
  }
  for (const auto* update : updates) {
    const state::PartitionKey account{update->accountId, call.caller.region};
    const bool on = update->status == model::AutomatedDiscoveryAccountStatus::ENABLED;
    if (IsDiscoveryOn(transaction.partition(account)) == on) continue;
    SetDiscoveryStatus(transaction, account,
                       on ? model::AutomatedDiscoveryStatus::ENABLED : model::AutomatedDiscoveryStatus::DISABLED);
  }
  return response;
}

}  // namespace macie_local::service
