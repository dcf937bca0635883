// What falls due, by itself and while a clock is moved.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <mutex>
#include <thread>

#include "unit/store/fixtures.h"
#include "unit/store/store_fixture.h"

namespace macie_local::store {
namespace {

using DueWorkTest = StoreTest;

TEST_F(DueWorkTest, DueWorkRunsAtItsInstantInOrderBeforeTheMutation) {
  std::vector<std::pair<std::string, Timestamp>> ran;
  const auto store = Open({}, [&](state::Transaction& transaction, const state::DueKey& due) {
    ran.emplace_back(due.job_id.str(), transaction.now());
    model::JobRecord job = *transaction.partition(due.partition).job(due.job_id.view());
    job.emulator->dueAt.reset();
    transaction.PutJob(due.partition, job);
  });
  Submit(*store, [](state::Transaction& transaction) {
    transaction.PutJob(kHome, Job("second", {"somewhere"}, At(20)));
    transaction.PutJob(kAbroad, Job("first", {"somewhere"}, At(10)));
    transaction.PutJob(kHome, Job("not yet", {"somewhere"}, At(1000)));
    return true;
  }).get();
  clock_.Set(At(100));
  Submit(*store, [](state::Transaction& transaction) {
    EXPECT_EQ(transaction.now(), At(100));
    EXPECT_EQ(transaction.state().due.size(), 1u);
    return true;
  }).get();
  store->Stop();
  EXPECT_EQ(ran, (std::vector<std::pair<std::string, Timestamp>>{{"first", At(10)}, {"second", At(20)}}));
}

// As a restore of an earlier state does: nobody may see it before what it is late with has happened.
TEST_F(DueWorkTest, WhatAMutationPutsPastItsTimeMovesOnBeforeTheAnswer) {
  std::vector<Timestamp> ran;
  StoreOptions options;
  options.due_max = 2;  // so that it takes several commits
  const auto store = Open(options, [&](state::Transaction& transaction, const state::DueKey& due) {
    ran.push_back(transaction.now());
    transaction.PutJob(due.partition, Job(due.job_id.str(), {"somewhere"}));
  });
  clock_.Set(At(100));
  bool settled = false;
  std::promise<bool> told;
  ASSERT_TRUE(store->Submit(std::make_unique<Work>(
      [](state::Transaction& transaction) {
        for (const int due : {10, 30, 20, 100, 40}) {
          transaction.PutJob(kHome, Job("due at " + std::to_string(due), {"somewhere"}, At(due)));
        }
        transaction.PutJob(kHome, Job("not yet", {"somewhere"}, At(101)));
        return true;
      },
      [&](bool committed) {
        settled = store->Current()->due.size() == 1 && store->Current()->partition(kHome).jobs.size() == 6;
        told.set_value(committed);
      })));
  EXPECT_TRUE(told.get_future().get());
  EXPECT_TRUE(settled);
  EXPECT_EQ(ran, (std::vector<Timestamp>{At(10), At(20), At(30), At(40), At(100)}));
}

// Moves a clock to `target`, and notes what is told of it.
class Move : public Mutation, public ClockChange {
 public:
  struct Told {
    std::mutex mutex;  // of what follows
    std::vector<Timestamp> steps, stored;
    bool ran = false, stopped = false;
    std::promise<bool> done;
  };
  Move(ManualClock& clock, Timestamp target, Told& told) : clock_(clock), target_(target), told_(told) {}

  ClockChange* clock_change() override { return this; }
  Kind Begin(state::Transaction&) override { return Kind::kForward; }
  Timestamp target() const override { return target_; }
  void Step(Timestamp now, state::Transaction& transaction) override {
    const std::lock_guard lock(told_.mutex);
    told_.steps.push_back(now);
    transaction.SetClockSetting("at " + std::to_string(now.time_since_epoch().count()));
  }
  void StepStored(Timestamp now) override {
    const std::lock_guard lock(told_.mutex);
    told_.stored.push_back(now);
    clock_.Set(now);
  }
  void Stopped() override { told_.stopped = true; }
  bool Run(state::Transaction& transaction) override {
    told_.ran = true;
    EXPECT_EQ(transaction.now(), target_);
    return true;
  }
  void Done(bool committed) override {
    if (committed) clock_.Set(target_);
    told_.done.set_value(committed);
  }

