// /_macie-local/: plain JSON for tests and tools, never signed (docs/control-plane.md). Mistakes are answered 400 with
// a message that names the member; nothing is applied in part.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/adjustable_clock.h"
#include "gateway/message.h"
#include "macie_local/ports.h"
#include "service/call.h"
#include "store/store.h"

namespace macie_local::gateway {

class ControlPlane {
 public:
  // `defaults` is whose state is meant when ?account= and ?region= do not say.
  ControlPlane(store::PartitionKey defaults, std::string config_json, const service::Environment& environment,
               store::Store& store, base::AdjustableClock& clock);

  // True for paths and targets below /_macie-local.
  static bool Owns(std::string_view path);

  // As Handler::Handle; `response` has its request id.
  std::optional<Response> Handle(const Request& request, std::string_view path, std::string_view query,
                                 Response response, const std::shared_ptr<Waiter>& waiter);

 private:
  struct Target;
  struct Question;
  using Action = std::optional<Response> (ControlPlane::*)(Question& question);
  struct Route;

  std::optional<Response> Health(Question& question);
  std::optional<Response> GetConfig(Question& question);
  std::optional<Response> Reset(Question& question);
  std::optional<Response> GetState(Question& question);
  std::optional<Response> PutState(Question& question);
  std::optional<Response> GetBuckets(Question& question);
  std::optional<Response> PutBuckets(Question& question);
  std::optional<Response> DeleteBucket(Question& question);
  std::optional<Response> GetJobEvents(Question& question);
  std::optional<Response> GetClock(Question& question);
  std::optional<Response> PutClock(Question& question);
  std::optional<Response> AdvanceClock(Question& question);

  // Back to the state just after the seeds: all of it, or one account's. False: the response says why not.
  bool ResetState(const std::optional<std::string>& account, store::Transaction& transaction, Response* response);
  template <class Choice>
  std::optional<Response> MoveClock(Question& question, Choice choice, bool reset);

  template <class Run>
  std::optional<Response> Submit(Question& question, Run run);

  store::PartitionKey defaults_;
  std::string config_json_;
  const service::Environment& environment_;
  store::Store& store_;
  base::AdjustableClock& clock_;
};

}  // namespace macie_local::gateway
