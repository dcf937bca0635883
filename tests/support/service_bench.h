// Handlers and rules called as the gateway calls them, without threads or a database: one account, a state in memory,
// and a time that the test sets.
#pragma once

#include <memory>

#include "base/timestamp.h"
#include "service/core/call.h"
#include "state/state.h"
#include "state/transaction.h"
#include "support/ports.h"

namespace macie_local::support {

struct ServiceBench {
  state::PartitionKey key{"123456789012", "us-east-1"};
  Timestamp now = *base::ParseIso8601("2031-05-06T07:08:09.123Z");
  service::Environment environment;
  state::Batch batch;
  CountingIds ids;

  service::Call Caller() { return {key, now, environment}; }
  state::Transaction Write() { return {&batch, &ids, now}; }
  // What was written so far.
  state::Snapshot Read() {
    batch.Close();
    return state::Snapshot(std::make_shared<const state::State>(batch.state));
  }
};

}  // namespace macie_local::support
