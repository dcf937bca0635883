#include "service/core/session_state.h"

#include "base/timestamp.h"
#include "model/errors.h"
#include "service/core/arns.h"

namespace macie_local::service {

bool IsDisabled(const model::SessionRecord& session) {
  return session.emulator && session.emulator->disabled.value_or(false);
}

std::optional<model::SessionRecord> SessionInForce(const Environment& environment, Timestamp state_created_at,
                                                   const state::PartitionKey& key, const state::Partition& partition) {
  if (const model::SessionRecord* session = partition.session()) {
    if (IsDisabled(*session)) return std::nullopt;
    return *session;
  }
  if (environment.session == SessionMode::kStrict) return std::nullopt;
  model::SessionRecord session = NewSession(key, state_created_at);
  session.emulator.emplace().implied = true;
  return session;
}

std::optional<model::SessionRecord> SessionInForce(const Environment& environment,
                                                   const state::Transaction& transaction,
                                                   const state::PartitionKey& key) {
  return SessionInForce(environment, transaction.state_created_at(), key, transaction.partition(key));
}

model::SessionRecord NewSession(const state::PartitionKey& key, Timestamp now) {
  model::SessionRecord session;
  session.createdAt = base::TruncateToMillis(now);
  session.updatedAt = session.createdAt;
  session.findingPublishingFrequency = model::FindingPublishingFrequency::FIFTEEN_MINUTES;
  session.serviceRole = ServiceRoleArn(key);
  session.status = model::MacieStatus::ENABLED;
  return session;
}

void EnsureEnabled(const Environment& environment, state::Transaction& transaction, const state::PartitionKey& key) {
  if (SessionInForce(environment, transaction, key)) return;
  transaction.PutSession(key, NewSession(key, transaction.now()));
}

wire::Verdict RequireSession(const wire::OperationDesc& operation, const Environment& environment,
                             const state::PartitionKey& key, const state::Partition& partition) {
  if (operation.when_not_enabled == wire::WhenNotEnabled::kWorks) return base::Done{};
  const model::SessionRecord* stored = partition.session();
  const bool enabled = stored != nullptr ? !IsDisabled(*stored) : environment.session == SessionMode::kAuto;
  if (enabled) return base::Done{};
  switch (operation.when_not_enabled) {
    case wire::WhenNotEnabled::kSession:
      return wire::Refusal{model::kAccessDeniedException, "Macie is not enabled"};
    case wire::WhenNotEnabled::kNewer:
      return wire::Refusal{model::kAccessDeniedException,
                           "The request failed because Macie isn\u2019t enabled in the specified AWS Region."};
    case wire::WhenNotEnabled::kDiscovery:
      return wire::Refusal{model::kAccessDeniedException, "Account Id: [" + key.account + "] has not been onboarded"};
    case wire::WhenNotEnabled::kExport:
      return wire::Refusal{model::kResourceNotFoundException, "Amazon Macie isn't enabled for your account"};
    case wire::WhenNotEnabled::kClassic:
    case wire::WhenNotEnabled::kWorks:
      break;
  }
  return wire::Refusal{model::kAccessDeniedException, "Macie is not enabled."};
}

}  // namespace macie_local::service
