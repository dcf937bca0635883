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

// The way in which a mutation moves the clock. All is called on the writer thread; of several such mutations one begins
// when the one before has ended.
class ClockChange {
 public:
  enum class Kind : std::uint8_t {
    kRefused,    // not at all; Run is called and refuses
    kForward,    // to target(), in steps, and then Run. Time stands still while a run reads objects
    kWithState,  // Begin has moved it, anywhere; Run puts another state in the place of this one, or is refused and
                 // Done puts the clock back
  };
  // Is called once, before anything else of the mutation, and returns how the clock moves. `transaction` is for
  // reading.
  virtual Kind Begin(state::Transaction& transaction) = 0;
  // Is called after kForward, and returns where the clock goes: not before the time at which Begin was called.
  virtual Timestamp target() const = 0;
  // Are called after kForward for each step. Step is called when everything that fell due by `now` has happened, and
  // keeps the clock's setting with it; StepStored is called once the step is stored, and lets the clock stand at `now`.
  virtual void Step(Timestamp now, state::Transaction& transaction) = 0;
  virtual void StepStored(Timestamp now) = 0;
  // Is called instead of Run when the store stops on the way: the clock stays at its last step. Done(false) follows.
  virtual void Stopped() = 0;

 protected:
  ~ClockChange() = default;
};

// A write. Run and Done are called on the writer thread, Run once, then Done once.
class Mutation {
 public:
  virtual ~Mutation() = default;
  // Does the work; returns false to refuse it. A mutation that can be refused after it changed something returns true
  // from may_undo, and nothing of it is kept; any other must check everything first (were it to break that, its whole
  // group would fail).
  virtual bool Run(state::Transaction& transaction) = 0;
  virtual bool may_undo() const { return false; }
  // Returns true for a mutation that may change so much that the changes are not kept in memory but written to SQLite
  // as it goes: then it runs alone in its commit. It must return true from may_undo
  // too. Only such a mutation may save and remove states (saved_states()).
  virtual bool may_be_large() const { return false; }
  // Returns null for a mutation that leaves the clock alone; otherwise what moves it, which lives as long as the
  // mutation. A mutation that moves the clock must not be may_be_large.
  virtual ClockChange* clock_change() { return nullptr; }
  // Is called after the commit and the publication, also for a mutation that was refused; or with committed = false
  // when the commit failed, Run threw or Stopped was called.
  virtual void Done(bool committed) = 0;
};

// Counts what the writer did since the start; any thread reads it.
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
  // Is called once in Open, with what Transaction::SetClockSetting kept last, before anything that is due is run; not
  // when nothing was kept.
  std::function<void(const std::string& setting)> restore_clock;
  // Is called on the writer thread each time a state is published in which a job reads objects (state::IsReading), or
  // the first after one in which a job did. Must not wait. Empty: nobody reads.
  std::function<void()> reading_changed;
  // The same for what Transaction::SetSourceBuckets kept last.
  std::function<void(const std::string& text)> restore_sources;
  std::int64_t saved_bytes_max = SavedStates::kBytesMax;
  std::size_t queue_max = 4096;  // mutations waiting; one more is refused
  std::size_t group_max = 256;   // mutations in one commit
  // At most so many due jobs run in one go, and with a stopwatch for at most so long, while those who wrote meanwhile
  // wait.
  std::size_t due_max = 1000;
  std::chrono::microseconds due_slice{3000};
};

// Its methods are for any thread, but for what says otherwise.
class Store {
 public:
  // Moves the job of `due` on; is called on the writer thread with a transaction at the instant at which it fell due.
  // After it the job's next due time must be later, or none: a job that did not move on is taken off the due list.
  using DueWork = std::function<void(state::Transaction& transaction, const state::DueKey& due)>;

  // Opens the database, reads it, and starts the writer thread. `clock`, `ids` and the stopwatch outlive the store. The
  // error is that of Database::Open or Load.
  static base::Result<std::unique_ptr<Store>> Open(const StoreOptions& options, Clock& clock, IdSource& ids,
                                                   DueWork due_work);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Returns the last published state; never null.
  std::shared_ptr<const state::State> Current() const;

  // Hands a mutation to the writer. Returns false when the queue is full or the store is stopping: then neither Run nor
  // Done is called, and the mutation stays the caller's.
  [[nodiscard]] bool Submit(std::unique_ptr<Mutation>&& mutation);

  const StoreMetrics& metrics() const;
  // Returns how many mutations wait to be run.
  std::size_t queue_length() const;

  // Returns what is wrong with the files that the database is in, as FileWatch::Fault does.
  std::optional<std::string> FileFault() const;

  // Says whether the database held no record and no baseline when it was opened.
  bool opened_empty() const;

  // Returns the saved states. Only for use inside Run of a mutation, which must be may_be_large to change one, or
  // before the first Submit.
  SavedStates& saved_states();

  // Tells a mutation that runs long to give up (Transaction::stopping), ends a clock's move at its last step, runs and
  // commits what else is queued, then ends the writer thread and returns. Does nothing when called again.
  void Stop();

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace macie_local::store
