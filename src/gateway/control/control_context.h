// Shared by the actions of the control plane: what they work on, the question that they answer, and the way of a write.
// What fails is a base::Error, and is answered as plain {"message": ...} with the status that the action gives it.
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
#include "service/documents/documents.h"
#include "state/state.h"
#include "state/transaction.h"
#include "store/saved_states.h"

namespace macie_local::gateway {

struct ControlSettings {
  state::PartitionKey defaults;  // the account and region that are meant when ?account= and ?region= do not say
  ControlAccess access;
  std::string config_json = "{}";  // what GET /_macie-local/config answers
};

// The parts that the control plane works with. Everything outlives it.
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
  std::string after_text;  // `after` as it is, where it need not be a number
  std::string prefix;
  std::optional<std::size_t> limit;
};

// A list has at most so many entries in one answer.
inline constexpr std::size_t kListedMax = 1000;

// Returns the parameters of a query. `allowed` names those that are taken, separated by spaces. The error names the
// parameter that is not taken, or whose value is wrong.
base::Result<Parameters> ParseParameters(std::string_view query, std::string_view allowed);

// A request to the control plane, and the answer being made. Lasts as long as the action runs.
struct Question {
  const Request& request;
  std::string argument;  // the label of the path, decoded
  std::string rest;      // what follows it, where the route takes that; decoded
  Parameters parameters;
  state::PartitionKey key;  // the account and region that are meant
  Response response;
  const std::shared_ptr<Waiter>& waiter;

  // Fill the response with a body of JSON, or {"message": ...}, and return it.
  std::optional<Response> Answer(int status, base::Body body);
  std::optional<Response> Message(int status, std::string_view message);
  // Returns the body of the request, for when the request is gone; null when there is no room for it, with the response
  // filled.
  std::shared_ptr<const base::LargeText> KeepBody();
};

// Thread-safe, once it is made.
struct ControlContext {
  ControlSettings settings;
  ControlParts parts;
  mutable std::uint64_t pending_object_bytes = 0;  // of the content that is on its way; the writer thread's own

  // Says, for a bucket whose objects a source has, why they can't be put or deleted by hand; else returns nullopt.
  std::optional<std::string> FindOwner(const state::PartitionKey& key, std::string_view bucket) const;

  // Returns what an export of the state, or of one account, leaves out: the buckets of sources.
  service::ExportOptions ExportOf(const std::optional<std::string>& account) const;
  // Puts the buckets of sources into a state, or into an account of it, that has taken the place of another. For the
  // writer thread.
  void ReenterSources(const std::optional<std::string>& account, state::Transaction& transaction) const;

  // Fills the response, and returns whether to keep the changes.
  using Run = std::function<bool(state::Transaction& transaction, Response* response)>;
  // Runs `run` on the writer thread, and answers when what it did is stored; calls `stored` after that, before the
  // answer. Returns nullopt, or a 503 when the writer takes no more.
  std::optional<Response> Write(Question& question, Run run, std::function<void()> stored = nullptr) const;

  // Fills the response.
  using Look = std::function<void(Response* response)>;
  // Runs `look`, which changes nothing, on the writer thread, because what it reads belongs to that thread. Unlike
  // Write it costs no commit, and does not end a group of writes.
  std::optional<Response> Read(Question& question, Look look) const;

  // Puts a state that was saved in the place of this one, or one account's share of it; an empty state when none was
  // saved. The error says why that can't be. For the writer thread.
  service::StateStatus RestoreState(store::SavedBody saved, const std::optional<std::string>& saved_account,
                                    const std::optional<std::string>& account, state::Transaction& transaction) const;
  // Puts the state back to what it was just after the seeds, all of it or one account's. Returns false when that can't
  // be done, with the response filled. For the writer thread.
  bool ResetState(const std::optional<std::string>& account, state::Transaction& transaction, Response* response) const;
  // Does the rest of a reset: clears the journal and the fault rules, all or one account's.
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
// objects.cpp
MACIE_ACTION(ListObjects);
MACIE_ACTION(GetObject);
MACIE_ACTION(PutObject);
MACIE_ACTION(DeleteObject);
// sources.cpp
MACIE_ACTION(GetSources);
MACIE_ACTION(RefreshSources);
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

// Returns the status for a saved state that was refused with `error`: 409 when it could be taken at another time of the
// emulator's clock, else 500, since it was whole when it was saved.
int StatusOfSaved(const service::StateError& error);

}  // namespace macie_local::gateway
