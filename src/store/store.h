// The store: one writer thread that runs every mutation, commits whatever is queued as one SQLite transaction,
// publishes the new state and only then lets the answers go. Readers take the published state and never wait for a
// commit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/metrics.h"
#include "base/result.h"
#include "macie_local/ports.h"
#include "state/state.h"
#include "state/transaction.h"
#include "store/database.h"
#include "store/saved_states.h"

namespace macie_local::store {

// How a mutation moves the clock. All is called on the writer thread; of several such mutations one begins when the one
// before has ended.
class ClockChange {
 public:
  enum class Kind : std::uint8_t {
    kRefused,    // not at all; Run is called and refuses
    kForward,    // to target(), in steps, and then Run
    kWithState,  // Begin has moved it, anywhere; Run puts another state in the place of this one, or is refused and
                 // Done puts the clock back
  };
  // Called once, before anything else of the mutation. `transaction` is for reading.
  virtual Kind Begin(state::Transaction& transaction) = 0;
  // Of kForward: not before the time at which Begin was called.
  virtual Timestamp target() const = 0;
  // Of kForward, for each step: what fell due by `now` has happened. The clock's setting is to be kept with it, and
  // once the step is stored, StepStored lets the clock stand there.
  virtual void Step(Timestamp now, state::Transaction& transaction) = 0;
  virtual void StepStored(Timestamp now) = 0;
  // Instead of Run when the store stops on the way: the clock stands at its last step. Done(false) follows.
  virtual void Stopped() = 0;

 protected:
  ~ClockChange() = default;
};

// A write. Run and Done are called on the writer thread, Run once, then Done once.
class Mutation {
 public:
  virtual ~Mutation() = default;
  // False: refused. A mutation that can be refused after it changed something says so with may_undo, and nothing of it
  // is kept; any other must check everything first (were it to break that, its whole group would fail).
  virtual bool Run(state::Transaction& transaction) = 0;
  virtual bool may_undo() const { return false; }
  // May change so much that the changes are not kept in memory but written to SQLite as it goes: then it runs alone in
  // its commit. It must also say may_undo. Only such a mutation may save and remove states (saved_states()).
  virtual bool may_be_large() const { return false; }
  // Null: it leaves the clock alone. Otherwise it lives as long as the mutation, which must not be may_be_large.
  virtual ClockChange* clock_change() { return nullptr; }
  // After the commit and the publication, or with committed = false when the commit failed or Run threw.
  virtual void Done(bool committed) = 0;
};

// What the writer did since the start; any thread reads it.
struct StoreMetrics {
  static constexpr std::array<std::int64_t, 9> kGroupBounds{1, 2, 4, 8, 16, 32, 64, 128, 256};
  static constexpr base::HistogramShape kGroups{kGroupBounds, 1};

  base::Counter commits;
  base::Counter failed_commits;
  base::Histogram group_sizes;     // mutations in a commit; those that are due by themselves are not counted
  base::Histogram commit_seconds;  // base::kLatency
};

struct StoreOptions {
  DatabaseOptions database;
  const Stopwatch* stopwatch = nullptr;  // outlives the store; none: commits are not timed
  // Called once with what Transaction::SetClockSetting kept last, before anything that is due is run.
  std::function<void(const std::string& setting)> restore_clock;
  std::int64_t saved_bytes_max = SavedStates::kBytesMax;
  std::size_t queue_max = 4096;  // mutations waiting; one more is refused
  std::size_t group_max = 256;   // mutations in one commit
  // Due jobs run in one go, while those who wrote meanwhile wait: so many, and with a stopwatch for so long at most.
  std::size_t due_max = 1000;
  std::chrono::microseconds due_slice{3000};
};

class Store {
 public:
  // What falls due: moves the job of `due` on; `transaction` is at the instant at which it fell due. After it the job's
  // next due time must be later, or none.
  using DueWork = std::function<void(state::Transaction& transaction, const state::DueKey& due)>;

  // Opens the database, reads it, and starts the writer thread. `clock` and `ids` outlive the store.
  static base::Result<std::unique_ptr<Store>> Open(const StoreOptions& options, Clock& clock, IdSource& ids,
                                                   DueWork due_work);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Any thread. The last published state.
  std::shared_ptr<const state::State> Current() const;

  // Any thread. False when the queue is full or the store is stopping: then neither Run nor Done is called,
  // and the mutation stays the caller's.
  [[nodiscard]] bool Submit(std::unique_ptr<Mutation>&& mutation);

  // Any thread. Makes the writer look at the clock again, after a clock was moved by hand.
  void Wake();

  const StoreMetrics& metrics() const;
  // Any thread. Mutations that wait to be run.
  std::size_t queue_length() const;

  // Any thread. What is wrong with the files that the database is in, as a sentence; see FileWatch.
  std::optional<std::string> FileFault() const;

  // True when the database held no record and no baseline when it was opened.
  bool opened_empty() const;

  // Inside Run of a mutation, which must be may_be_large to change one; or before the first Submit.
  SavedStates& saved_states();

  // Tells a mutation that runs long to give up (Transaction::stopping), ends a clock's move at its last step, runs and
  // commits what else is queued, then ends the writer thread. Idempotent.
  void Stop();

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace macie_local::store
