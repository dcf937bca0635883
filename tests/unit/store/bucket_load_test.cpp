// Proves that buckets loaded at once are what the same buckets put one by one are, in the state and in the file.
#include "state/bucket_load.h"

#include <gtest/gtest.h>

#include "base/tasks.h"
#include "store/database.h"
#include "unit/store/fixtures.h"

namespace macie_local::store {
namespace {

// The buckets, with what a job says of them. Row ids are left out: which of them are used is nobody's business.
std::string Buckets(const state::State& state) {
  std::string out;
  state.partition(kHome).buckets.ForEach([&](engine::Slot slot) {
    state.partition(kHome).buckets.AppendJson(slot, &out);
    out += "\n";
  });
  return out;
}

std::vector<model::BucketMetadata> Some() {
  std::vector<model::BucketMetadata> buckets;
  // More than one thread reads at the start (database_load.cpp).
  for (int i = 0; i < 9000; ++i) buckets.push_back(Bucket("bucket-" + std::to_string(i * 7919 % 9000), i));
  for (int i = 0; i < 300; ++i) buckets.push_back(Bucket("bucket-" + std::to_string(i * 13), 1'000'000 + i));
  return buckets;
}

void PutJobs(state::Transaction* transaction) {
  transaction->PutJob(kHome, Job("j1", {"bucket-1", "bucket-13", "elsewhere"}, At(60)));
  transaction->PutJob(kHome, Job("j2", {"bucket-13"}));
}

struct Loaded {
  Workbench bench;
  Loaded() {
    bench.Do([](state::Transaction& transaction) {
      PutJobs(&transaction);
      state::BucketLoad load(&transaction, kHome);
      const std::vector<model::BucketMetadata> some = Some();
      // Two threads, each with every other piece.
      constexpr std::size_t kPiece = 100;
      const std::int64_t first = load.TakeRowIds(some.size());
      const auto add = [&](std::size_t begin) {
        state::BucketLoad::Intake* const intake = load.NewIntake();
        for (std::size_t i = 0; i < some.size(); ++i) {
          if (i / kPiece % 2 == begin) intake->Add(some[i], first + static_cast<std::int64_t>(i));
        }
      };
      base::RunOnTwoThreads({[&] { add(0); }, [&] { add(1); }});
      load.Finish();
    });
  }
};

TEST(BucketLoadTest, IsPutBucketOfEach) {
  Workbench one_by_one;
  one_by_one.Do([](state::Transaction& transaction) {
    PutJobs(&transaction);
    for (const auto& bucket : Some()) transaction.PutBucket(kHome, bucket);
  });
  Loaded loaded;
  EXPECT_EQ(Buckets(loaded.bench.batch.state), Buckets(one_by_one.batch.state));
  EXPECT_NE(Buckets(loaded.bench.batch.state).find("\"isDefinedInJob\":\"TRUE\""), std::string::npos);
  // Jobs and buckets that come and go afterwards find what they need.
  for (Workbench* bench : {&one_by_one, &loaded.bench}) {
    bench->Do([](state::Transaction& transaction) {
      transaction.PutJob(kHome, Job("j3", {"bucket-2", "bucket-13"}));
      transaction.PutBucket(kHome, Bucket("bucket-3", 7));
      EXPECT_TRUE(transaction.EraseBucket(kHome, "bucket-4"));
    });
  }
  EXPECT_EQ(Buckets(loaded.bench.batch.state), Buckets(one_by_one.batch.state));
}

TEST(BucketLoadTest, TheFileHoldsTheSame) {
  const TemporaryFolder folder;
  Loaded loaded;
  loaded.bench.Do([](state::Transaction& transaction) { transaction.PutBucket(kHome, Bucket("bucket-3", 7)); });
  {
    const auto database = Database::Open({folder.File("db"), true});
    ASSERT_TRUE(database.ok() && (*database)->Commit(loaded.bench.batch.changes).ok());
  }
  const auto database = Database::Open({folder.File("db"), true});
  ASSERT_TRUE(database.ok());
  state::State state;
  state::RowIds row_ids;
  const auto status = (*database)->Load(&state, &row_ids);
  ASSERT_TRUE(status.ok()) << status.error().text;
  EXPECT_EQ(Dump(state), Dump(loaded.bench.batch.state));
}

TEST(BucketLoadTest, IsForPartitionsWithoutBuckets) {
  Workbench bench;
  bench.Do([](state::Transaction& transaction) {
    transaction.PutBucket(kHome, Bucket("alpha"));
    EXPECT_THROW(state::BucketLoad(&transaction, kHome), std::logic_error);
    state::BucketLoad nothing(&transaction, kAbroad);
    nothing.Finish();
    EXPECT_EQ(transaction.partition(kAbroad).buckets.size(), 0u);
    transaction.PutBucket(kAbroad, Bucket("alpha"));
    EXPECT_EQ(transaction.partition(kAbroad).buckets.size(), 1u);
  });
}

}  // namespace
}  // namespace macie_local::store
