#include "store/database.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>

#include "unit/store/failing_vfs.h"
#include "unit/store/fixtures.h"
#include "wire/codec.h"

namespace macie_local::store {
namespace {

std::unique_ptr<Database> MustOpen(const std::string& path) {
  auto opened = Database::Open({path, true});
  EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().text);
  return opened.ok() ? std::move(opened).value() : nullptr;
}

std::string Refusal(const std::string& path) {
  const auto opened = Database::Open({path, true});
  return opened.ok() ? "(opened)" : opened.error().text;
}

// Runs SQL on a file as any other program could.
void Tamper(const std::string& path, const std::string& sql) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
  char* message = nullptr;
  ASSERT_EQ(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << message;
  sqlite3_close(connection);
}

// Before schema 7 there were no checksums; a start gives rows theirs, whatever the rows are.
const std::string kUnsealed = "; DROP TABLE seal; DROP TABLE objects; DROP TABLE object_pieces; PRAGMA user_version=6";
void TamperUnsealed(const std::string& path, const std::string& sql) {
  Tamper(path, sql + kUnsealed);
}

state::State Loaded(Database& database, state::RowIds* row_ids = nullptr) {
  state::State state;
  state::RowIds unused;
  const auto status = database.Load(&state, row_ids == nullptr ? &unused : row_ids);
  EXPECT_TRUE(status.ok()) << (status.ok() ? "" : status.error().text);
  return state;
}

model::SettingsRecord Settings(const std::string& key) {
  model::SettingsRecord settings;
  settings.revealConfiguration.emplace().status = model::RevealStatus::ENABLED;
  settings.revealConfiguration->kmsKeyId = key;
  return settings;
}

void FillSome(Workbench* bench) {
  bench->Do([](state::Transaction& transaction) {
    transaction.PutSession(kHome, Session());
    transaction.PutBucket(kHome, Bucket("alpha"));
    transaction.PutJob(kHome, Job("j1", {"alpha"}, At(60)));
    transaction.PutBucket(kHome, Bucket("beta"));
    transaction.PutBucket(kAbroad, Bucket("gamma"));
    transaction.Put(kAbroad, state::kOnlyRecord, Settings("first"));
    transaction.Put(kHome, state::kOnlyRecord, Settings("second"));
    transaction.Put(kHome, state::kOnlyRecord, Settings("third"));
  });
}

TEST(DatabaseTest, GivesBackWhatWasCommitted) {
  const TemporaryFolder folder;
  Workbench bench;
  FillSome(&bench);
  {
    const auto database = MustOpen(folder.File("db"));
    ASSERT_TRUE(database->Commit(bench.batch.changes).ok());
  }
  state::RowIds row_ids;
  EXPECT_EQ(Dump(Loaded(*MustOpen(folder.File("db")), &row_ids)), Dump(bench.batch.state));
  EXPECT_EQ(row_ids.tables, bench.batch.row_ids.tables);
  EXPECT_EQ(row_ids.partition, bench.batch.row_ids.partition);
}

TEST(DatabaseTest, KeepsMetaValuesWithAnyBytes) {
  const TemporaryFolder folder;
  const std::string value("\0\xFF\x01 text", 8);
  {
    const auto database = MustOpen(folder.File("db"));
    EXPECT_FALSE(database->Meta("key")->has_value());
    ASSERT_TRUE(database->SetMeta("key", "first").ok());
    ASSERT_TRUE(database->SetMeta("key", value).ok());
  }
  EXPECT_EQ(*MustOpen(folder.File("db"))->Meta("key"), value);
}

TEST(DatabaseTest, InMemoryDatabasesAreApartAndKeepNoRows) {
  Workbench bench;
  FillSome(&bench);
  auto first = Database::Open({});
  auto second = Database::Open({});
  ASSERT_TRUE(first.ok() && second.ok());
  ASSERT_TRUE((*first)->Commit(bench.batch.changes).ok());
  EXPECT_EQ(Dump(Loaded(**first)), "");
  Pieces baseline({"baseline"});
  ASSERT_TRUE((*first)->PutBaseline(baseline).ok());
  EXPECT_EQ((*first)->Baseline()->view(), "baseline");
  EXPECT_EQ((*second)->Baseline()->size(), 0u);
}

TEST(DatabaseTest, BringsAnOlderSchemaUpToDate) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  Workbench bench;
  bench.Do([](state::Transaction& transaction) { transaction.PutBucket(kHome, Bucket("alpha")); });
  ASSERT_TRUE(MustOpen(path)->Commit(bench.batch.changes).ok());
  Tamper(path,
         "DROP TABLE records; DROP TABLE snapshots; DROP TABLE parts; DROP TABLE seal;"
         "DROP TABLE job_events; DROP TABLE job_matches; DROP TABLE objects; DROP TABLE object_pieces;"
         "PRAGMA user_version=1;"
         "ALTER TABLE sessions DROP COLUMN sum; ALTER TABLE jobs DROP COLUMN sum; ALTER TABLE meta DROP COLUMN sum;"
         "ALTER TABLE buckets DROP COLUMN sum; ALTER TABLE partitions DROP COLUMN sum");
  const auto database = MustOpen(path);
  EXPECT_EQ(Dump(Loaded(*database)), Dump(bench.batch.state));
  EXPECT_TRUE(database->Snapshots()->empty());
  bench.batch.changes.clear();
  bench.Do([](state::Transaction& transaction) { transaction.Put(kHome, state::kOnlyRecord, Settings("key")); });
  EXPECT_TRUE(database->Commit(bench.batch.changes).ok());
}

