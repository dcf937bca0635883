// What a run that reads objects needs of the state, and how what it found enters. The reading itself happens outside,
// on threads that may wait (service/core/job_runner.h); here is what they are told and what they tell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/types/records.h"
#include "service/core/call.h"
#include "service/findings/findings.h"
#include "service/jobs/runs.h"
#include "service/jobs/scope.h"
#include "state/state.h"
#include "state/transaction.h"

namespace macie_local::service {

// Returns the buckets that the present run of the job looks at and that are there, sorted, each once: those that the
// job names, or those that its criteria matched when the run started. `job` is one of the partition of `key`.
std::vector<RunTarget> RunTargets(const state::State& state, const state::PartitionKey& key,
                                  const model::JobRecord& job);

// The objects that the present run of a job takes: those that its scope has, that were changed late enough, and that
// are drawn where it samples. A database of an earlier version may hold a job whose scope is not well formed: it takes
// none. Never changes; any number of threads may ask it.
class RunObjects {
 public:
  explicit RunObjects(const model::JobRecord& job);
  bool Takes(const RunTarget& bucket, const objects::ObjectInfo& object) const;

 private:
  std::optional<JobScope> scope_;
  std::optional<Timestamp> since_;
  std::string job_id_;
  std::int64_t run_;
  std::int64_t percent_;
};

// Returns the number of a job's present run, from 1.
std::int64_t RunNumber(const model::JobRecord& job);

// An object that was read, or could not be.
struct ReadObject {
  RunTarget bucket;
  ScannedObject scanned;  // without the levels of custom identifiers
};

// What a run did since it last told.
struct RunResults {
  state::PartitionKey key;  // of the job
  std::string job_id;
  std::int64_t run = 0;             // RunNumber
  model::RunReading from;           // where the run was
  ReadingStep step;                 // where it is
  std::vector<ReadObject> objects;  // those of `step.objects` in which something was found, in the order of the run
};

// Stores the findings of the objects and moves the job on, together. Returns false, and changes nothing, when the job
// does not read any longer, is in another run, or is not at `from`: then somebody paused or ended it, or all of this
// has been told before.
bool TakeRunResults(const Environment& environment, state::Transaction& transaction, RunResults results);

}  // namespace macie_local::service
