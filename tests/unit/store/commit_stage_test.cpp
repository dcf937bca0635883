// A group that is run while the one before it is still being stored: what is seen of it, and what becomes of it when
// that commit fails.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <future>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "unit/store/failing_vfs.h"
#include "unit/store/store_fixture.h"

namespace macie_local::store {
namespace {

class CommitStageTest : public StoreTest {
 protected:
  // Leaves a group of the jobs "a" and "b" at the sync of its commit, on the stage's thread.
  void Begin(Store& store) {
    disk_.HoldSyncs();
    Hold hold(store);
    a_ = SubmitJob(store, "a");
    b_ = SubmitJob(store, "b");
    hold.Release();
    disk_.AwaitSync();
  }

  // Submits, and returns once it was run.
  static std::future<bool> SubmitAndRun(Store& store, std::function<bool(state::Transaction&)> run,
                                        bool may_undo = false) {
    auto entered = std::make_shared<std::promise<void>>();
    auto in = entered->get_future();
    auto told = Submit(
        store,
        [entered, run = std::move(run)](state::Transaction& transaction) {
          entered->set_value();
          return run(transaction);
        },
        may_undo);
    in.wait();
    return told;
  }

  void End(bool well) {
    if (!well) disk_.FailAfter(0);
    disk_.ReleaseSyncs();
    EXPECT_EQ(a_.get(), well);
    EXPECT_EQ(b_.get(), well);
  }

  static bool PutC(state::Transaction& transaction) {
    EXPECT_NE(transaction.partition(kHome).job("a"), nullptr);
    transaction.PutJob(kHome, Job("c", {"somewhere"}));
    return true;
  }

  // Puts "d" and ends the store; then what is stored must be what was published, the jobs of these names.
  void ExpectJobs(std::unique_ptr<Store> store, const std::set<std::string>& names) {
    disk_.Heal();
    EXPECT_TRUE(SubmitJob(*store, "d").get());
    const std::string dump = Dump(*store->Current());
    std::set<std::string> found;
    for (const auto& [row_id, job] : store->Current()->partition(kHome).jobs) found.insert(*job->jobId);
    EXPECT_EQ(found, names);
    store.reset();
    EXPECT_EQ(Dump(*Open()->Current()), dump);
  }