// Before version 4 rows of buckets were JSON; they stay so until they are written again.
TEST(DatabaseTest, ReadsBucketsThatAnOlderVersionWrote) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  Workbench bench;
  FillSome(&bench);
  ASSERT_TRUE(MustOpen(path)->Commit(bench.batch.changes).ok());
  for (const char* name : {"alpha", "beta"}) {
    std::string json;
    wire::Encode(*bench.batch.state.partition(kHome).buckets.Find(name), wire::Nulls::kOmit, &json);
    Tamper(path, "UPDATE buckets SET body = '" + json + "' WHERE key = '" + name + "'");
  }
  Tamper(path,
         "DELETE FROM buckets WHERE key = 'gamma'; DELETE FROM meta; DROP TABLE seal; DROP TABLE parts; DROP TABLE "
         "snapshots;"
         "DROP TABLE job_events; DROP TABLE job_matches; DROP TABLE objects; DROP TABLE object_pieces;"
         "CREATE TABLE snapshots(id INTEGER PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL,"
         " saved_at INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE(account, name)); PRAGMA user_version=3");
  bench.Do([](state::Transaction& transaction) { transaction.EraseBucket(kAbroad, "gamma"); });
  const auto database = MustOpen(path);
  EXPECT_EQ(Dump(Loaded(*database)), Dump(bench.batch.state));
  bench.batch.changes.clear();
  bench.Do([](state::Transaction& transaction) { transaction.PutBucket(kHome, Bucket("beta", 77)); });
  ASSERT_TRUE(database->Commit(bench.batch.changes).ok());
  EXPECT_EQ(Dump(Loaded(*database)), Dump(bench.batch.state));
}

// Each program that writes with other columns than those before it adds its own format; rows keep theirs.
TEST(DatabaseTest, KeepsTheFormatsOfItsBucketRows) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  Workbench bench;
  FillSome(&bench);
  ASSERT_TRUE(MustOpen(path)->Commit(bench.batch.changes).ok());
  EXPECT_TRUE(MustOpen(path)->Meta("bucket-columns/1")->has_value());
  TamperUnsealed(path,
                 "UPDATE meta SET value = replace(value, 'FALSE', 'false') WHERE key = 'bucket-columns/1';"
                 " INSERT INTO meta(key, value) VALUES('bucket-columns/300', '{\"columns\":[]}')");
  bench.batch.changes.clear();
  bench.Do([](state::Transaction& transaction) { transaction.PutBucket(kHome, Bucket("beta", 77)); });
  {
    const auto database = MustOpen(path);
    Loaded(*database);
    ASSERT_TRUE(database->Commit(bench.batch.changes).ok());
  }
  EXPECT_EQ(Dump(Loaded(*MustOpen(path))), Dump(bench.batch.state));
  TamperUnsealed(path, "UPDATE meta SET value = '{' WHERE key = 'bucket-columns/1'");
  state::State state;
  state::RowIds row_ids;
  const auto status = MustOpen(path)->Load(&state, &row_ids);
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().text.find(path + ": meta bucket-columns/1 can't be read"), std::string::npos)
      << status.error().text;
}

