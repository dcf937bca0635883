#include "store/store.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/timestamp.h"
#include "store/housekeeping.h"

namespace macie_local::store {
namespace {

constexpr std::string_view kMetaPageTokenKey = "page_token_key";

// How long the writer leaves due work alone after a commit failed, so that a full disk is not hammered.
constexpr std::chrono::seconds kRetryAfter{1};
// How long it sleeps at most: a clock that was moved by others is noticed within this.
constexpr std::chrono::seconds kSleepMax{60};
// And at least: a clock that stands still just before something falls due must not keep the writer busy.
constexpr std::chrono::microseconds kSleepMin{1000};
// How long what a write puts past its time may hold up the writer before the state with the rest of it is shown.
constexpr std::chrono::milliseconds kSettleSlice{50};

// A mutation of the group being run.
struct Waiting {
  std::unique_ptr<Mutation> mutation;
  bool thrown = false;
};

// A mutation that was run and stored, and is answered when what it put past its time has happened too.
struct Settling {
  std::unique_ptr<Mutation> mutation;
  Timestamp until;
};

}  // namespace

struct Store::Impl {
  Impl(const StoreOptions& store_options, Clock& the_clock, IdSource& the_ids, DueWork work)
      : options(store_options), clock(the_clock), ids(the_ids), due_work(std::move(work)) {}

  StoreOptions options;
  Clock& clock;
  IdSource& ids;
  DueWork due_work;
  bool opened_empty = true;

  // The writer thread's own.
  std::unique_ptr<Database> database;
  std::optional<SavedStates> saved;
  std::optional<Housekeeping> housekeeping;
  state::Batch batch;
  bool spoiled = false;  // the group holds half a mutation: it must not be committed
  Timestamp last_now{};
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
  std::thread writer;

  void Publish() {
    auto state = std::make_shared<const state::State>(batch.state);
    {
      const std::lock_guard lock(published_mutex);
      published.swap(state);
    }
    const bool reading = !batch.state.reading.empty();
    if ((reading || told_of_reading) && options.reading_changed) options.reading_changed();
    told_of_reading = reading;
  }

  // Time as the writer sees it: never goes back, whatever the clock does, and never passes what is due and has not
  // happened yet.
  Timestamp Now() {
    Timestamp now = clock.Now();
    if (IsDue(now)) now = batch.state.due.begin()->first.at;
    last_now = std::max(last_now, now);
    return last_now;
  }

  // Stands for a mutation until it is stored, and then lets it settle.
  class Postponed : public Mutation {
   public:
    Postponed(Impl& impl, std::unique_ptr<Mutation> mutation, Timestamp until)
        : impl_(impl), mutation_(std::move(mutation)), until_(until) {}
    bool Run(state::Transaction&) override { return true; }
    void Done(bool committed) override {
      if (!committed) return mutation_->Done(false);
      impl_.settling.push_back({std::move(mutation_), until_});
    }

   private:
    Impl& impl_;
    std::unique_ptr<Mutation> mutation_;
    const Timestamp until_;
  };

  base::Status OpenMeta() {
    MACIE_TRY(auto created_at, database->Meta(state::kMetaCreatedAt));
    if (!created_at) {
      created_at = base::ToIso8601(base::TruncateToMillis(clock.Now()));
      MACIE_CHECK(database->SetMeta(state::kMetaCreatedAt, *created_at));
    }
    const auto time = base::ParseIso8601(*created_at);
    if (!time) return base::Error("database: meta created_at is no time: " + *created_at);
    batch.state.created_at = *time;
    MACIE_TRY(auto key, database->Meta(kMetaPageTokenKey));
    if (!key || key->size() != batch.state.page_token_key.size()) {
      ids.Fill(batch.state.page_token_key);
      key = std::string(batch.state.page_token_key.begin(), batch.state.page_token_key.end());
      MACIE_CHECK(database->SetMeta(kMetaPageTokenKey, *key));
    }
    std::copy(key->begin(), key->end(), batch.state.page_token_key.begin());
    return base::Done{};
  }

  base::Status StoreAnew(std::vector<OldJob> jobs) {
    if (jobs.empty()) return base::Done{};
    state::Transaction transaction(&batch, &ids, batch.state.created_at);
    for (OldJob& job : jobs) PutOldJob(std::move(job), &transaction);
    batch.CloseForCommit();
    MACIE_CHECK(database->Commit(batch.changes));
    batch.ForgetChanges();
    return base::Done{};
  }

