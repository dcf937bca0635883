// Reads the objects of the runs that the published state says are reading, on threads of its own, and hands what is
// found to the writer.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "objects/registry.h"
#include "service/core/call.h"
#include "store/store.h"
#include "work/object_scanner.h"
#include "work/run_reader.h"

namespace macie_local::work {

struct RunnerOptions {
  unsigned threads = 1;                    // so many objects are read at once
  std::chrono::milliseconds rest{30'000};  // a scanner that had nothing to do for so long rests
};

// Everything in it outlives the runner.
struct RunnerParts {
  const service::Environment& environment;
  const objects::SourceRegistry& sources;
  const Stopwatch& stopwatch;
};

// Its methods are for any thread. No thread is started before the first run that reads.
class Runner {
 public:
  using MakeScanner = std::function<std::unique_ptr<ObjectScanner>()>;

  Runner(const RunnerOptions& options, const RunnerParts& parts, MakeScanner make_scanner);
  ~Runner();  // stops
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  // Begins to look at the store, which outlives the runner or its Stop. Call it once.
  void Start(store::Store& store);
  // Says that the published state may have other runs that read. Does not wait.
  void Notify();
  // Leaves runs where the state says they are, and ends all threads. Does nothing when called again.
  void Stop();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace macie_local::work
