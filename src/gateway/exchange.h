// An exchange is one request to the AWS endpoint, from its route to its answer; the recorder tells about it afterwards.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/faults.h"
#include "gateway/journal.h"
#include "gateway/message.h"
#include "gateway/metrics.h"
#include "macie_local/ports.h"
#include "state/state.h"
#include "wire/operation.h"

namespace macie_local::gateway {

// Filled from stage to stage. Belongs to one thread at a time: an I/O thread, the writer's, or one that asks outside.
struct Exchange {
  Response response;
  std::chrono::nanoseconds started{};              // by the stopwatch
  Timestamp at{};                                  // when it began, by the emulator's clock; only set for the journal
  const wire::OperationDesc* operation = nullptr;  // null: there is no such operation
  state::PartitionKey caller;
  FaultEffect fault;

  // The request's texts for the journal and the log; the last two are empty when neither wants them. They are views of
  // the request until Keep().
  struct {
    std::string_view method, target, body, user_agent;
  } texts;
  std::unique_ptr<std::string> kept;
  // Copies `texts`. Call it before the request is gone, when the exchange outlives it.
  void Keep();
};

// Puts every finished exchange into the metrics, the journal and the log. Thread-safe.
class Recorder {
 public:
  // Everything given must outlive the recorder.
  Recorder(const Clock& clock, const Stopwatch& stopwatch, Metrics& metrics, Journal& journal)
      : clock_(clock), stopwatch_(stopwatch), metrics_(metrics), journal_(journal) {}

  // Begins an exchange; `response` has its request id.
  Exchange Start(const Request& request, Response response) const;

  // Ends the exchange, and returns the answer as it goes out. Before anybody can have seen it, the journal has the
  // request.
  Response Finish(Exchange exchange) const;

 private:
  const Clock& clock_;
  const Stopwatch& stopwatch_;
  Metrics& metrics_;
  Journal& journal_;
};

}  // namespace macie_local::gateway