  // Whether the first of the clock's moves has to wait until the runs that read have read all.
  bool TimeStandsStill() const { return moving == ClockChange::Kind::kForward && !batch.state.reading.empty(); }

  // Whether there is something to do besides the queue.
  bool HasOtherWork() const {
    if (!moves.empty()) return !TimeStandsStill();
    return !settling.empty() || IsDue(clock.Now());
  }

  // Sleeps until there is something to do; takes the next group. False when it is time to end.
  bool WaitForWork(std::vector<Waiting>* group) {
    std::unique_lock lock(queue_mutex);
    if (commit_failed && queue.empty()) wake.wait_for(lock, kRetryAfter, [&] { return stopping || !queue.empty(); });
    while (queue.empty() && !stopping && !HasOtherWork()) {
      std::chrono::microseconds sleep = kSleepMax;
      const auto& due = batch.state.due;
      if (!due.empty()) sleep = std::clamp(due.begin()->first.at - clock.Now(), kSleepMin, sleep);
      const auto idle = housekeeping->Wait();
      const bool tidy = idle && *idle <= sleep;
      const bool roused = wake.wait_for(lock, tidy ? *idle : sleep, [&] { return stopping || !queue.empty(); });
      if (roused || !tidy) continue;
      lock.unlock();
      housekeeping->Step();
      lock.lock();
    }
    const std::size_t count = std::min(queue.size(), options.group_max);
    for (std::size_t i = 0; i < count; ++i) {
      group->push_back({std::move(queue.front())});
      queue.pop_front();
    }
    return count > 0 || !stopping;
  }

  // Runs `work(transaction)`; when it refuses or throws, nothing that it changed is kept. Keeping what was there before
  // costs copies of every node that is then changed, so it is done only for work that may need it; other work that
  // changes something and then fails spoils its group. An exception is a bug, and ends only the work that it was thrown
  // in.
  enum class Outcome { kKept, kRefused, kThrown };
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
      if (database->has_begun()) LogFailure(database->Rollback());
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

  static void LogFailure(const base::Status& status) {
    if (!status.ok()) base::Log(base::LogLevel::kError, status.error().text);
  }

  // As Try, for a mutation that has the commit for itself and writes to SQLite as it goes.
  Outcome TryLarge(Timestamp now, Mutation& mutation) {
    base::Status spilled = database->Begin();
    batch.spill = [&] {
      if (spilled.ok()) spilled = database->Apply(batch.changes);
      batch.ForgetChanges();  // also when it failed: then nothing of it will be kept
    };
    bool refused = false;
    Outcome outcome = Try(now, true, [&](state::Transaction& transaction) {
      refused = !mutation.Run(transaction);
      return !refused && spilled.ok();
    });
    batch.spill = nullptr;
    housekeeping->AfterLarge();
    LogFailure(spilled);
    if (batch.changes.empty() && !database->has_written()) LogFailure(database->Rollback());
    if (outcome == Outcome::kRefused && !refused) outcome = Outcome::kThrown;  // answered as what could not be stored
    return outcome;
  }

  bool IsDue(Timestamp now) const { return !batch.state.due.empty() && batch.state.due.begin()->first.at <= now; }

  std::chrono::nanoseconds Elapsed() const {
    return options.stopwatch == nullptr ? std::chrono::nanoseconds{} : options.stopwatch->Elapsed();
  }

  // Moves on what fell due by `until`, each at its own instant, oldest first, as much as goes into one go, and with
  // `wait_for_reading` no more than until a run begins to read. Returns the time by which everything has happened.
  Timestamp RunDue(Timestamp until) { return RunDue(until, options.due_slice, false); }
  Timestamp RunDue(Timestamp until, std::chrono::nanoseconds slice, bool wait_for_reading) {
    const std::chrono::nanoseconds started = Elapsed();
    Timestamp reached = last_now;
    const auto must_wait = [&] { return wait_for_reading && !batch.state.reading.empty(); };
    for (std::size_t i = 0; i < options.due_max && IsDue(until) && !interrupted && !must_wait(); ++i) {
      const state::DueKey due = batch.state.due.begin()->first;
      reached = std::max(reached, due.at);
      Try(due.at, false, [&](state::Transaction& transaction) {
        due_work(transaction, due);
        return true;
      });
      state::Transaction transaction(&batch, &ids, due.at);
      if (transaction.IsDue(due)) {
        base::Log(base::LogLevel::kError, "a due job did not move on and is set aside: " + due.job_id.str());
        transaction.ForgetDue(due);
      }
      if (Elapsed() - started > slice) break;
    }
    return IsDue(until) || must_wait() ? std::min(reached, until) : until;
  }

