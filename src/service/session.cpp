// EnableMacie, GetMacieSession, UpdateMacieSession, DisableMacie (handbook E.2, E.3).
#include "model/handlers/session.h"
#include "base/timestamp.h"
#include "model/errors.h"
#include "model/types/session.h"
#include "service/arns.h"
#include "service/discovery.h"
#include "service/job_runs.h"
#include "service/session_state.h"
#include "store/transaction.h"

namespace macie_local::service {
namespace {

std::optional<model::SessionRecord> CurrentSession(const Call& call, const store::Transaction& transaction) {
  return SessionInForce(call.environment, transaction.state_created_at(), call.caller,
                        transaction.partition(call.caller));
}

}  // namespace

base::Result<model::EnableMacieResponse> EnableMacie(const Call& call, store::Transaction& transaction,
                                                     const model::EnableMacieRequest& request) {
  const auto current = CurrentSession(call, transaction);
  const bool implied = current && current->emulator && current->emulator->implied.value_or(false);
  if (current && !implied) {
    return base::ApiError{&model::kConflictException, "Macie has already been enabled"};
  }
  model::SessionRecord session;
  session.createdAt = base::TruncateToMillis(call.now);
  session.updatedAt = session.createdAt;
  session.findingPublishingFrequency =
      request.findingPublishingFrequency.value_or(model::FindingPublishingFrequency::FIFTEEN_MINUTES);
  session.serviceRole = ServiceRoleArn(call.caller);
  session.status = request.status.value_or(model::MacieStatus::ENABLED);
  transaction.PutSession(call.caller, std::move(session));
  if (request.status == model::MacieStatus::PAUSED) CancelAllJobs(transaction, call.caller);
  return model::EnableMacieResponse{};
}

base::Result<model::GetMacieSessionResponse> GetMacieSession(const Call& call, const store::Snapshot& snapshot,
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

base::Result<model::UpdateMacieSessionResponse> UpdateMacieSession(const Call& call, store::Transaction& transaction,
                                                                   const model::UpdateMacieSessionRequest& request) {
  if (!request.findingPublishingFrequency && !request.status) return model::UpdateMacieSessionResponse{};
  auto session = CurrentSession(call, transaction);
  if (request.findingPublishingFrequency) session->findingPublishingFrequency = request.findingPublishingFrequency;
  const bool suspended = request.status == model::MacieStatus::PAUSED && session->status != model::MacieStatus::PAUSED;
  if (request.status) session->status = request.status;
  session->updatedAt = base::TruncateToMillis(call.now);
  transaction.PutSession(call.caller, *std::move(session));
  if (suspended) CancelAllJobs(transaction, call.caller);
  return model::UpdateMacieSessionResponse{};
}

base::Result<model::DisableMacieResponse> DisableMacie(const Call& call, store::Transaction& transaction,
                                                       const model::DisableMacieRequest&) {
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
