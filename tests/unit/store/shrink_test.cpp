// A database file gets shorter when what was in it is gone, and so does its log.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <string>

#include "store/database.h"
#include "store/housekeeping.h"
#include "unit/store/fixtures.h"

namespace macie_local::store {
namespace {

constexpr std::uintmax_t kMegabyte = 1 << 20;

class ShrinkTest : public testing::Test {
 protected:
  const TemporaryFolder folder_;
  const std::string path_ = folder_.File("db");

  std::unique_ptr<Database> Open() {
    auto opened = Database::Open({path_, true});
    EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().text);
    return opened.ok() ? std::move(opened).value() : nullptr;
  }
  std::uintmax_t Bytes(const std::string& suffix = "") const { return std::filesystem::file_size(path_ + suffix); }

  static void Save(Database& database, const std::string& name, std::size_t megabytes) {
    SavedState saved{"", name, At(0)};
    Pieces body(std::vector<std::string>(megabytes, std::string(kMegabyte, 'x')));
    const auto put = database.PutSnapshot(&saved, body);
    ASSERT_TRUE(put.ok()) << put.error().text;
  }

  // The steps that it took.
  static int Shrink(Database& database) {
    int steps = 0;
    while (database.may_shrink()) {
      const auto more = database.ShrinkStep();
      EXPECT_TRUE(more.ok()) << (more.ok() ? "" : more.error().text);
      if (!more.ok()) break;
      EXPECT_EQ(*more, database.may_shrink());
      ++steps;
    }
    return steps;
  }
};

TEST_F(ShrinkTest, GivesUnusedPagesBackStepByStep) {
  {
    const auto database = Open();
    Save(*database, "kept", 2);
    Save(*database, "gone", 9);
    EXPECT_FALSE(database->may_shrink() && *database->ShrinkStep());  // nothing is unused yet
    ASSERT_TRUE(*database->EraseSnapshot("", "gone"));
    ASSERT_TRUE(database->may_shrink());
    EXPECT_GE(Shrink(*database), 9);  // a megabyte each
    EXPECT_FALSE(database->may_shrink());
    EXPECT_LT(Bytes(), 4 * kMegabyte);
    EXPECT_EQ(Bytes("-wal"), 0u);
  }
  const auto database = Open();
  EXPECT_EQ(database->Snapshot("", "kept").value()->size(), 2 * kMegabyte);
  EXPECT_LT(Bytes(), 4 * kMegabyte);
}

// What will soon be used again is not worth the work.
TEST_F(ShrinkTest, KeepsAFewUnusedPages) {
  const auto database = Open();
  Save(*database, "kept", 9);
  Save(*database, "gone", 2);
  ASSERT_TRUE(*database->EraseSnapshot("", "gone"));
  EXPECT_EQ(Shrink(*database), 1);
}

TEST_F(ShrinkTest, RowsThatGoMakeItShrink) {
  Workbench bench;
  const auto database = Open();
  bench.Do([](state::Transaction& transaction) {
    model::BucketMetadata bucket = Bucket("name");
    bucket.errorMessage = std::string(50'000, 'x');
    for (int i = 0; i < 100; ++i) {
      bucket.bucketName = "bucket-" + std::to_string(i);
      transaction.PutBucket(kHome, bucket);
    }
  });
  ASSERT_TRUE(database->Commit(bench.batch.changes).ok());
  EXPECT_FALSE(database->may_shrink());
  bench.batch.ForgetChanges();
  bench.Do([](state::Transaction& transaction) { transaction.ClearAll(); });
  ASSERT_TRUE(database->Commit(bench.batch.changes).ok());
  EXPECT_GT(Shrink(*database), 1);
  EXPECT_LT(Bytes(), kMegabyte);
}

TEST_F(ShrinkTest, AFileThatCannotShrinkIsMadeSo) {
  Open();
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &connection), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(connection, "PRAGMA journal_mode=DELETE; PRAGMA auto_vacuum=NONE; VACUUM", nullptr, nullptr,
                         nullptr),
            SQLITE_OK);
  sqlite3_close(connection);
  for (int round = 0; round < 2; ++round) {
    const auto database = Open();
    Save(*database, "gone", 3);
    ASSERT_TRUE(*database->EraseSnapshot("", "gone"));
    EXPECT_GE(Shrink(*database), 2);
  }
  EXPECT_LT(Bytes(), kMegabyte);
}

TEST_F(ShrinkTest, ALongLogIsCut) {
  constexpr std::uintmax_t kLogBytesMax = 64 * kMegabyte;
  const auto database = Open();
  Save(*database, "one", 70);
  EXPECT_GT(Bytes("-wal"), kLogBytesMax);
  ASSERT_TRUE(database->SetMeta("next", "commit").ok());
  EXPECT_EQ(Bytes("-wal"), kLogBytesMax);
  EXPECT_EQ(Shrink(*database), 1);
  EXPECT_EQ(Bytes("-wal"), kLogBytesMax);  // it may be as long as that
  Save(*database, "two", 70);
  EXPECT_EQ(Shrink(*database), 1);
  EXPECT_EQ(Bytes("-wal"), 0u);
}

class ManualStopwatch : public Stopwatch {
 public:
  std::chrono::nanoseconds Elapsed() const override { return elapsed; }
  std::chrono::nanoseconds elapsed{0};
};

TEST_F(ShrinkTest, TheWriterTidiesWhenItIsIdle) {
  const auto database = Open();
  const ManualStopwatch stopwatch;
  Housekeeping housekeeping(database.get(), &stopwatch);
  EXPECT_EQ(housekeeping.Wait(), std::nullopt);
  Save(*database, "gone", 9);
  ASSERT_TRUE(*database->EraseSnapshot("", "gone"));
  EXPECT_EQ(housekeeping.Wait(), Housekeeping::kIdle);
  housekeeping.Step();
  EXPECT_EQ(housekeeping.Wait(), std::chrono::microseconds(0));  // it has begun: on with it
  int steps = 0;
  for (; housekeeping.Wait(); ++steps) housekeeping.Step();
  EXPECT_GE(steps, 8);
  EXPECT_LT(Bytes(), kMegabyte);
}

TEST_F(ShrinkTest, MemoryIsGivenBackUnderLoadToo) {
  const auto database = Open();
  while (database->may_shrink()) ASSERT_TRUE(database->ShrinkStep().ok());
  ManualStopwatch stopwatch;
  Housekeeping housekeeping(database.get(), &stopwatch);
  housekeeping.AfterLarge();
  EXPECT_EQ(housekeeping.Wait(), Housekeeping::kIdle);
  stopwatch.elapsed = Housekeeping::kPatience / 2;
  housekeeping.AfterLarge();
  stopwatch.elapsed = Housekeeping::kPatience - std::chrono::nanoseconds(1);
  housekeeping.BetweenGroups();
  EXPECT_NE(housekeeping.Wait(), std::nullopt);
  stopwatch.elapsed = Housekeeping::kPatience;
  housekeeping.BetweenGroups();
  EXPECT_EQ(housekeeping.Wait(), std::nullopt);
}

}  // namespace
}  // namespace macie_local::store
