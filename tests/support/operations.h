// Operations called as the gateway calls them, without one: a state, a clock that stands, ids that count.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "base/timestamp.h"
#include "service/core/call.h"
#include "state/transaction.h"
#include "support/ports.h"

namespace macie_local::support {

struct OperationBench {
  state::PartitionKey home{"111122223333", "us-east-1"};
  service::Environment environment;
  Timestamp now = *base::ParseIso8601("2026-11-21T10:00:00.123456Z");
  state::Batch batch;
  CountingIds ids;

  template <class Handler, class Request>
  auto Write(Handler handler, const Request& request) {
    state::Transaction transaction(&batch, &ids, now);
    auto result = handler(service::Call{home, now, environment}, transaction, request);
    batch.Close();
    return result;
  }
  template <class Handler, class Request>
  auto Read(Handler handler, const Request& request) {
    const state::Snapshot snapshot(std::make_shared<state::State>(batch.state));
    return handler(service::Call{home, now, environment}, snapshot, request);
  }
  // Runs `work(transaction)`.
  template <class Work>
  void Do(const Work& work) {
    state::Transaction transaction(&batch, &ids, now);
    work(transaction);
    batch.Close();
  }
};

// What a refused operation answers, "" when it wasn't refused: "ValidationException: The request failed ...".
template <class Result>
std::string RefusalOf(const Result& result) {
  return result.ok() ? "" : std::string(result.error().shape->name) + ": " + result.error().message;
}

}  // namespace macie_local::support