  FailingVfs disk_;
  std::future<bool> a_, b_;
};

TEST_F(CommitStageTest, AGroupIsRunWhileTheOneBeforeItIsStored) {
  auto store = Open();
  Begin(*store);
  auto c = SubmitAndRun(*store, PutC);
  EXPECT_EQ(store->queue_length(), 0u);
  EXPECT_TRUE(store->Current()->partition(kHome).jobs.empty());
  EXPECT_NE(a_.wait_for(std::chrono::seconds(0)), std::future_status::ready);
  End(true);
  EXPECT_TRUE(Has(*store, "a"));
  EXPECT_TRUE(c.get());
  EXPECT_TRUE(Has(*store, "c"));
  ExpectJobs(std::move(store), {"a", "b", "c", "d"});
}

TEST_F(CommitStageTest, WhatWasRunUponAGroupThatIsNotStoredIsLostWithIt) {
  auto store = Open();
  Begin(*store);
  auto c = SubmitAndRun(*store, PutC);
  auto without_change = SubmitAndRun(*store, [](state::Transaction& transaction) {
    EXPECT_NE(transaction.partition(kHome).job("c"), nullptr);
    return true;
  });
  End(false);
  EXPECT_FALSE(c.get());
  EXPECT_FALSE(without_change.get());
  EXPECT_TRUE(store->Current()->partition(kHome).jobs.empty());
  ExpectJobs(std::move(store), {"d"});
}

// It says what another one did, so it must not be answered before that is stored.
TEST_F(CommitStageTest, AMutationWithoutAChangeIsAnsweredAfterWhatItSaw) {
  auto store = Open();
  Begin(*store);
  std::promise<bool> seen;
  ASSERT_TRUE(
      store->Submit(std::make_unique<Work>([](state::Transaction&) { return true; },
                                           [&](bool committed) { seen.set_value(committed && Has(*store, "a")); })));
  End(true);
  EXPECT_TRUE(seen.get_future().get());
  ExpectJobs(std::move(store), {"a", "b", "d"});
}

TEST_F(CommitStageTest, WhatIsRefusedMeanwhileUndoesOnlyItself) {
  auto store = Open();
  Begin(*store);
  auto c = SubmitAndRun(
      *store,
      [](state::Transaction& transaction) {
        PutC(transaction);
        return false;
      },
      true);
  End(true);
  EXPECT_TRUE(c.get());
  ExpectJobs(std::move(store), {"a", "b", "d"});
}

TEST_F(CommitStageTest, AGroupThatIsSpoiledMeanwhileTakesOnlyItself) {
  auto store = Open();
  Begin(*store);
  auto c = SubmitAndRun(*store, [](state::Transaction& transaction) -> bool {
    PutC(transaction);
    throw std::runtime_error("a bug");
  });
  End(true);
  EXPECT_FALSE(c.get());
  ExpectJobs(std::move(store), {"a", "b", "d"});
}

TEST_F(CommitStageTest, AGroupThatIsSpoiledUponOneThatIsNotStoredLeavesTheNextOneWhole) {
  auto store = Open();
  Begin(*store);
  auto c = SubmitAndRun(*store, [](state::Transaction& transaction) -> bool {
    PutC(transaction);
    throw std::runtime_error("a bug");
  });
  End(false);
  EXPECT_FALSE(c.get());
  ExpectJobs(std::move(store), {"d"});
}

TEST_F(CommitStageTest, ALargeMutationWaitsForTheCommitUnderWay) {
  for (const bool well : {true, false}) {
    SCOPED_TRACE(well);
    auto store = Open();
    Begin(*store);
    auto large = SubmitLarge(*store, [&](state::Transaction& transaction) {
      EXPECT_EQ(Has(*store, "a"), well);
      PutMany(transaction);
      return true;
    });
    if (!well) disk_.FailAfter(0);
    disk_.ReleaseSyncs();
    EXPECT_EQ(a_.get(), well);
    EXPECT_EQ(b_.get(), well);
    EXPECT_EQ(large.get(), well);
    disk_.Heal();
    EXPECT_EQ(store->Current()->partition(kHome).buckets.size() != 0, well);
    EXPECT_TRUE(Submit(*store, [](state::Transaction& transaction) {
                  transaction.ClearAll();
                  return true;
                }).get());
  }
}

TEST_F(CommitStageTest, SavedStatesAreReadAfterTheCommitUnderWay) {
  auto store = Open();
  Begin(*store);
  auto c = SubmitAndRun(*store, [&](state::Transaction&) {
    const auto saved = store->saved_states().List();
    EXPECT_TRUE(saved.ok());
    return true;
  });
  End(true);
  EXPECT_TRUE(c.get());
}

TEST_F(CommitStageTest, StopEndsTheCommitUnderWayAndWhatWasRunUponIt) {
  for (const bool well : {true, false}) {
    SCOPED_TRACE(well);
    auto store = Open();
    const std::size_t before = store->Current()->partition(kHome).jobs.size();
    Begin(*store);
    auto c = SubmitAndRun(*store, PutC);
    auto stopped = std::async(std::launch::async, [&] { store->Stop(); });
    End(well);
    EXPECT_EQ(c.get(), well);
    stopped.get();
    disk_.Heal();
    store.reset();
    store = Open();
    EXPECT_EQ(store->Current()->partition(kHome).jobs.size(), well ? 3 : before);
  }
}

// What fell due was moved on upon a state that is gone: it is due again.
TEST_F(CommitStageTest, WhatFellDueUponAGroupThatIsNotStoredIsDueAgain) {
  std::atomic<int> moved{0};
  auto store = Open({}, [&](state::Transaction& transaction, const state::DueKey& due) {
    ++moved;
    transaction.PutJob(due.partition, Job(due.job_id.str(), {"somewhere"}));
  });
  EXPECT_TRUE(Submit(*store, [](state::Transaction& transaction) {
                transaction.PutJob(kHome, Job("due", {"somewhere"}, At(10)));
                return true;
              }).get());
  Begin(*store);
  clock_.Set(At(20));
  auto c = SubmitAndRun(*store, PutC);
  End(false);
  EXPECT_FALSE(c.get());
  EXPECT_GE(moved, 1);
  EXPECT_EQ(store->Current()->due.size(), 1u);
  disk_.Heal();
  EXPECT_TRUE(SubmitJob(*store, "d").get());
  EXPECT_GE(moved, 2);
  EXPECT_TRUE(store->Current()->due.empty());
}

// A mutation of the group being stored that put something past its time is answered when that has happened and is
// stored.
TEST_F(CommitStageTest, WhatSettlesIsAnsweredWhenItIsStored) {
  StoreOptions options;
  options.due_max = 1;
  auto store = Open(options, [&](state::Transaction& transaction, const state::DueKey& due) {
    transaction.PutJob(due.partition, Job(due.job_id.str(), {"somewhere"}));
  });
  clock_.Set(At(100));
  disk_.HoldSyncs();
  std::promise<bool> late;
  {
    Hold hold(*store);
    a_ = SubmitJob(*store, "a");
    ASSERT_TRUE(store->Submit(std::make_unique<Work>(
        [](state::Transaction& transaction) {
          for (const int due : {10, 20, 30, 40}) {
            transaction.PutJob(kHome, Job("due at " + std::to_string(due), {"somewhere"}, At(due)));
          }
          return true;
        },
        [&](bool committed) { late.set_value(committed && store->Current()->due.empty()); })));
    b_ = SubmitJob(*store, "b");
    hold.Release();
  }
  disk_.AwaitSync();
  End(true);
  EXPECT_TRUE(late.get_future().get());
}

// Many clients, and a disk that fails and heals all the while: what was answered is there, and nothing else.
TEST_F(CommitStageTest, NothingAnsweredIsLostAndNothingLostIsKept) {
  constexpr int kClients = 8;
  constexpr int kJobs = 60;
  auto store = Open();
  std::array<std::set<std::string>, kClients> stored;
  std::atomic<int> running{kClients};
  std::vector<std::thread> clients;
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([&, client] {
      for (int i = 0; i < kJobs; ++i) {
        const std::string id = std::to_string(client) + "-" + std::to_string(i);
        if (SubmitJob(*store, id).get()) stored[static_cast<std::size_t>(client)].insert(id);
      }
      --running;
    });
  }
  for (int round = 0; running > 0; ++round) {
    disk_.FailAfter(round % 40);
    for (int waits = 0; waits < 200 && running > 0; ++waits) std::this_thread::yield();
    disk_.Heal();
    for (int waits = 0; waits < 200 && running > 0; ++waits) std::this_thread::yield();
  }
  for (std::thread& client : clients) client.join();
  std::set<std::string> all{"d"};
  for (const auto& of_client : stored) all.insert(of_client.begin(), of_client.end());
  ExpectJobs(std::move(store), all);
}

}  // namespace
}  // namespace macie_local::store
