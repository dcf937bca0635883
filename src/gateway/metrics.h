// Counts what was asked of the AWS endpoint and how long it took, and writes everything countable as Prometheus text.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/metrics.h"
#include "engine/query.h"
#include "model/operations.h"
#include "store/store.h"
#include "wire/operation.h"

namespace macie_local::gateway {

// Thread-safe.
class Metrics {
 public:
  // Counts one request. `operation` is null when there is no such operation, `status` 0 when nothing was answered.
  void Count(const wire::OperationDesc* operation, int status, std::chrono::nanoseconds duration);

  // Countable things that others keep.
  struct Others {
    const store::Store& store;
    const engine::QueryMetrics* queries;  // may be null
    std::size_t journal_entries;
    std::uint64_t faults_fired;
  };
  // Returns the text that Prometheus scrapes.
  std::string Text(const Others& others) const;

 private:
  // Every status that the AWS endpoint answers with by itself; any other one (a fault's) is counted in the last place.
  static constexpr std::array<int, 15> kStatuses{200, 204, 400, 402, 403, 404, 405, 409,
                                                 413, 422, 429, 500, 501, 503, 0};

  struct PerOperation {
    std::array<base::Counter, kStatuses.size()> by_status;
    base::Histogram seconds;
  };
  std::array<PerOperation, model::kOperationCount + 1> operations_;  // the last: no such operation
};

}  // namespace macie_local::gateway
