// GetAdministratorAccount and DisassociateFromAdministratorAccount, with their older twins GetMasterAccount and
// DisassociateFromMasterAccount, which do the same under another name (behaviour 15).
#include "model/handlers/members.h"
#include "service/core/relations.h"
#include "service/organization/relation_changes.h"
#include "service/organization/relation_messages.h"

namespace macie_local::service {
namespace {

wire::Outcome<model::Invitation> GetAdministrator(const Call& call, const state::Snapshot& snapshot) {
  const auto* record = AdministratorOf(snapshot.partition(call.caller));
  if (record == nullptr) return NoAdministrator();
  model::Invitation administrator;
  administrator.accountId = record->accountId;
  administrator.invitationId = record->invitationId;
  administrator.invitedAt = record->invitedAt;
  administrator.relationshipStatus = record->relationshipStatus;
  return administrator;
}

wire::Verdict Disassociate(const Call& call, state::Transaction& transaction) {
  const auto* record = AdministratorOf(transaction.partition(call.caller));
  if (record == nullptr) return NoAdministrator();
  if (record->byOrganization.value_or(false)) return OrganizationDecides();
  Relation(call.environment, transaction, {*record->accountId, call.caller.region}, call.caller.account).Resign();
  return base::Done{};
}

}  // namespace

wire::Outcome<model::GetAdministratorAccountResponse> GetAdministratorAccount(
    const Call& call, const state::Snapshot& snapshot, const model::GetAdministratorAccountRequest&) {
  model::GetAdministratorAccountResponse response;
  MACIE_TRY(response.administrator, GetAdministrator(call, snapshot));
  return response;
}

wire::Outcome<model::GetMasterAccountResponse> GetMasterAccount(const Call& call, const state::Snapshot& snapshot,
                                                                const model::GetMasterAccountRequest&) {
  model::GetMasterAccountResponse response;
  MACIE_TRY(response.master, GetAdministrator(call, snapshot));
  return response;
}

wire::Outcome<model::DisassociateFromAdministratorAccountResponse> DisassociateFromAdministratorAccount(
    const Call& call, state::Transaction& transaction, const model::DisassociateFromAdministratorAccountRequest&) {
  MACIE_CHECK(Disassociate(call, transaction));
  return model::DisassociateFromAdministratorAccountResponse{};
}

wire::Outcome<model::DisassociateFromMasterAccountResponse> DisassociateFromMasterAccount(
    const Call& call, state::Transaction& transaction, const model::DisassociateFromMasterAccountRequest&) {
  MACIE_CHECK(Disassociate(call, transaction));
  return model::DisassociateFromMasterAccountResponse{};
}

}  // namespace macie_local::service
