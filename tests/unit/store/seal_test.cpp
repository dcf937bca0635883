// What a start says of a database that does not hold what was last committed to it.
#include "store/seal.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <memory>

#include "store/database.h"
#include "unit/store/fixtures.h"

namespace macie_local::store {
namespace {

class SealTest : public testing::Test {
 protected:
  const TemporaryFolder folder_;
  const std::string path_ = folder_.File("db");
  const std::string counter_ = path_ + "-commits";
  Workbench bench_;

  std::unique_ptr<Database> Open() {
    auto opened = Database::Open({path_, true});
    EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().text);
    return opened.ok() ? std::move(opened).value() : nullptr;
  }

  std::string Refusal() {
    const auto opened = Database::Open({path_, true});
    return opened.ok() ? "(opened)" : opened.error().text;
  }

  // One commit.
  template <class Work>
  void Commit(Database& database, const Work& work) {
    bench_.batch.ForgetChanges();
    bench_.Do(work);
    const auto committed = database.Commit(bench_.batch.changes);
    ASSERT_TRUE(committed.ok()) << committed.error().text;
  }

  void Fill() {
    Commit(*Open(), [](state::Transaction& transaction) {
      transaction.PutSession(kHome, Session());
      transaction.PutJob(kHome, Job("j1", {"alpha"}));
      for (int i = 0; i < 10; ++i) transaction.PutBucket(kHome, Bucket("bucket-" + std::to_string(i)));
    });
  }

  // Runs SQL on the file as any other program could.
  void Tamper(const std::string& sql) const {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &connection), SQLITE_OK);
    char* message = nullptr;
    ASSERT_EQ(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << message;
    sqlite3_close(connection);
  }

  // What is said of the file after `sql`; the file is as before then.
  std::string RefusalAfter(const std::string& sql) {
    const std::string before = ReadFile(path_);
    Tamper(sql);
    std::string refusal = Refusal();
    WriteFile(path_, before);
    return refusal;
  }
};

TEST_F(SealTest, NamesTheRowsThatChanged) {
  Fill();
  const auto says = [&](const std::string& sql, const std::string& expected) {
    const std::string refusal = RefusalAfter(sql);
    EXPECT_NE(refusal.find("database " + path_ + " is damaged"), std::string::npos) << refusal;
    EXPECT_NE(refusal.find(expected), std::string::npos) << sql << ": " << refusal;
  };
  says("UPDATE jobs SET body = replace(body, 'j1', 'j2')", "row 1 of jobs does not match the checksum");
  says("UPDATE jobs SET sum = sum + 1", "row 1 of jobs does not match the checksum");
  says("UPDATE jobs SET body = CAST(body AS BLOB)", "row 1 of jobs does not match the checksum");
  says("UPDATE buckets SET key = 'other' WHERE id IN (2, 5)", "rows 2, 5 of buckets do not match the checksum");
  says("UPDATE buckets SET partition = 2", "rows 1, 2, 3, 4, 5 and 5 more of buckets do not match");
  says("UPDATE partitions SET region = 'eu-west-1'", "row 1 of partitions does not match");
  says("UPDATE meta SET value = x'' WHERE key LIKE 'bucket%'", "row bucket-columns/1 of meta does not match");
  says("UPDATE seal SET body = replace(body, 'jobs', 'jobz')", "the seal of the last commit does not match");
  says("DELETE FROM seal", "the seal of the last commit is not there");
}

TEST_F(SealTest, NoticesRowsThatAreGoneOrCameBack) {
  Fill();
  const auto says = [&](const std::string& sql, const std::string& expected) {
    const std::string refusal = RefusalAfter(sql);
    EXPECT_NE(refusal.find(expected), std::string::npos) << sql << ": " << refusal;
  };
  says("DELETE FROM buckets WHERE id > 7", "7 rows of buckets are there, 10 were stored");
  says("DELETE FROM sessions", "0 rows of sessions are there, 1 were stored");
  // A row as an earlier commit left it, checksum and all, in the place of the later one.
  Tamper("CREATE TABLE earlier AS SELECT * FROM buckets WHERE id = 3");
  Commit(*Open(), [](state::Transaction& transaction) { transaction.PutBucket(kHome, Bucket("bucket-2", 77)); });
  says("DELETE FROM buckets WHERE id = 3; INSERT INTO buckets SELECT * FROM earlier",
       "rows of buckets are not those that were stored last");
  says("INSERT INTO buckets SELECT 99, partition, key, body, sum FROM earlier",
       "11 rows of buckets are there, 10 were");
}