TEST(DatabaseTest, RefusesANewerSchemaAndLeavesItAlone) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  MustOpen(path);
  Tamper(path, "PRAGMA journal_mode=DELETE; PRAGMA user_version=1000");
  const std::string before = ReadFile(path);
  const std::string message = Refusal(path);
  EXPECT_NE(message.find(path), std::string::npos) << message;
  EXPECT_NE(message.find("schema version 1000"), std::string::npos) << message;
  EXPECT_NE(message.find("newer"), std::string::npos) << message;
  EXPECT_NE(message.find("up to "), std::string::npos) << message;
  EXPECT_EQ(ReadFile(path), before);
}

TEST(DatabaseTest, RefusesAnotherProgramsFileAndLeavesItAlone) {
  const TemporaryFolder folder;
  const std::string path = folder.File("other.db");
  Tamper(path, "CREATE TABLE theirs(x); INSERT INTO theirs VALUES(1)");
  const std::string before = ReadFile(path);
  const std::string message = Refusal(path);
  EXPECT_NE(message.find("not made by macie-local"), std::string::npos) << message;
  EXPECT_EQ(ReadFile(path), before);
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
}

TEST(DatabaseTest, RefusesWhatIsNoDatabase) {
  const TemporaryFolder folder;
  const std::string path = folder.File("notes.txt");
  const std::string text(5000, 'n');
  WriteFile(path, text);
  const std::string message = Refusal(path);
  EXPECT_NE(message.find("not a SQLite file"), std::string::npos) << message;
  EXPECT_EQ(ReadFile(path), text);
}

TEST(DatabaseTest, RefusesAFolderThatIsNotThere) {
  const TemporaryFolder folder;
  const std::string path = folder.File("missing/db");
  const std::string message = Refusal(path);
  EXPECT_NE(message.find(path), std::string::npos) << message;
  EXPECT_NE(message.find("No such file"), std::string::npos) << message;
}

// Root may write anywhere, so it becomes nobody for as long as this lives.
class AsNobody {
 public:
  AsNobody() { Become(user_ == 0 ? 65534 : user_); }
  ~AsNobody() { Become(user_); }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  static void Become(uid_t user) { EXPECT_EQ(seteuid(user), 0); }
  const uid_t user_ = geteuid();
};

TEST(DatabaseTest, RefusesAFolderThatCannotBeWritten) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0555});
  {
    const AsNobody nobody;
    const std::string message = Refusal(path);
    EXPECT_EQ(message, "database " + path + ": the folder " + folder.path().string() +
                           ", where it and its log belong, can't be written: Permission denied");
  }
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
}

TEST(DatabaseTest, RefusesWhatItMayOnlyRead) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  MustOpen(path);
  std::filesystem::permissions(path, std::filesystem::perms{0444});
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0777});
  {
    const AsNobody nobody;
    EXPECT_EQ(Refusal(path), "database " + path + " can't be read and written: Permission denied");
  }
  std::filesystem::permissions(path, std::filesystem::perms{0666});
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0555});
  {
    const AsNobody nobody;
    EXPECT_EQ(Refusal(path), "database " + path + ": the folder " + folder.path().string() +
                                 ", where it and its log belong, can't be written: Permission denied");
  }
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
}

