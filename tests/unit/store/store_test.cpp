#include "store/store.h"

#include <gtest/gtest.h>

#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "unit/store/failing_vfs.h"
#include "unit/store/fixtures.h"

namespace macie_local::store {
namespace {

// A mutation made of two functions.
class Work : public Mutation {
 public:
  Work(std::function<bool(Transaction&)> run, std::function<void(bool)> done, bool may_undo = false,
       bool may_be_large = false)
      : run_(std::move(run)), done_(std::move(done)), may_undo_(may_undo), may_be_large_(may_be_large) {}
  bool may_undo() const override { return may_undo_; }
  bool may_be_large() const override { return may_be_large_; }
  bool Run(Transaction& transaction) override { return run_(transaction); }
  void Done(bool committed) override { done_(committed); }

 private:
  std::function<bool(Transaction&)> run_;
  std::function<void(bool)> done_;
  bool may_undo_;
  bool may_be_large_;
};

class StoreTest : public testing::Test {
 protected:
  std::unique_ptr<Store> Open(
      StoreOptions options = {}, Store::DueWork due_work = [](Transaction&, const DueKey&) {}) {
    options.database.path = folder_.File("db");
    auto opened = Store::Open(options, clock_, ids_, std::move(due_work));
    EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().message);
    return opened.ok() ? std::move(opened).value() : nullptr;
  }

  // Holds the writer in a mutation from construction until Release.
  class Hold {
   public:
    explicit Hold(Store& store) {
      auto entered = std::make_shared<std::promise<void>>();
      auto in = entered->get_future();
      EXPECT_TRUE(store.Submit(std::make_unique<Work>(
          [entered, until = gate_.get_future().share()](Transaction&) {
            entered->set_value();
            until.wait();
            return true;
          },
          [](bool) {})));
      in.wait();
    }
    void Release() { gate_.set_value(); }

   private:
    std::promise<void> gate_;
  };

  // Submits; the future is what Done was told.
  static std::future<bool> Submit(Store& store, std::function<bool(Transaction&)> run, bool may_undo = false) {
    auto promise = std::make_shared<std::promise<bool>>();
    auto future = promise->get_future();
    EXPECT_TRUE(store.Submit(std::make_unique<Work>(
        std::move(run), [promise](bool committed) { promise->set_value(committed); }, may_undo)));
    return future;
  }