// After each of them the file is found to be as it was left.
TEST_F(SealTest, FollowsEveryKindOfChange) {
  const auto put = [&](int from, int to) {
    Commit(*Open(), [&](state::Transaction& transaction) {
      transaction.PutSession(kHome, Session());
      transaction.PutJob(kHome, Job("j1", {"bucket-1"}));
      for (int i = from; i < to; ++i) transaction.PutBucket(kHome, Bucket("bucket-" + std::to_string(i)));
      transaction.SetClockSetting(std::to_string(from));
    });
  };
  put(0, 10);
  put(5, 15);
  Commit(*Open(), [](state::Transaction& transaction) {
    transaction.EraseBucket(kHome, "bucket-3");
    transaction.EraseAllJobs(kHome);
  });
  put(1, 4);
  Commit(*Open(), [](state::Transaction& transaction) { transaction.ClearAll(); });
  {
    const auto database = Open();
    ASSERT_TRUE(database->Begin().ok());
    bench_.batch.ForgetChanges();
    Workbench dropped = bench_;
    dropped.Do([](state::Transaction& transaction) { transaction.PutBucket(kHome, Bucket("dropped")); });
    ASSERT_TRUE(database->Apply(dropped.batch.changes).ok());
    ASSERT_TRUE(database->Rollback().ok());
    SavedState saved{"", "kept", At(0)};
    for (const char* text : {"first", "second"}) {
      Pieces body({text, " part"});
      ASSERT_TRUE(database->PutSnapshot(&saved, body).ok());
    }
    saved.name = "gone";
    Pieces body({"gone"});
    ASSERT_TRUE(database->PutSnapshot(&saved, body).ok());
    ASSERT_TRUE(*database->EraseSnapshot("", "gone"));
    Pieces baseline({"baseline"});
    ASSERT_TRUE(database->PutBaseline(baseline).ok());
    ASSERT_TRUE(database->SetMeta("one", "value").ok());
  }
  put(0, 2);
  EXPECT_EQ(Open()->lost_commits(), 0u);
}

TEST_F(SealTest, ADamagedDocumentIsRefusedWhenItIsUsed) {
  {
    const auto database = Open();
    SavedState saved{"", "one", At(0)};
    Pieces body({"first", "second", "third"});
    ASSERT_TRUE(database->PutSnapshot(&saved, body).ok());
    Pieces baseline({"baseline"});
    ASSERT_TRUE(database->PutBaseline(baseline).ok());
  }
  const std::string before = ReadFile(path_);
  for (const char* sql :
       {"UPDATE parts SET body = 'thurd' WHERE body = 'third'", "DELETE FROM parts WHERE body = 'third'",
        "DELETE FROM parts WHERE document = 1", "UPDATE parts SET id = 99 WHERE body = 'first'"}) {
    Tamper(sql);
    const auto database = Open();
    const auto read = database->Snapshot("", "one");
    ASSERT_FALSE(read.ok()) << sql;
    EXPECT_NE(read.error().text.find("document 1 does not match its checksum"), std::string::npos);
    EXPECT_EQ(database->Baseline()->view(), "baseline");
    WriteFile(path_, before);
  }
  EXPECT_EQ(Open()->Snapshot("", "one").value()->view(), "firstsecondthird");
}

TEST_F(SealTest, TellsOfCommitsThatAreGone) {
  Fill();
  const std::string older = ReadFile(path_);
  {
    const auto database = Open();
    EXPECT_EQ(database->lost_commits(), 0u);
    ASSERT_TRUE(database->SetMeta("key", "1").ok());
    ASSERT_TRUE(database->SetMeta("key", "2").ok());
  }
  EXPECT_EQ(Open()->lost_commits(), 0u);
  WriteFile(path_, older);
  {
    const auto database = Open();
    EXPECT_EQ(database->lost_commits(), 2u);
    ASSERT_TRUE(database->SetMeta("key", "3").ok());
  }
  EXPECT_EQ(Open()->lost_commits(), 0u);  // what is there now is counted from then on
}

TEST_F(SealTest, AnUnfitCounterIsNoFault) {
  Fill();
  const std::string right = ReadFile(counter_);
  EXPECT_EQ(right.size(), 54u);
  for (const std::string& text : {std::string(), std::string("garbage"), std::string(54, '9'), right.substr(0, 40),
                                  std::string(53, ' ') + "\n"}) {
    WriteFile(counter_, text);
    const auto database = Open();
    EXPECT_EQ(database->lost_commits(), 0u);
    EXPECT_EQ(ReadFile(counter_), right);
  }
  std::filesystem::remove(counter_);
  EXPECT_EQ(Open()->lost_commits(), 0u);
  // A count that is behind is what a kill between the two leaves.
  WriteFile(counter_, right.substr(0, 33) + std::string(19, '0') + "1\n");
  EXPECT_EQ(Open()->lost_commits(), 0u);
  // Another database's.
  WriteFile(counter_, std::string(32, 'a') + " " + std::string(18, '0') + "99\n");
  {
    const auto database = Open();
    EXPECT_EQ(database->lost_commits(), 0u);
    ASSERT_TRUE(database->SetMeta("key", "1").ok());
  }
  EXPECT_EQ(ReadFile(counter_).substr(0, 32), right.substr(0, 32));
}

TEST_F(SealTest, IsAlwaysAsLongAndReadsBack) {
  Seal seal;
  seal.identity = std::string(32, 'e');
  const std::size_t length = seal.Text().size();
  seal.commits = ~std::uint64_t{0};
  for (std::size_t i = 0; i < seal.tables.size(); ++i) seal.tables[i] = {i, ~i};
  EXPECT_EQ(seal.Text().size(), length);
  const auto read = Seal::Parse(seal.Text());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->tables, seal.tables);
  EXPECT_EQ(read->commits, seal.commits);
  EXPECT_EQ(read->identity, seal.identity);
  for (const char* text : {"", "short 0", "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee x"})
    EXPECT_FALSE(Seal::Parse(text)) << text;
}

}  // namespace
}  // namespace macie_local::store
