// The port of those who do the work of job runs: reading the objects of buckets.
#pragma once

#include <string_view>

#include "state/state.h"

namespace macie_local::service {

// Without one, a run reads nothing and lasts Environment::run_duration. With one, a run whose buckets have objects
// lasts until they are read, and at least as long: it is set to read (emulator.reading) when it starts, and the runner,
// which sees that in the published state, brings in what it finds with TakeRunResults (service/jobs/reading.h).
class JobRunner {
 public:
  virtual ~JobRunner() = default;
  // Says whether the runner has a source that serves the objects of the bucket, besides those in the state. Is called
  // on the writer thread for each bucket of a run: it must not wait.
  virtual bool Serves(const state::PartitionKey& key, std::string_view bucket) const = 0;
  // Says whether there is any bucket at all of which Serves would say so.
  virtual bool ServesAny() const = 0;
};

}  // namespace macie_local::service