TEST(DatabaseTest, NoticesWhenItsFilesAreGone) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  const auto database = MustOpen(path);
  ASSERT_TRUE(database->SetMeta("key", "value").ok());
  EXPECT_EQ(database->files().Fault(), std::nullopt);
  for (const std::string& file : {path, path + "-wal"}) {
    std::filesystem::rename(file, path + "-away");
    const auto fault = database->files().Fault();
    ASSERT_TRUE(fault.has_value()) << file;
    EXPECT_EQ(fault->find(file + " was deleted or renamed while it was open"), 0u) << *fault;
    EXPECT_TRUE(database->SetMeta("key", "value").ok());
    WriteFile(file, "something else");
    EXPECT_EQ(database->files().Fault()->find(file + " was replaced by another file"), 0u);
    std::filesystem::rename(path + "-away", file);
    EXPECT_EQ(database->files().Fault(), std::nullopt);
  }
}

TEST(DatabaseTest, RefusesAFolderInPlaceOfAFile) {
  const TemporaryFolder folder;
  const std::string message = Refusal(folder.path().string());
  EXPECT_NE(message.find("can't be opened"), std::string::npos) << message;
}

TEST(DatabaseTest, DocumentsComeBackAsOne) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  const std::string megabyte(1 << 20, 'x');
  {
    const auto database = MustOpen(path);
    SavedState saved{"", "base", At(0)};
    Pieces first({"first"});
    ASSERT_TRUE(database->PutSnapshot(&saved, first).ok());
    Pieces second({megabyte, "", megabyte, "end"});
    ASSERT_TRUE(database->PutSnapshot(&saved, second).ok());
    EXPECT_EQ(saved.bytes, 2 * (1 << 20) + 3);
    Pieces baseline({"base", "line"});
    ASSERT_TRUE(database->PutBaseline(baseline).ok());
    ASSERT_TRUE(database->Begin().ok());
    Pieces dropped({"dropped"});
    ASSERT_TRUE(database->PutBaseline(dropped).ok());
    ASSERT_TRUE(database->Rollback().ok());
  }
  const auto database = MustOpen(path);
  EXPECT_EQ(database->Snapshots()->at(0).bytes, 2 * (1 << 20) + 3);
  EXPECT_TRUE(database->Snapshot("", "base").value()->view() == megabyte + megabyte + "end");
  EXPECT_EQ(database->Baseline()->view(), "baseline");
  EXPECT_TRUE(*database->EraseSnapshot("", "base"));
  EXPECT_FALSE(*database->EraseSnapshot("", "base"));
  EXPECT_FALSE(database->Snapshot("", "base")->has_value());
}

TEST(DatabaseTest, OlderDocumentsAreKept) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  MustOpen(path);
  Tamper(path,
         "DROP TABLE parts; DROP TABLE snapshots; DROP TABLE seal;"
         "DROP TABLE job_events; DROP TABLE job_matches; DROP TABLE objects; DROP TABLE object_pieces;"
         "PRAGMA user_version=3;"
         "CREATE TABLE snapshots(id INTEGER PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL,"
         " saved_at INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE(account, name));"
         "INSERT INTO snapshots(account, name, saved_at, body) VALUES('', 'old', 5, 'snäpshot');"
         "INSERT INTO meta(key, value) VALUES('baseline', CAST('old baseline' AS BLOB))");
  const auto database = MustOpen(path);
  EXPECT_EQ(database->Snapshots()->at(0).bytes, 9);
  EXPECT_EQ(database->Snapshot("", "old").value()->view(), "snäpshot");
  EXPECT_EQ(database->Baseline()->view(), "old baseline");
}

TEST(DatabaseTest, TheFileBelongsToOneAtATime) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  {
    const auto first = MustOpen(path);
    const std::string message = Refusal(path);
    EXPECT_NE(message.find("in use by another process"), std::string::npos) << message;
    EXPECT_TRUE(first->SetMeta("still", "mine").ok());
  }
  EXPECT_EQ(*MustOpen(path)->Meta("still"), "mine");
}

