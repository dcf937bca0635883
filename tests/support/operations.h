// Operations called as the gateway calls them, without one: a state, a clock that stands, ids that count.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "base/timestamp.h"
#include "service/call.h"
#include "store/transaction.h"
#include "support/ports.h"

namespace macie_local::support {

struct OperationBench {
  store::PartitionKey home{"111122223333", "us-east-1"};
  service::Environment environment;
  Timestamp now = *base::ParseIso8601("2026-11-21T10:00:00.123456Z");
  store::Batch batch;
  CountingIds ids;

  template <class Handler, class Request>
  auto Write(Handler handler, const Request& request) {
    store::Transaction transaction(&batch, &ids, now);
    auto result = handler(service::Call{home, now, environment}, transaction, request);
    batch.Close();
    return result;
  }
  template <class Handler, class Request>
  auto Read(Handler handler, const Request& request) {
    const store::Snapshot snapshot(std::make_shared<store::State>(batch.state));
    return handler(service::Call{home, now, environment}, snapshot, request);
  }
  // Runs `work(transaction)`.
  template <class Work>
  void Do(const Work& work) {
    store::Transaction transaction(&batch, &ids, now);
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
