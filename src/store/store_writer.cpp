// What the writer thread does: it takes mutations and what falls due in their order, runs them, and moves the clock.
#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "base/log.h"
#include "store/store_impl.h"

namespace macie_local::store {
namespace {

// How long the writer leaves due work alone after a commit failed, so that a full disk is not hammered.
constexpr std::chrono::seconds kRetryAfter{1};
// How long it sleeps at most: a clock that was moved by others is noticed within this.
constexpr std::chrono::seconds kSleepMax{60};
// And at least: a clock that stands still just before something falls due must not keep the writer busy.
constexpr std::chrono::microseconds kSleepMin{1000};
// How long what a write puts past its time may hold up the writer before the state with the rest of it is shown.
constexpr std::chrono::milliseconds kSettleSlice{50};

}  // namespace

class Store::Impl::Postponed : public Mutation {
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

// Sleeps until there is something to do; takes the next group. False when it is time to end.
bool Store::Impl::WaitForWork(std::vector<Waiting>* group) {
  std::unique_lock lock(queue_mutex);
  const auto roused = [&] { return stopping || !queue.empty() || HasStored(); };
  if (commit_failed && queue.empty()) wake.wait_for(lock, kRetryAfter, roused);
  while (queue.empty() && !stopping && !HasOtherWork()) {
    std::chrono::microseconds sleep = kSleepMax;
    const auto& due = batch.state.due;
    if (!due.empty()) sleep = std::clamp(due.begin()->first.at - clock.Now(), kSleepMin, sleep);
    const auto idle = underway ? std::nullopt : housekeeping->Wait();
    const bool tidy = idle && *idle <= sleep;
    if (wake.wait_for(lock, tidy ? *idle : sleep, roused) || !tidy) continue;
    lock.unlock();
    housekeeping->Step();
    lock.lock();
  }
  const std::size_t count = std::min(queue.size(), options.group_max - ran.size());
  for (std::size_t i = 0; i < count; ++i) {
    group->push_back({std::move(queue.front())});
    queue.pop_front();
  }
  return count > 0 || !stopping;
}

// As Try, for a mutation that has the commit for itself and writes to SQLite as it goes.
Store::Impl::Outcome Store::Impl::TryLarge(Timestamp now, Mutation& mutation) {
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

// Moves on what fell due by `until`, each at its own instant, oldest first, as much as goes into one go, and with
// `wait_for_reading` no more than until a run begins to read. Returns the time by which everything has happened.
Timestamp Store::Impl::RunDue(Timestamp until, std::chrono::nanoseconds slice, bool wait_for_reading) {
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

Store::Impl::Outcome Store::Impl::RunMutation(Mutation& mutation, Timestamp now) {
  if (mutation.may_be_large()) return TryLarge(now, mutation);
  return Try(now, mutation.may_undo(), [&](state::Transaction& transaction) { return mutation.Run(transaction); });
}

// Runs one mutation at its instant, after everything that fell due by then. What it puts past its time itself, as
// the restore of an earlier state does, moves on before the answer: no answer depends on how fast the writer is.
void Store::Impl::RunOne(Waiting waiting) {
  if (waiting.mutation->clock_change() != nullptr) {
    moves.push_back(std::move(waiting.mutation));
    return;
  }
  const bool alone = waiting.mutation->may_be_large();
  if (alone) Finish(ran);
  waiting.lost = RunMutation(*waiting.mutation, Now()) == Outcome::kThrown;
  Mutation& mutation = *waiting.mutation;
  // Nobody is to see it before that, as far as it is not too much for one go.
  if (!waiting.lost && IsDue(last_now)) RunDue(last_now, kSettleSlice, false);
  if (!waiting.lost && IsDue(last_now)) {
    ran.push_back({std::make_unique<Postponed>(*this, std::move(waiting.mutation), last_now)});
  } else {
    ran.push_back(std::move(waiting));
  }
  if (mutation.may_be_large()) Finish(ran);
}

// One step of the first of the clock's moves. Its last is its own Run.
void Store::Impl::MoveClock() {
  Finish(ran);
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
void Store::Impl::EndMove(bool kept) {
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
void Store::Impl::Settle(bool at_once) {
  while (!settling.empty() && (at_once || !IsDue(settling.front().until))) {
    settling.front().mutation->Done(true);
    settling.pop_front();
  }
}

void Store::Impl::Write() {
  std::vector<Waiting> group;
  while (WaitForWork(&group)) {
    commit_failed = false;
    if (HasStored()) Complete();
    if (group.empty() && moves.empty() && !commit_failed) RunDue(clock.Now());
    for (Waiting& waiting : group) {
      if (moves.empty() && IsDue(clock.Now())) RunDue(clock.Now());
      RunOne(std::move(waiting));
      if (HasStored()) Complete();
    }
    group.clear();
    if (!moves.empty()) MoveClock();
    if (MayGather()) continue;
    HandOver();
    Settle(commit_failed || interrupted);
    housekeeping->BetweenGroups();
  }
  Finish(ran);
  while (!moves.empty()) MoveClock();
  Settle(true);
}

}  // namespace macie_local::store