TEST(DatabaseTest, NamesTheRowThatCannotBeRead) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  Workbench bench;
  FillSome(&bench);
  ASSERT_TRUE(MustOpen(path)->Commit(bench.batch.changes).ok());
  const auto load_error = [&] {
    state::State state;
    state::RowIds row_ids;
    const auto status = MustOpen(path)->Load(&state, &row_ids);
    return status.ok() ? std::string("(loaded)") : status.error().text;
  };
  TamperUnsealed(path, "UPDATE buckets SET body = '{\"bucketName\": 5}' WHERE id = 2");
  EXPECT_NE(load_error().find("row 2 of buckets can't be read"), std::string::npos) << load_error();
  TamperUnsealed(path, "UPDATE buckets SET body = x'' WHERE id = 2");
  EXPECT_NE(load_error().find("row 2 of buckets can't be read: it ends within the number"), std::string::npos)
      << load_error();
  TamperUnsealed(path, "UPDATE buckets SET body = x'05' WHERE id = 2");
  EXPECT_NE(load_error().find("row 2 of buckets can't be read: its format 5 is not in the database"), std::string::npos)
      << load_error();
  TamperUnsealed(path, "UPDATE buckets SET body = x'01' WHERE id = 2");
  EXPECT_NE(load_error().find(path + ": row 2 of buckets can't be read: it ends within"), std::string::npos)
      << load_error();
  TamperUnsealed(path, "DELETE FROM buckets WHERE id = 2; UPDATE jobs SET body = substr(body, 1, 40)");
  EXPECT_NE(load_error().find("row 1 of jobs can't be read"), std::string::npos) << load_error();
  TamperUnsealed(path, "DELETE FROM jobs; UPDATE buckets SET partition = 99 WHERE id = 1");
  EXPECT_NE(load_error().find("row 1 of buckets belongs to no account"), std::string::npos) << load_error();
  TamperUnsealed(path, "DELETE FROM buckets; UPDATE records SET key = 'gadgets/1' WHERE id = 2");
  EXPECT_NE(load_error().find("row 2 of records is of an unknown family: gadgets/1"), std::string::npos)
      << load_error();
  TamperUnsealed(path, "DELETE FROM records WHERE id = 2; UPDATE records SET body = '{' WHERE id = 1");
  EXPECT_NE(load_error().find("row 1 of records can't be read"), std::string::npos) << load_error();
}

// Whichever write or sync fails, the commit is refused, nothing of it is there, and the next one goes through; also
// after opening the file again.
TEST(DatabaseTest, AFailedCommitLeavesNothing) {
  FailingVfs disk;
  Workbench first;
  FillSome(&first);
  int failures = 0;
  for (int nth = 0;; ++nth) {
    SCOPED_TRACE("operation " + std::to_string(nth));
    const TemporaryFolder folder;
    Workbench bench = first;
    {
      const auto database = MustOpen(folder.File("db"));
      ASSERT_TRUE(database->Commit(bench.batch.changes).ok());
      bench.batch.changes.clear();
      const Workbench before = bench;
      bench.Do([](state::Transaction& transaction) {
        for (int i = 0; i < 400; ++i) transaction.PutBucket(kHome, Bucket("more-" + std::to_string(i)));
      });
      disk.FailAfter(nth);
      const bool failed = !database->Commit(bench.batch.changes).ok();
      disk.Heal();
      if (!failed) break;
      ++failures;
      bench.batch.state = before.batch.state;
      bench.batch.changes.clear();
      EXPECT_EQ(Dump(Loaded(*database)), Dump(bench.batch.state));
      bench.Do([](state::Transaction& transaction) { transaction.PutBucket(kHome, Bucket("later")); });
      ASSERT_TRUE(database->Commit(bench.batch.changes).ok());
      EXPECT_EQ(Dump(Loaded(*database)), Dump(bench.batch.state));
    }
    EXPECT_EQ(Dump(Loaded(*MustOpen(folder.File("db")))), Dump(bench.batch.state));
  }
  EXPECT_GT(failures, 3);
}

}  // namespace
}  // namespace macie_local::store