  Outcome RunMutation(Mutation& mutation, Timestamp now) {
    if (mutation.may_be_large()) return TryLarge(now, mutation);
    return Try(now, mutation.may_undo(), [&](state::Transaction& transaction) { return mutation.Run(transaction); });
  }

  // Runs one mutation at its instant, after everything that fell due by then. What it puts past its time itself, as
  // the restore of an earlier state does, moves on before the answer: no answer depends on how fast the writer is.
  void RunOne(Waiting waiting, std::vector<Waiting>* ran) {
    if (waiting.mutation->clock_change() != nullptr) {
      moves.push_back(std::move(waiting.mutation));
      return;
    }
    const bool alone = waiting.mutation->may_be_large();
    if (alone) Finish(*ran);
    waiting.thrown = RunMutation(*waiting.mutation, Now()) == Outcome::kThrown;
    Mutation& mutation = *waiting.mutation;
    // Nobody is to see it before that, as far as it is not too much for one go.
    if (!waiting.thrown && IsDue(last_now)) RunDue(last_now, kSettleSlice, false);
    if (!waiting.thrown && IsDue(last_now)) {
      ran->push_back({std::make_unique<Postponed>(*this, std::move(waiting.mutation), last_now)});
    } else {
      ran->push_back(std::move(waiting));
    }
    if (mutation.may_be_large()) Finish(*ran);
  }

  // One step of the first of the clock's moves. Its last is its own Run.
  void MoveClock(std::vector<Waiting>* ran) {
    Finish(*ran);
    ClockChange& change = *moves.front()->clock_change();
    if (interrupted) {
      change.Stopped();
      return EndMove(false);
    }
    if (!moving) {
      state::Transaction transaction(&batch, &ids, Now());
      moving = change.Begin(transaction);
    }
    if (TimeStandsStill()) return;
    if (*moving == ClockChange::Kind::kForward) {
      const Timestamp reached = RunDue(change.target(), options.due_slice, true);
      if (IsDue(change.target()) || TimeStandsStill()) {
        state::Transaction transaction(&batch, &ids, reached);
        change.Step(reached, transaction);
        std::vector<Waiting> nobody;
        if (!Finish(nobody)) return EndMove(false);
        change.StepStored(reached);
        return;
      }
      last_now = std::max(last_now, change.target());
    } else if (*moving == ClockChange::Kind::kWithState) {
      last_now = clock.Now();
    }
    const Outcome outcome = RunMutation(*moves.front(), last_now);
    EndMove(outcome != Outcome::kThrown);
  }

  // Commits what the first of the clock's moves left to be stored, and answers it.
  void EndMove(bool kept) {
    const bool with_state = moving == ClockChange::Kind::kWithState;
    moving.reset();
    std::unique_ptr<Mutation> mutation = std::move(moves.front());
    moves.pop_front();
    const Timestamp until = last_now;
    if (kept && with_state && IsDue(until)) RunDue(until, kSettleSlice, false);
    if (kept && with_state && IsDue(until)) mutation = std::make_unique<Postponed>(*this, std::move(mutation), until);
    std::vector<Waiting> group;
    group.push_back({std::move(mutation), !kept});
    Finish(group);
    if (with_state) last_now = clock.Now();  // it may have been put back
  }

  // Answers those whose time has come to pass, in order; all of them when nothing more will come to pass for now.
  void Settle(bool at_once) {
    while (!settling.empty() && (at_once || !IsDue(settling.front().until))) {
      settling.front().mutation->Done(true);
      settling.pop_front();
    }
  }

  base::Status TimedCommit(std::size_t mutations) {
    const auto started = Elapsed();
    base::Status status = database->Commit(batch.changes);
    metrics.group_sizes.Record(StoreMetrics::kGroups, static_cast<std::int64_t>(mutations));
    if (options.stopwatch != nullptr) {
      metrics.commit_seconds.Record(base::kLatency, (Elapsed() - started).count());
    }
    return status;
  }

