// EnableMacie, GetMacieSession, UpdateMacieSession, DisableMacie (behaviour E.2, E.3).
#include "model/handlers/session.h"

#include "model/errors.h"
#include "model/types/session.h"
#include "service/core/relations.h"
#include "service/core/session_state.h"
#include "service/discovery/discovery.h"
#include "service/jobs/jobs.h"
#include "service/organization/organization.h"
#include "state/transaction.h"
#include "wire/refusal.h"

namespace macie_local::service {
namespace {

// An organization's member leaves suspending to its administrator, and an administrator removes its members first
// (UG:suspend-macie; the class is [I]).
wire::Verdict CheckMaySuspend(const state::Partition& partition) {
  const auto* administrator = AdministratorOf(partition);
  if (administrator != nullptr && administrator->byOrganization.value_or(false)) return SuspendAsOrganizationMember();
  if (HasAssociatedMembers(partition)) return MembersAreAssociated();
  return base::Done{};
}

// What an administrator sets is its members' too (behaviour 3).
void ApplyFrequencyToMembers(const Call& call, state::Transaction& transaction,
                             model::FindingPublishingFrequency frequency) {
  for (const auto& member : AccountsAdministered(transaction.partition(call.caller), call.caller)) {
    if (member == call.caller || !SessionInForce(call.environment, transaction, member)) continue;
    ChangeSession(call.environment, transaction, member, {.frequency = frequency, .status = {}});
  }
}

}  // namespace

wire::Outcome<model::EnableMacieResponse> EnableMacie(const Call& call, state::Transaction& transaction,
                                                      const model::EnableMacieRequest& request) {
  const auto current = SessionInForce(call.environment, transaction, call.caller);
  const bool implied = current && current->emulator && current->emulator->implied.value_or(false);
  if (current && !implied) {
    return wire::Refusal{model::kConflictException, "Macie has already been enabled"};
  }
  const bool suspended = request.status == model::MacieStatus::PAUSED;
  if (suspended) MACIE_CHECK(CheckMaySuspend(transaction.partition(call.caller)));
  model::SessionRecord session = NewSession(call.caller, call.now);
  if (request.findingPublishingFrequency) session.findingPublishingFrequency = request.findingPublishingFrequency;
  if (request.status) session.status = request.status;
  transaction.PutSession(call.caller, std::move(session));
  if (suspended) CancelAllJobs(transaction, call.caller);
  RelationFollowsSession(call.environment, transaction, call.caller);
  return model::EnableMacieResponse{};
}

wire::Outcome<model::GetMacieSessionResponse> GetMacieSession(const Call& call, const state::Snapshot& snapshot,
                                                              const model::GetMacieSessionRequest&) {
  const auto session =
      SessionInForce(call.environment, snapshot.state().created_at, call.caller, snapshot.partition(call.caller));
  model::GetMacieSessionResponse response;
  response.createdAt = session->createdAt;
  response.updatedAt = session->updatedAt;
  response.findingPublishingFrequency = session->findingPublishingFrequency;
  response.serviceRole = session->serviceRole;
  response.status = session->status;
  return response;
}

wire::Outcome<model::UpdateMacieSessionResponse> UpdateMacieSession(const Call& call, state::Transaction& transaction,
                                                                    const model::UpdateMacieSessionRequest& request) {
  if (!request.findingPublishingFrequency && !request.status) return model::UpdateMacieSessionResponse{};
  if (request.status == model::MacieStatus::PAUSED) MACIE_CHECK(CheckMaySuspend(transaction.partition(call.caller)));
  ChangeSession(call.environment, transaction, call.caller,
                {.frequency = request.findingPublishingFrequency, .status = request.status});
  RelationFollowsSession(call.environment, transaction, call.caller);
  if (request.findingPublishingFrequency) {
    ApplyFrequencyToMembers(call, transaction, *request.findingPublishingFrequency);
  }
  return model::UpdateMacieSessionResponse{};
}

wire::Outcome<model::DisableMacieResponse> DisableMacie(const Call& call, state::Transaction& transaction,
                                                        const model::DisableMacieRequest&) {
  const state::Partition& partition = transaction.partition(call.caller);
  if (AdministratorOf(partition) != nullptr) return DisableAsMember();
  if (HasAssociatedMembers(partition)) return MembersAreAssociated();
  DeleteAllEntries(call.environment, transaction, call.caller);
  transaction.EraseAllJobs(call.caller);
  ForgetDiscovery(transaction, call.caller);
  transaction.EraseMacieRecords(call.caller);
  // The mark keeps --session auto from enabling Macie again. What the bucket table holds is the account's S3, not
  // Macie's: it stays, and is the inventory again after EnableMacie.
  model::SessionRecord session;
  session.emulator.emplace().disabled = true;
  transaction.PutSession(call.caller, std::move(session));
  return model::DisableMacieResponse{};
}

}  // namespace macie_local::service