  static std::future<bool> SubmitLarge(Store& store, std::function<bool(Transaction&)> run) {
    auto promise = std::make_shared<std::promise<bool>>();
    auto future = promise->get_future();
    EXPECT_TRUE(store.Submit(std::make_unique<Work>(
        std::move(run), [promise](bool committed) { promise->set_value(committed); }, true, true)));
    return future;
  }
  // More than is kept for a commit.
  static void PutMany(Transaction& transaction) {
    model::BucketMetadata bucket = Bucket("name");
    bucket.errorMessage = std::string(100'000, 'x');
    for (std::size_t bytes = 0; bytes < 3 * Batch::kChangesBytesMax; bytes += bucket.errorMessage->size()) {
      bucket.bucketName = "bucket-" + std::to_string(bytes);
      transaction.PutBucket(kHome, bucket);
    }
  }

  static std::future<bool> SubmitJob(Store& store, std::string id) {
    return Submit(store, [id](Transaction& transaction) {
      transaction.PutJob(kHome, Job(id, {"somewhere"}));
      return true;
    });
  }

  static bool Has(const Store& store, const std::string& id) {
    return store.Current()->partition(kHome).job(id) != nullptr;
  }

  TemporaryFolder folder_;
  ManualClock clock_;
  CountingIds ids_;
};

TEST_F(StoreTest, MutationsRunInOrderAndSeeEachOther) {
  const auto store = Open();
  Hold hold(*store);
  std::vector<std::future<bool>> done;
  for (int i = 0; i < 20; ++i) {
    done.push_back(Submit(*store, [i](Transaction& transaction) {
      EXPECT_EQ(transaction.partition(kHome).jobs.size(), static_cast<std::size_t>(i));
      transaction.PutJob(kHome, Job("j" + std::to_string(i), {"somewhere"}));
      return true;
    }));
  }
  hold.Release();
  for (auto& one : done) EXPECT_TRUE(one.get());
  EXPECT_EQ(store->Current()->partition(kHome).jobs.size(), 20u);
}

TEST_F(StoreTest, ALargeMutationIsStoredWhole) {
  std::string stored;
  {
    const auto store = Open();
    Hold hold(*store);
    auto before = SubmitJob(*store, "before");
    auto large = SubmitLarge(*store, [&](Transaction& transaction) {
      PutMany(transaction);
      EXPECT_TRUE(Has(*store, "before"));  // what came before it is committed
      EXPECT_EQ(store->Current()->partition(kHome).buckets.size(), 0u);
      return true;
    });
    auto after = SubmitJob(*store, "after");
    hold.Release();
    EXPECT_TRUE(before.get() && large.get() && after.get());
    stored = Dump(*store->Current());
  }
  EXPECT_EQ(Dump(*Open()->Current()), stored);
}

TEST_F(StoreTest, ALargeMutationThatIsRefusedLeavesNothing) {
  std::string stored;
  {
    const auto store = Open();
    EXPECT_TRUE(SubmitJob(*store, "before").get());
    stored = Dump(*store->Current());
    Pieces body({"text"});
    SavedState saved{"", "name", At(0)};
    const auto refuse = [&](Transaction& transaction) {
      EXPECT_TRUE(store->PutSnapshot(&saved, body).ok());
      transaction.ClearAll();
      PutMany(transaction);
      return false;
    };
    EXPECT_TRUE(SubmitLarge(*store, refuse).get());
    const auto fail = [](Transaction& transaction) -> bool {
      PutMany(transaction);
      throw std::runtime_error("a bug");
    };
    EXPECT_FALSE(SubmitLarge(*store, fail).get());
    EXPECT_EQ(Dump(*store->Current()), stored);
    EXPECT_TRUE(SubmitLarge(*store, [&](Transaction&) { return store->Snapshots()->empty(); }).get());
    EXPECT_TRUE(SubmitJob(*store, "after").get());
    stored = Dump(*store->Current());
  }
  EXPECT_EQ(Dump(*Open()->Current()), stored);
}

TEST_F(StoreTest, ARefusedMutationLeavesNothing) {
  {
    const auto store = Open();
    Hold hold(*store);
    auto first = SubmitJob(*store, "kept");
    auto refused = Submit(
        *store,
        [](Transaction& transaction) {
          transaction.PutJob(kHome, Job("refused", {"somewhere"}, At(5)));
          transaction.PutBucket(kAbroad, Bucket("refused"));
          return false;
        },
        true);
    auto refused_at_once = Submit(*store, [](Transaction&) { return false; });
    auto last = SubmitJob(*store, "kept too");
    hold.Release();
    EXPECT_TRUE(first.get());
    EXPECT_TRUE(refused.get());
    EXPECT_TRUE(refused_at_once.get());
    EXPECT_TRUE(last.get());
    EXPECT_TRUE(store->Current()->due.empty());
  }
  const auto store = Open();
  EXPECT_TRUE(Has(*store, "kept") && Has(*store, "kept too"));
  EXPECT_FALSE(Has(*store, "refused"));
  EXPECT_EQ(store->Current()->partitions.size(), 1u);
}

TEST_F(StoreTest, WhatWaitsIsOneCommit) {
  const FailingVfs disk;
  const auto store = Open();
  SubmitJob(*store, "first").get();  // the first commit also writes the journal's head
  Hold hold(*store);
  const int before = disk.syncs();
  std::vector<std::future<bool>> done;
  for (int i = 0; i < 100; ++i) done.push_back(SubmitJob(*store, "j" + std::to_string(i)));
  hold.Release();
  for (auto& one : done) EXPECT_TRUE(one.get());
  EXPECT_EQ(disk.syncs() - before, 1);
}

TEST_F(StoreTest, AGroupHasABound) {
  const FailingVfs disk;
  StoreOptions options;
  options.group_max = 10;
  const auto store = Open(options);
  SubmitJob(*store, "first").get();
  Hold hold(*store);
  const int before = disk.syncs();
  std::vector<std::future<bool>> done;
  for (int i = 0; i < 100; ++i) done.push_back(SubmitJob(*store, "j" + std::to_string(i)));
  hold.Release();
  for (auto& one : done) EXPECT_TRUE(one.get());
  EXPECT_EQ(disk.syncs() - before, 10);
}

TEST_F(StoreTest, AFullQueueRefuses) {
  StoreOptions options;
  options.queue_max = 3;
  const auto store = Open(options);
  Hold hold(*store);
  std::vector<std::future<bool>> done;
  for (int i = 0; i < 3; ++i) done.push_back(SubmitJob(*store, "j" + std::to_string(i)));
  bool called = false;
  EXPECT_FALSE(
      store->Submit(std::make_unique<Work>([&](Transaction&) { return called = true; }, [&](bool) { called = true; })));
  hold.Release();
  for (auto& one : done) EXPECT_TRUE(one.get());
  EXPECT_TRUE(SubmitJob(*store, "later").get());
  store->Stop();
  EXPECT_FALSE(called);
}

TEST_F(StoreTest, AReaderSeesItsOwnWriteOnceAnswered) {
  const auto store = Open();
  std::vector<std::thread> clients;
  for (int client = 0; client < 4; ++client) {
    clients.emplace_back([&store, client] {
      for (int i = 0; i < 50; ++i) {
        const std::string id = std::to_string(client) + "-" + std::to_string(i);
        EXPECT_TRUE(SubmitJob(*store, id).get());
        EXPECT_TRUE(Has(*store, id));
      }
    });
  }
  for (auto& client : clients) client.join();
}

TEST_F(StoreTest, StopDrainsTheQueueAndThenRefuses) {
  {
    const auto store = Open();
    std::vector<std::future<bool>> done;
    {
      Hold hold(*store);
      for (int i = 0; i < 500; ++i) done.push_back(SubmitJob(*store, "j" + std::to_string(i)));
      hold.Release();
    }
    store->Stop();
    store->Stop();
    for (auto& one : done) EXPECT_TRUE(one.get());
    EXPECT_FALSE(store->Submit(std::make_unique<Work>([](Transaction&) { return true; }, [](bool) {})));
  }
  EXPECT_EQ(Open()->Current()->partition(kHome).jobs.size(), 500u);
}

TEST_F(StoreTest, AFailedCommitIsToldUndoneAndGotOver) {
  FailingVfs disk;
  std::string dump;
  {
    const auto store = Open();
    EXPECT_TRUE(SubmitJob(*store, "before").get());
    disk.FailAfter(0);
    Hold hold(*store);
    std::vector<std::future<bool>> lost;
    for (int i = 0; i < 5; ++i) lost.push_back(SubmitJob(*store, "lost" + std::to_string(i)));
    hold.Release();
    for (auto& one : lost) EXPECT_FALSE(one.get());
    EXPECT_FALSE(SubmitJob(*store, "lost later").get());
    EXPECT_TRUE(Has(*store, "before"));
    EXPECT_EQ(store->Current()->partition(kHome).jobs.size(), 1u);
    disk.Heal();
    EXPECT_TRUE(SubmitJob(*store, "after").get());
    EXPECT_EQ(store->Current()->partition(kHome).jobs.size(), 2u);
    dump = Dump(*store->Current());
  }
  EXPECT_EQ(Dump(*Open()->Current()), dump);
}

// One that can be undone is; one that can't takes its group with it, and nobody is told that it is stored.
TEST_F(StoreTest, AMutationThatThrowsIsToldAndTheWriterGoesOn) {
  const auto store = Open();
  for (const bool may_undo : {true, false}) {
    SCOPED_TRACE(may_undo);
    const std::string mark = may_undo ? "undone-" : "spoiled-";
    Hold hold(*store);
    auto before = SubmitJob(*store, mark + "before");
    auto thrower = Submit(
        *store,
        [&](Transaction& transaction) -> bool {
          transaction.PutJob(kHome, Job(mark + "thrown", {"somewhere"}, At(99)));
          throw std::runtime_error("a bug");
        },
        may_undo);
    auto after = SubmitJob(*store, mark + "after");
    hold.Release();
    EXPECT_EQ(before.get(), may_undo);
    EXPECT_FALSE(thrower.get());
    EXPECT_EQ(after.get(), may_undo);
    EXPECT_EQ(Has(*store, mark + "before"), may_undo);
    EXPECT_EQ(Has(*store, mark + "after"), may_undo);
    EXPECT_FALSE(Has(*store, mark + "thrown"));
    EXPECT_TRUE(SubmitJob(*store, mark + "next").get());
    EXPECT_TRUE(Has(*store, mark + "next"));
    EXPECT_TRUE(store->Current()->due.empty());
  }
}

TEST_F(StoreTest, DueWorkRunsAtItsInstantInOrderBeforeTheMutation) {
  std::vector<std::pair<std::string, Timestamp>> ran;
  const auto store = Open({}, [&](Transaction& transaction, const DueKey& due) {
    ran.emplace_back(due.job_id.str(), transaction.now());
    model::JobRecord job = *transaction.partition(due.partition).job(due.job_id.view());
    job.emulator->dueAt.reset();
    transaction.PutJob(due.partition, job);
  });
  Submit(*store, [](Transaction& transaction) {
    transaction.PutJob(kHome, Job("second", {"somewhere"}, At(20)));
    transaction.PutJob(kAbroad, Job("first", {"somewhere"}, At(10)));
    transaction.PutJob(kHome, Job("not yet", {"somewhere"}, At(1000)));
    return true;
  }).get();
  clock_.Set(At(100));
  Submit(*store, [](Transaction& transaction) {
    EXPECT_EQ(transaction.now(), At(100));
    EXPECT_EQ(transaction.state().due.size(), 1u);
    return true;
  }).get();
  store->Stop();
  EXPECT_EQ(ran, (std::vector<std::pair<std::string, Timestamp>>{{"first", At(10)}, {"second", At(20)}}));
}

// As a restore of an earlier state does: nobody may see it before what it is late with has happened.
TEST_F(StoreTest, WhatAMutationPutsPastItsTimeMovesOnBeforeTheAnswer) {
  std::vector<Timestamp> ran;
  StoreOptions options;
  options.due_max = 2;  // so that it takes several commits
  const auto store = Open(options, [&](Transaction& transaction, const DueKey& due) {
    ran.push_back(transaction.now());
    transaction.PutJob(due.partition, Job(due.job_id.str(), {"somewhere"}));
  });
  clock_.Set(At(100));
  bool settled = false;
  std::promise<bool> told;
  ASSERT_TRUE(store->Submit(std::make_unique<Work>(
      [](Transaction& transaction) {
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
  Kind Begin(Transaction&) override { return Kind::kForward; }
  Timestamp target() const override { return target_; }
  void Step(Timestamp now, Transaction& transaction) override {
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
  bool Run(Transaction& transaction) override {
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
void MoveOn(Transaction& transaction, const DueKey& due) {
  model::JobRecord job = *transaction.partition(due.partition).job(due.job_id.view());
  job.emulator->dueAt = due.at + std::chrono::seconds(1);
  transaction.PutJob(due.partition, std::move(job));
}

TEST_F(StoreTest, AClockMovesInStepsThatOthersWriteBetween) {
  StoreOptions options;
  options.due_max = 2;
  const auto store = Open(options, MoveOn);
  Submit(*store, [](Transaction& transaction) {
    transaction.PutJob(kHome, Job("due", {"somewhere"}, At(1)));
    return true;
  }).get();
  Move::Told told;
  Hold hold(*store);
  ASSERT_TRUE(store->Submit(std::make_unique<Move>(clock_, At(7), told)));
  auto between = Submit(*store, [](Transaction& transaction) {
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

TEST_F(StoreTest, AClockThatIsStoppedOnItsWayStandsAtItsLastStep) {
  StoreOptions options;
  options.due_max = 1;
  std::promise<void> second;
  Move::Told told;
  Timestamp stands{};
  {
    std::unique_ptr<Store> store;
    store = Open(options, [&](Transaction& transaction, const DueKey& due) {
      MoveOn(transaction, due);
      if (due.at == At(2)) {
        second.set_value();
        while (!transaction.stopping()) std::this_thread::yield();
      }
    });
    Submit(*store, [](Transaction& transaction) {
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

TEST_F(StoreTest, AMovedClockIsNoticedOnWake) {
  std::promise<void> ran;
  const auto store = Open({}, [&](Transaction& transaction, const DueKey& due) {
    transaction.PutJob(due.partition, Job(due.job_id.str(), {"somewhere"}));
    ran.set_value();
  });
  Submit(*store, [](Transaction& transaction) {
    transaction.PutJob(kHome, Job("due", {"somewhere"}, At(3600)));
    return true;
  }).get();
  clock_.Set(At(3600));
  store->Wake();
  EXPECT_EQ(ran.get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
}

TEST_F(StoreTest, ADueJobThatDoesNotMoveOnIsSetAside) {
  const auto store = Open({}, [](Transaction&, const DueKey&) {});
  Submit(*store, [](Transaction& transaction) {
    transaction.PutJob(kHome, Job("stuck", {"somewhere"}, At(10)));
    return true;
  }).get();
  clock_.Set(At(10));
  EXPECT_TRUE(SubmitJob(*store, "other").get());
  EXPECT_TRUE(store->Current()->due.empty());
}

TEST_F(StoreTest, TimeNeverGoesBack) {
  const auto store = Open();
  clock_.Set(At(50));
  SubmitJob(*store, "a").get();
  clock_.Set(At(40));
  Submit(*store, [](Transaction& transaction) {
    EXPECT_EQ(transaction.now(), At(50));
    return true;
  }).get();
}

TEST_F(StoreTest, BaselineCreationTimeAndTokenKeySurviveAReopen) {
  std::array<std::uint8_t, 32> key{};
  {
    const auto store = Open();
    EXPECT_TRUE(store->opened_empty());
    EXPECT_EQ(store->Baseline()->view(), "");
    Pieces baseline({"{\"document\"", ": 1}"});
    ASSERT_TRUE(store->PutBaseline(baseline).ok());
    key = store->Current()->page_token_key;
    SubmitJob(*store, "a").get();
  }
  clock_.Set(At(999));
  const auto store = Open();
  EXPECT_FALSE(store->opened_empty());
  EXPECT_EQ(store->Baseline()->view(), "{\"document\": 1}");
  EXPECT_EQ(store->Current()->page_token_key, key);
  EXPECT_EQ(store->Current()->created_at, At(0));
}

TEST_F(StoreTest, AStateThatBeginsAnewIsThatOldAfterAReopenToo) {
  {
    const auto store = Open();
    clock_.Set(At(500));
    std::promise<void> done;
    ASSERT_TRUE(store->Submit(std::make_unique<Work>(
        [](Transaction& transaction) {
          transaction.BeginAnew();
          return true;
        },
        [&](bool) { done.set_value(); })));
    done.get_future().wait();
    EXPECT_EQ(store->Current()->created_at, At(500));
  }
  EXPECT_EQ(Open()->Current()->created_at, At(500));
}

}  // namespace
}  // namespace macie_local::store
