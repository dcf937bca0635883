// What the actions of the control plane share: what they work on, the question they answer, and the way of a write.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/large_text.h"
#include "base/result.h"
#include "gateway/control/access.h"
#include "gateway/faults.h"
#include "gateway/journal.h"
#include "gateway/message.h"
#include "gateway/metrics.h"
#include "gateway/parts.h"
#include "state/state.h"
#include "state/transaction.h"
#include "store/saved_states.h"

namespace macie_local::gateway {

struct ControlSettings {
  state::PartitionKey defaults;  // whose state is meant when ?account= and ?region= do not say
  ControlAccess access;
  std::string config_json = "{}";
};

// Everything outlives the control plane.
struct ControlParts {
  GatewayParts gateway;
  FaultRules& faults;
  Journal& journal;
  const Metrics& metrics;
};

// The parameters of a query, decoded. Which of them a path takes is in its route.
struct Parameters {
  std::optional<std::string> account;
  std::optional<std::string> region;
  std::optional<std::string> operation;
  std::optional<Timestamp> since;
  std::optional<std::uint64_t> after;
};

// `allowed` names the parameters that are taken, separated by spaces.
base::Result<Parameters> ParseParameters(std::string_view query, std::string_view allowed);

// The document of a state that was saved; empty when none was.
base::Result<base::LargeText> DocumentOf(store::SavedBody body, const std::optional<std::string>& account);

struct Question {
  const Request& request;
  std::string argument;  // the label of the path, decoded
  Parameters parameters;
  state::PartitionKey key;  // whose state
  Response response;
  const std::shared_ptr<Waiter>& waiter;

  std::optional<Response> Answer(int status, base::Body body);
  std::optional<Response> Message(int status, std::string_view message);
  // The body of the request, for when the request is gone. Nothing: `*response` says why not.
  std::shared_ptr<const base::LargeText> KeepBody();
};

struct ControlContext {
  ControlSettings settings;
  ControlParts parts;

  // Runs `run` on the writer thread, and answers when what it did is stored. It fills the response and says whether to
  // keep the changes.
  using Run = std::function<bool(state::Transaction& transaction, Response* response)>;
  // `stored` is called after that, before the answer.
  std::optional<Response> Write(Question& question, Run run, std::function<void()> stored = nullptr) const;

  // As Write, for what changes nothing and needs the writer thread only because what it reads belongs to it: costs no
  // commit, and does not end a group of writes.
  using Look = std::function<void(Response* response)>;
  std::optional<Response> Read(Question& question, Look look) const;

  // Back to the state just after the seeds: all of it, or one account's. False: the response says why not.
  bool ResetState(const std::optional<std::string>& account, state::Transaction& transaction, Response* response) const;
  // The rest of a reset: the journal and the fault rules, all or one account's.
  void ForgetRequests(const std::optional<std::string>& account) const;

 private:
  std::optional<Response> Submit(Question& question, std::unique_ptr<store::Mutation> mutation) const;
};

// The actions, by file. Each is an Action of the route table in control_plane.cpp.
#define MACIE_ACTION(Name) std::optional<Response> Name(const ControlContext& context, Question& question)
// observe.cpp
MACIE_ACTION(GetHealth);
MACIE_ACTION(GetLocalStackHealth);
MACIE_ACTION(GetConfig);
MACIE_ACTION(GetMetrics);
MACIE_ACTION(GetRequests);
MACIE_ACTION(DeleteRequests);
// state.cpp
MACIE_ACTION(PostReset);
MACIE_ACTION(PostMotoReset);
MACIE_ACTION(GetState);
MACIE_ACTION(PutState);
MACIE_ACTION(GetBuckets);
MACIE_ACTION(PutBuckets);
MACIE_ACTION(DeleteBucket);
MACIE_ACTION(GetJobEvents);
// findings.cpp
MACIE_ACTION(GetFindings);
MACIE_ACTION(PutFindings);
MACIE_ACTION(DeleteFindings);

// organization.cpp
MACIE_ACTION(GetOrganization);
MACIE_ACTION(PutOrganization);
MACIE_ACTION(DeleteOrganization);
// snapshots.cpp
MACIE_ACTION(GetSnapshots);
MACIE_ACTION(PostSnapshot);
MACIE_ACTION(GetSnapshot);
MACIE_ACTION(RestoreSnapshot);
MACIE_ACTION(DeleteSnapshot);
// clock.cpp
MACIE_ACTION(GetClock);
MACIE_ACTION(PutClock);
MACIE_ACTION(AdvanceClock);
// fault_rules.cpp
MACIE_ACTION(GetFaults);
MACIE_ACTION(PutFaults);
MACIE_ACTION(PostFaults);
MACIE_ACTION(DeleteFaults);
MACIE_ACTION(DeleteFault);
#undef MACIE_ACTION

// The status of a saved state that was refused: 409 when it could be taken at another time of the emulator's clock,
// else 500, since it was whole when it was saved.
int StatusOfSaved(const base::ApiError& error);

}  // namespace macie_local::gateway
