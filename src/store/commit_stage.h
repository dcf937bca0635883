// The second stage of a write: a thread that stores one group of changes while the writer already runs the next.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/result.h"
#include "macie_local/ports.h"
#include "state/change.h"
#include "store/database.h"

namespace macie_local::store {

// Its methods are for the writer thread.
class CommitStage {
 public:
  // `database` outlives this, and so does `stopwatch`, which may be null: then nothing is timed. `ended` is called on
  // the stage's thread after each commit; what it locks must not be held by whoever calls Take or Wait.
  CommitStage(Database& database, const Stopwatch* stopwatch, std::function<void()> ended);
  // A commit that is under way ends first.
  ~CommitStage();
  CommitStage(const CommitStage&) = delete;
  CommitStage& operator=(const CommitStage&) = delete;

  // Begins to commit `changes`, and empties them. The database is the stage's until ended(), or the return of Take or
  // Wait. The commit before must have been taken.
  void Begin(std::vector<state::Change>* changes);

  // Says whether the commit that was begun has ended, and waits to be taken.
  bool ended() const { return phase_.load(std::memory_order_acquire) == Phase::kEnded; }
  // Waits until no commit is under way.
  void Wait();

  struct Outcome {
    base::Status status;
    std::chrono::nanoseconds took;
  };
  // Waits for the end of the commit that was begun, and returns how it ended. Call it once for each Begin.
  Outcome Take();

 private:
  enum class Phase { kIdle, kBegun, kEnded, kStopping };

  void Run();
  std::chrono::nanoseconds Elapsed() const;

  Database& database_;
  const Stopwatch* const stopwatch_;
  const std::function<void()> ended_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<Phase> phase_{Phase::kIdle};  // changes under the mutex only
  std::vector<state::Change> changes_;      // are the stage's while a commit has begun, otherwise empty
  Outcome outcome_{base::Done{}, {}};
  std::thread thread_;
};

}  // namespace macie_local::store