  // Commits what the group changed, publishes it, and lets the answers go. False when the commit failed.
  bool Finish(std::vector<Waiting>& group) {
    bool committed = true;
    if (!batch.changes.empty() || database->has_begun()) {
      batch.CloseForCommit();
      base::Status status = base::Error("the group is not stored");
      if (!spoiled) {
        status = TimedCommit(group.size());
      } else if (database->has_begun()) {
        LogFailure(database->Rollback());
      }
      committed = status.ok();
      (committed ? metrics.commits : metrics.failed_commits).Add();
      if (committed) {
        Publish();
      } else {
        commit_failed = true;
        base::Log(base::LogLevel::kError, status.error().text);
        batch.open.clear();
        batch.state = *Current();
      }
      batch.ForgetChanges();
      spoiled = false;
    }
    for (const Waiting& waiting : group) {
      waiting.mutation->Done(committed && !waiting.thrown);
    }
    group.clear();
    return committed;
  }

  std::shared_ptr<const state::State> Current() const {
    const std::lock_guard lock(published_mutex);
    return published;
  }

  void Write() {
    std::vector<Waiting> group;
    std::vector<Waiting> ran;
    while (WaitForWork(&group)) {
      commit_failed = false;
      if (group.empty() && moves.empty()) RunDue(clock.Now());
      for (Waiting& waiting : group) {
        if (moves.empty() && IsDue(clock.Now())) RunDue(clock.Now());
        RunOne(std::move(waiting), &ran);
      }
      group.clear();
      if (!moves.empty()) MoveClock(&ran);
      Finish(ran);
      Settle(commit_failed || interrupted);
      housekeeping->BetweenGroups();
    }
    while (!moves.empty()) MoveClock(&ran);
    Settle(true);
  }
};

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Store::~Store() {
  Stop();
}

base::Result<std::unique_ptr<Store>> Store::Open(const StoreOptions& options, Clock& clock, IdSource& ids,
                                                 DueWork due_work) {
  auto impl = std::make_unique<Impl>(options, clock, ids, std::move(due_work));
  impl->batch.interrupted = &impl->interrupted;
  MACIE_TRY(impl->database, Database::Open(options.database));
  impl->saved.emplace(impl->database.get(), options.saved_bytes_max);
  impl->housekeeping.emplace(impl->database.get(), options.stopwatch);
  impl->batch.keeps_rows = impl->database->keeps_rows();
  MACIE_CHECK(impl->OpenMeta());
  MACIE_TRY(auto old_jobs, impl->database->Load(&impl->batch.state, &impl->batch.row_ids));
  MACIE_CHECK(impl->StoreAnew(std::move(old_jobs)));
  MACIE_TRY(const auto clock_setting, impl->database->Meta(state::kMetaClock));
  if (clock_setting && options.restore_clock) options.restore_clock(*clock_setting);
  MACIE_TRY(const auto sources, impl->database->Meta(state::kMetaSources));
  if (sources && options.restore_sources) options.restore_sources(*sources);
  impl->opened_empty = impl->batch.state.partitions.empty();
  if (impl->opened_empty) {  // One that was seeded, and emptied since, is not seeded again.
    MACIE_TRY(const base::LargeText baseline, impl->database->Baseline());
    impl->opened_empty = baseline.size() == 0;
  }
  impl->Publish();
  std::unique_ptr<Store> store(new Store(std::move(impl)));
  store->impl_->writer = std::thread([running = store->impl_.get()] { running->Write(); });
  return store;
}

std::shared_ptr<const state::State> Store::Current() const {
  return impl_->Current();
}

bool Store::Submit(std::unique_ptr<Mutation>&& mutation) {
  {
    const std::lock_guard lock(impl_->queue_mutex);
    if (impl_->stopping || impl_->queue.size() >= impl_->options.queue_max) return false;
    impl_->queue.push_back(std::move(mutation));
    if (impl_->queue.size() > 1) return true;  // the writer was woken for the first and takes all there is
  }
  impl_->wake.notify_one();
  return true;
}

const StoreMetrics& Store::metrics() const {
  return impl_->metrics;
}

std::size_t Store::queue_length() const {
  const std::lock_guard lock(impl_->queue_mutex);
  return impl_->queue.size();
}

std::optional<std::string> Store::FileFault() const {
  return impl_->database->files().Fault();
}

bool Store::opened_empty() const {
  return impl_->opened_empty;
}

SavedStates& Store::saved_states() {
  return *impl_->saved;
}

void Store::Stop() {
  impl_->interrupted = true;
  {
    const std::lock_guard lock(impl_->queue_mutex);
    impl_->stopping = true;
  }
  impl_->wake.notify_one();
  if (impl_->writer.joinable()) impl_->writer.join();
}

}  // namespace macie_local::store