 private:
  ManualClock& clock_;
  const Timestamp target_;
  Told& told_;
};

// A job that falls due every second.
void MoveOn(state::Transaction& transaction, const state::DueKey& due) {
  model::JobRecord job = *transaction.partition(due.partition).job(due.job_id.view());
  job.emulator->dueAt = due.at + std::chrono::seconds(1);
  transaction.PutJob(due.partition, std::move(job));
}

TEST_F(DueWorkTest, AClockMovesInStepsThatOthersWriteBetween) {
  StoreOptions options;
  options.due_max = 2;
  const auto store = Open(options, MoveOn);
  Submit(*store, [](state::Transaction& transaction) {
    transaction.PutJob(kHome, Job("due", {"somewhere"}, At(1)));
    return true;
  }).get();
  Move::Told told;
  Hold hold(*store);
  ASSERT_TRUE(store->Submit(std::make_unique<Move>(clock_, At(7), told)));
  auto between = Submit(*store, [](state::Transaction& transaction) {
    EXPECT_LT(transaction.now(), At(7));
    return true;
  });
  hold.Release();
  EXPECT_TRUE(between.get());
  EXPECT_TRUE(told.done.get_future().get());
  EXPECT_EQ(told.steps, (std::vector<Timestamp>{At(2), At(4), At(6)}));
  EXPECT_EQ(told.stored, told.steps);
  EXPECT_EQ(store->Current()->due.begin()->first.at, At(8));
}

// As a run that has objects to read: from now on it has, until the job is put without.
model::JobRecord Reading(std::string_view id) {
  model::JobRecord job = Job(id, {"somewhere"});
  job.jobStatus = model::JobStatus::RUNNING;
  job.emulator->reading.emplace();
  return job;
}

TEST_F(DueWorkTest, AMovedClockStandsStillWhileARunReads) {
  std::atomic<int> notices = 0;
  StoreOptions options;
  options.reading_changed = [&] { ++notices; };
  std::vector<Timestamp> ran;
  const auto store = Open(options, [&](state::Transaction& transaction, const state::DueKey& due) {
    ran.push_back(due.at);
    transaction.PutJob(due.partition,
                       due.at == At(2) ? Reading(due.job_id.str()) : Job(due.job_id.str(), {"somewhere"}));
  });
  Submit(*store, [](state::Transaction& transaction) {
    transaction.PutJob(kHome, Job("reads", {"somewhere"}, At(2)));
    transaction.PutJob(kHome, Job("later", {"somewhere"}, At(3)));
    return true;
  }).get();
  EXPECT_EQ(notices, 0);
  Move::Told told;
  ASSERT_TRUE(store->Submit(std::make_unique<Move>(clock_, At(7), told)));
  auto moved = told.done.get_future();
  // Others write meanwhile, at the time at which the clock stands.
  while (store->Current()->reading.empty()) Submit(*store, [](state::Transaction&) { return true; }).get();
  EXPECT_EQ(notices, 1);
  EXPECT_TRUE(Submit(*store, [](state::Transaction& transaction) {
                EXPECT_EQ(transaction.now(), At(2));
                return true;
              }).get());
  EXPECT_EQ(moved.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  Submit(*store, [](state::Transaction& transaction) {
    transaction.PutJob(kHome, Job("reads", {"somewhere"}));
    return true;
  }).get();
  EXPECT_TRUE(moved.get());
  EXPECT_EQ(ran, (std::vector<Timestamp>{At(2), At(3)}));
  EXPECT_TRUE(store->Current()->reading.empty());
  EXPECT_EQ(notices, 2);
}

TEST_F(DueWorkTest, AMovedClockThatWaitsForARunEndsWithTheStore) {
  const auto store = Open();
  Submit(*store, [](state::Transaction& transaction) {
    transaction.PutJob(kHome, Reading("reads"));
    return true;
  }).get();
  Move::Told told;
  ASSERT_TRUE(store->Submit(std::make_unique<Move>(clock_, At(7), told)));
  store->Stop();
  EXPECT_FALSE(told.done.get_future().get());
  EXPECT_TRUE(told.stopped);
}

TEST_F(DueWorkTest, ARunThatReadsIsKnownAfterARestart) {
  Submit(*Open(), [](state::Transaction& transaction) {
    transaction.PutJob(kHome, Reading("reads"));
    transaction.PutJob(kHome, Job("rests", {"somewhere"}));
    return true;
  }).get();
  const auto store = Open();
  const std::shared_ptr<const state::State> state = store->Current();
  ASSERT_EQ(state->reading.size(), 1u);
  EXPECT_EQ(state->reading.begin()->first.job_id.str(), "reads");
  Submit(*store, [](state::Transaction& transaction) {
    transaction.EraseAllJobs(kHome);
    return true;
  }).get();
  EXPECT_TRUE(store->Current()->reading.empty());
}

TEST_F(DueWorkTest, AClockThatIsStoppedOnItsWayStandsAtItsLastStep) {
  StoreOptions options;
  options.due_max = 1;
  std::promise<void> second;
  Move::Told told;
  Timestamp stands{};
  {
    std::unique_ptr<Store> store;
    store = Open(options, [&](state::Transaction& transaction, const state::DueKey& due) {
      MoveOn(transaction, due);
      if (due.at == At(2)) {
        second.set_value();
        while (!transaction.stopping()) std::this_thread::yield();
      }
    });
    Submit(*store, [](state::Transaction& transaction) {
      transaction.PutJob(kHome, Job("due", {"somewhere"}, At(1)));
      return true;
    }).get();
    ASSERT_TRUE(store->Submit(std::make_unique<Move>(clock_, At(1'000'000), told)));
    second.get_future().wait();
    store->Stop();
    EXPECT_FALSE(told.done.get_future().get());
    EXPECT_TRUE(told.stopped);
    EXPECT_FALSE(told.ran);
    stands = clock_.Now();
    EXPECT_EQ(stands, told.stored.back());
  }
  // What is in the file is as old as the clock that is kept with it.
  options.restore_clock = [&](const std::string& setting) {
    EXPECT_EQ(setting, "at " + std::to_string(stands.time_since_epoch().count()));
  };
  EXPECT_EQ(Open(options)->Current()->due.begin()->first.at, stands + std::chrono::seconds(1));
}

TEST_F(DueWorkTest, ADueJobThatDoesNotMoveOnIsSetAside) {
  const auto store = Open({}, [](state::Transaction&, const state::DueKey&) {});
  Submit(*store, [](state::Transaction& transaction) {
    transaction.PutJob(kHome, Job("stuck", {"somewhere"}, At(10)));
    return true;
  }).get();
  clock_.Set(At(10));
  EXPECT_TRUE(SubmitJob(*store, "other").get());
  EXPECT_TRUE(store->Current()->due.empty());
}

}  // namespace
}  // namespace macie_local::store
