// The inside of Store, shared by store_open.cpp, store_writer.cpp and store_commit.cpp. Nobody else includes this.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "store/commit_stage.h"
#include "store/housekeeping.h"
#include "store/store.h"

namespace macie_local::store {

struct Store::Impl {
  // A mutation that was taken out of the queue.
  struct Waiting {
    std::unique_ptr<Mutation> mutation;
    bool lost = false;  // it threw, or was run upon a group whose commit failed: nothing of it is kept
  };

  // A mutation that was run and stored, and is answered when what it put past its time has happened too.
  struct Settling {
    std::unique_ptr<Mutation> mutation;
    Timestamp until;
  };

  // A group that the stage stores, and the state after it.
  struct Underway {
    std::vector<Waiting> group;
    state::State state;
  };

  // Stands for a mutation until it is stored, and then lets it settle.
  class Postponed;

  Impl(const StoreOptions& store_options, Clock& the_clock, IdSource& the_ids, DueWork work)
      : options(store_options), clock(the_clock), ids(the_ids), due_work(std::move(work)) {}

  StoreOptions options;
  Clock& clock;
  IdSource& ids;
  DueWork due_work;
  bool opened_empty = true;

  // The writer thread's own. While a commit is under way the database is the stage's.
  std::unique_ptr<Database> database;
  std::optional<SavedStates> saved;
  std::optional<Housekeeping> housekeeping;
  state::Batch batch;
  bool spoiled = false;  // the group holds half a mutation: it must not be committed
  Timestamp last_now{};
  std::vector<Waiting> ran;  // the group that is being run
  std::optional<Underway> underway;
  std::deque<std::unique_ptr<Mutation>> moves;  // of the clock; the first is on its way once `moving` is set
  std::optional<ClockChange::Kind> moving;
  std::deque<Settling> settling;
  bool commit_failed = false;    // one of the last round
  bool told_of_reading = false;  // the state published last had a job that reads

  std::atomic<bool> interrupted{false};

  mutable std::mutex published_mutex;
  std::shared_ptr<const state::State> published;

  StoreMetrics metrics;

  std::mutex queue_mutex;
  std::condition_variable wake;
  std::deque<std::unique_ptr<Mutation>> queue;
  bool stopping = false;

  std::unique_ptr<CommitStage> stage;  // null: the database keeps no rows, and a commit costs nothing
  std::thread writer;

  // store_open.cpp
  base::Status OpenMeta();
  base::Status StoreAnew(std::vector<OldJob> jobs);
  void OpenStage();

  // store_commit.cpp
  std::shared_ptr<const state::State> Current() const {
    const std::lock_guard lock(published_mutex);
    return published;
  }
  void Publish(const state::State& state);
  // Goes back to the published state, after a commit that failed.
  void FallBack(const std::string& why);
  // Lets the stage store the group, or does it here and now where that must be, or is quicker.
  void HandOver();
  // Waits for the commit that is under way, publishes what it stored, and lets its answers go. When it failed, the
  // batch goes back to what is published, and those in `ran` are lost with it.
  void Complete();
  // Completes, commits what the group changed, publishes it, and lets the answers go. Returns false when that commit
  // failed.
  bool Finish(std::vector<Waiting>& group);
  static void Answer(std::vector<Waiting>& group, bool committed);

  // store_writer.cpp
  void Write();
  bool WaitForWork(std::vector<Waiting>* group);
  void RunOne(Waiting waiting);
  void MoveClock();
  void EndMove(bool kept);
  void Settle(bool at_once);
  Timestamp RunDue(Timestamp until) { return RunDue(until, options.due_slice, false); }
  Timestamp RunDue(Timestamp until, std::chrono::nanoseconds slice, bool wait_for_reading);

  bool IsDue(Timestamp now) const { return !batch.state.due.empty() && batch.state.due.begin()->first.at <= now; }
  // Says whether the first of the clock's moves has to wait until the runs that read have read all.
  bool TimeStandsStill() const { return moving == ClockChange::Kind::kForward && !batch.state.reading.empty(); }
  // Says whether a commit has ended that is to be completed.
  bool HasStored() const { return underway && stage->ended(); }
  // Says whether there is something to do besides the queue.
  bool HasOtherWork() const {
    if (HasStored()) return true;
    if (!moves.empty()) return !TimeStandsStill();
    return !settling.empty() || IsDue(clock.Now());
  }
  // Says whether the group may grow while the one before it is being stored.
  bool MayGather() const {
    return underway && !stage->ended() && moves.empty() && ran.size() < options.group_max && !IsDue(clock.Now());
  }

  // Time as the writer sees it: never goes back, whatever the clock does, and never passes what is due and has not
  // happened yet.
  Timestamp Now() {
    Timestamp now = clock.Now();
    if (IsDue(now)) now = batch.state.due.begin()->first.at;
    last_now = std::max(last_now, now);
    return last_now;
  }

  std::chrono::nanoseconds Elapsed() const {
    return options.stopwatch == nullptr ? std::chrono::nanoseconds{} : options.stopwatch->Elapsed();
  }

  static void LogFailure(const base::Status& status) {
    if (!status.ok()) base::Log(base::LogLevel::kError, status.error().text);
  }

  enum class Outcome { kKept, kRefused, kThrown };
  Outcome RunMutation(Mutation& mutation, Timestamp now);
  Outcome TryLarge(Timestamp now, Mutation& mutation);
  // Runs `work(transaction)`; when it refuses or throws, nothing that it changed is kept. Keeping what was there before
  // costs copies of every node that is then changed, so it is done only for work that may need it; other work that
  // changes something and then fails spoils its group. An exception is a bug, and ends only the work that it was thrown
  // in.
  template <class Work>
  Outcome Try(Timestamp now, bool may_undo, const Work& work) {
    std::optional<state::State> before;
    if (may_undo) {
      batch.Close();
      batch.SealChanges();
      before = batch.state;
    }
    const std::size_t changes_before = batch.changes.size();
    // What a large mutation changed may be written already.
    const auto changed = [&] { return batch.changes.size() != changes_before || batch.spill; };
    Outcome outcome = Outcome::kThrown;
    try {
      state::Transaction transaction(&batch, &ids, now);
      outcome = work(transaction) ? Outcome::kKept : Outcome::kRefused;
    } catch (const std::exception& bug) {
      base::Log(base::LogLevel::kError, std::string("a write ended in an exception: ") + bug.what());
    }
    if (outcome == Outcome::kKept || !changed()) return outcome;
    if (before) {
      if (batch.spill && database->has_begun()) LogFailure(database->Rollback());
      batch.open.clear();
      batch.state = *std::move(before);
      batch.changes.erase(batch.changes.begin() + static_cast<std::ptrdiff_t>(changes_before), batch.changes.end());
      batch.SealChanges();
      if (batch.changes.empty()) batch.ForgetChanges();
    } else {
      base::Log(base::LogLevel::kError, "a write failed after it had changed something");
      spoiled = true;
    }
    return outcome;
  }
};

}  // namespace macie_local::store
