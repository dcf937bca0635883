#include "store/store.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <thread>

#include "state/bucket_load.h"
#include "unit/store/failing_vfs.h"
#include "unit/store/fixtures.h"
#include "unit/store/store_fixture.h"

namespace macie_local::store {
namespace {

TEST_F(StoreTest, MutationsRunInOrderAndSeeEachOther) {
  const auto store = Open();
  Hold hold(*store);
  std::vector<std::future<bool>> done;
  for (int i = 0; i < 20; ++i) {
    done.push_back(Submit(*store, [i](state::Transaction& transaction) {
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
    auto large = SubmitLarge(*store, [&](state::Transaction& transaction) {
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
    const auto refuse = [&](state::Transaction& transaction) {
      EXPECT_TRUE(*store->saved_states().Put(&saved, nullptr, body));
      transaction.ClearAll();
      PutMany(transaction);
      return false;
    };
    EXPECT_TRUE(SubmitLarge(*store, refuse).get());
    const auto fail = [](state::Transaction& transaction) -> bool {
      PutMany(transaction);
      throw std::runtime_error("a bug");
    };
    EXPECT_FALSE(SubmitLarge(*store, fail).get());
    EXPECT_EQ(Dump(*store->Current()), stored);
    EXPECT_TRUE(SubmitLarge(*store, [&](state::Transaction&) { return store->saved_states().List()->empty(); }).get());
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
        [](state::Transaction& transaction) {
          transaction.PutJob(kHome, Job("refused", {"somewhere"}, At(5)));
          transaction.PutBucket(kAbroad, Bucket("refused"));
          return false;
        },
        true);
    auto refused_at_once = Submit(*store, [](state::Transaction&) { return false; });
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
  EXPECT_FALSE(store->Submit(
      std::make_unique<Work>([&](state::Transaction&) { return called = true; }, [&](bool) { called = true; })));
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
    EXPECT_FALSE(store->Submit(std::make_unique<Work>([](state::Transaction&) { return true; }, [](bool) {})));
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
        [&](state::Transaction& transaction) -> bool {
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

TEST_F(StoreTest, TimeNeverGoesBack) {
  const auto store = Open();
  clock_.Set(At(50));
  SubmitJob(*store, "a").get();
  clock_.Set(At(40));
  Submit(*store, [](state::Transaction& transaction) {
    EXPECT_EQ(transaction.now(), At(50));
    return true;
  }).get();
}

TEST_F(StoreTest, BaselineCreationTimeAndTokenKeySurviveAReopen) {
  std::array<std::uint8_t, 32> key{};
  {
    const auto store = Open();
    EXPECT_TRUE(store->opened_empty());
    EXPECT_EQ(store->saved_states().Baseline()->text.view(), "");
    Pieces baseline({"{\"document\"", ": 1}"});
    ASSERT_TRUE(store->saved_states().PutBaseline(nullptr, baseline).ok());
    key = store->Current()->page_token_key;
    SubmitJob(*store, "a").get();
  }
  clock_.Set(At(999));
  const auto store = Open();
  EXPECT_FALSE(store->opened_empty());
  EXPECT_EQ(store->saved_states().Baseline()->text.view(), "{\"document\": 1}");
  EXPECT_EQ(store->Current()->page_token_key, key);
  EXPECT_EQ(store->Current()->created_at, At(0));
}

TEST_F(StoreTest, AStateThatBeginsAnewIsThatOldAfterAReopenToo) {
  {
    const auto store = Open();
    clock_.Set(At(500));
    std::promise<void> done;
    ASSERT_TRUE(store->Submit(std::make_unique<Work>(
        [](state::Transaction& transaction) {
          transaction.BeginAnew();
          return true;
        },
        [&](bool) { done.set_value(); })));
    done.get_future().wait();
    EXPECT_EQ(store->Current()->created_at, At(500));
  }
  EXPECT_EQ(Open()->Current()->created_at, At(500));
}

// Partitions come and go with what they hold.
TEST_F(StoreTest, PartitionsThatHoldNothingAreNotKept) {
  {
    const auto store = Open();
    const auto put = [](state::Transaction& transaction) {
      transaction.PutBucket(kHome, Bucket("alpha"));
      transaction.PutBucket(kAbroad, Bucket("beta"));
      return true;
    };
    EXPECT_TRUE(Submit(*store, put).get());
    // Looking for something to remove makes nothing either.
    const auto clear = [](state::Transaction& transaction) {
      transaction.EraseAllJobs({"999999999999", "us-east-1"});
      transaction.Clear(kAbroad);
      return true;
    };
    EXPECT_TRUE(Submit(*store, clear).get());
    EXPECT_EQ(store->Current()->partitions.size(), 1u);
    // What was emptied and is then undone is as it was.
    const auto undone = [](state::Transaction& transaction) {
      transaction.EraseBucket(kHome, "alpha");
      transaction.state();
      transaction.PutBucket(kAbroad, Bucket("gamma"));
      return false;
    };
    EXPECT_TRUE(Submit(*store, undone, true).get());
    EXPECT_TRUE(SubmitLarge(*store, undone).get());
    const auto again = [](state::Transaction& transaction) {
      transaction.EraseBucket(kHome, "alpha");
      transaction.state();
      transaction.PutBucket(kHome, Bucket("delta"));
      return true;
    };
    EXPECT_TRUE(Submit(*store, again).get());
    EXPECT_EQ(store->Current()->partitions.size(), 1u);
    EXPECT_EQ(store->Current()->partition(kHome).buckets.size(), 1u);
  }
  {
    const auto store = Open();
    EXPECT_EQ(store->Current()->partitions.size(), 1u);
    EXPECT_TRUE(store->Current()->partition(kHome).buckets.Find("delta"));
    const auto clear = [](state::Transaction& transaction) {
      transaction.Clear(kHome);
      return true;
    };
    EXPECT_TRUE(Submit(*store, clear).get());
  }
  EXPECT_TRUE(Open()->opened_empty());
}

// BucketLoad holds the partition's row id while it stages its rows.
TEST_F(StoreTest, APartitionThatIsBeingFilledIsKept) {
  {
    const auto store = Open();
    const auto load = [](state::Transaction& transaction) {
      state::BucketLoad buckets(&transaction, kHome);
      const std::int64_t row_id = buckets.TakeRowIds(1);
      transaction.state();
      buckets.NewIntake()->Add(Bucket("alpha"), row_id);
      transaction.state();
      buckets.Finish();
      return true;
    };
    EXPECT_TRUE(Submit(*store, load).get());
  }
  const auto store = Open();
  EXPECT_EQ(store->Current()->partitions.size(), 1u);
  EXPECT_TRUE(store->Current()->partition(kHome).buckets.Find("alpha"));
}

// Another account's job may say something of buckets that an account has yet to get.
TEST_F(StoreTest, APartitionThatAJobNamesIsKept) {
  const state::PartitionKey member{"222222222222", kHome.region};
  const auto store = Open();
  const auto put = [&](state::Transaction& transaction) {
    auto job = Job("j1", {"theirs"});
    job.s3JobDefinition->bucketDefinitions->at(0).accountId = member.account;
    transaction.PutJob(kHome, std::move(job));
    return true;
  };
  EXPECT_TRUE(Submit(*store, put).get());
  EXPECT_EQ(store->Current()->partitions.size(), 2u);
  const auto clear = [](state::Transaction& transaction) {
    transaction.Clear(kHome);
    return true;
  };
  EXPECT_TRUE(Submit(*store, clear).get());
  EXPECT_EQ(store->Current()->partitions.size(), 0u);
}

class SavedStatesTest : public StoreTest, public testing::WithParamInterface<bool> {
 protected:
  // With a file, or without.
  std::unique_ptr<Store> OpenEither(std::int64_t bytes_max) {
    StoreOptions options;
    options.saved_bytes_max = bytes_max;
    if (GetParam()) return Open(options);
    return std::move(Store::Open(options, clock_, ids_, [](state::Transaction&, const state::DueKey&) {})).value();
  }

  // Whether it was kept.
  static bool Save(Store& store, const std::string& name, std::size_t bytes) {
    bool kept = false;
    SubmitLarge(store, [&](state::Transaction& transaction) {
      Pieces body({std::string(bytes / 2, 'x'), std::string(bytes - bytes / 2, 'y')});
      SavedState saved{"", name, At(0)};
      kept = *store.saved_states().Put(&saved, std::make_shared<const state::State>(transaction.state()), body);
      if (kept) {
        EXPECT_EQ(saved.bytes, static_cast<std::int64_t>(bytes));
      }
      return kept;
    }).get();
    return kept;
  }
};

TEST_P(SavedStatesTest, AreBoundedTogether) {
  const auto store = OpenEither(100);
  EXPECT_TRUE(Save(*store, "one", 60));
  EXPECT_FALSE(Save(*store, "two", 41));
  EXPECT_TRUE(Save(*store, "two", 40));
  EXPECT_FALSE(Save(*store, "three", 1));
  EXPECT_TRUE(Save(*store, "three", 0));
  EXPECT_TRUE(Save(*store, "one", 59));  // it takes the place of the one before
  EXPECT_FALSE(Save(*store, "one", 61));
  SubmitLarge(*store, [&](state::Transaction&) {
    const auto all = store->saved_states().List();
    EXPECT_EQ(all->size(), 3u);
    EXPECT_EQ(all->at(0).bytes, 59);
    EXPECT_TRUE(*store->saved_states().Erase("", "two"));
    EXPECT_FALSE(*store->saved_states().Erase("", "two"));
    EXPECT_FALSE(store->saved_states().Find("", "two")->has_value());
    return true;
  }).get();
  EXPECT_TRUE(Save(*store, "four", 41));
}
INSTANTIATE_TEST_SUITE_P(WithAFileAndWithout, SavedStatesTest, testing::Bool());

// Nothing is copied: what has not changed since is the same.
TEST_F(StoreTest, WithoutAFileSavedStatesAreShared) {
  const auto store = std::move(Store::Open({}, clock_, ids_, [](state::Transaction&, const state::DueKey&) {})).value();
  EXPECT_TRUE(SubmitJob(*store, "a").get());
  const auto partition = *store->Current()->partitions.Find(kHome);
  SubmitLarge(*store, [&](state::Transaction& transaction) {
    SavedState saved{"", "one", At(0)};
    Pieces body({"text"});
    EXPECT_TRUE(*store->saved_states().Put(&saved, std::make_shared<const state::State>(transaction.state()), body));
    return true;
  }).get();
  EXPECT_TRUE(SubmitJob(*store, "b").get());
  SubmitLarge(*store, [&](state::Transaction&) {
    const auto found = store->saved_states().Find("", "one");
    EXPECT_EQ(*(*found)->state->partitions.Find(kHome), partition);
    return true;
  }).get();
  EXPECT_NE(*store->Current()->partitions.Find(kHome), partition);
}

TEST_F(StoreTest, TellsWhenItsFileIsGone) {
  const auto store = Open();
  EXPECT_EQ(store->FileFault(), std::nullopt);
  std::filesystem::rename(folder_.File("db"), folder_.File("away"));
  EXPECT_TRUE(store->FileFault().has_value());
  EXPECT_TRUE(SubmitJob(*store, "a").get());
  std::filesystem::rename(folder_.File("away"), folder_.File("db"));
  EXPECT_EQ(store->FileFault(), std::nullopt);
  const auto in_memory = Store::Open({}, clock_, ids_, [](state::Transaction&, const state::DueKey&) {});
  EXPECT_EQ((*in_memory)->FileFault(), std::nullopt);
}

}  // namespace
}  // namespace macie_local::store
