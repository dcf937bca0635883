// Objects and the pieces of their content: in the state, and in the rows of a database.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>

#include "base/log.h"
#include "state/object_table.h"
#include "store/database.h"
#include "unit/store/fixtures.h"

namespace macie_local::store {
namespace {

using state::kObjectPieceBytes;

std::shared_ptr<const state::StoredObject> Object(std::string key, const std::string& content) {
  auto object = std::make_shared<state::StoredObject>();
  object->info.key = std::move(key);
  object->info.size = content.size();
  object->info.etag = "0123";
  object->info.last_modified = At(5);
  object->info.tags = {{"team", "a"}};
  object->content_type = "text/csv";
  for (std::size_t at = 0; at < content.size(); at += kObjectPieceBytes) {
    object->pieces.push_back(std::make_shared<const std::string>(content.substr(at, kObjectPieceBytes)));
  }
  return object;
}

std::vector<std::string> KeysOf(const state::ObjectTable& objects, std::string_view bucket) {
  std::vector<std::string> keys;
  if (const auto* found = objects.Find(bucket)) {
    for (const auto& [key, row] : found->keys) keys.push_back(key);
  }
  return keys;
}

std::int64_t RowsIn(const std::string& path, const std::string& table) {
  sqlite3* connection = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
  std::int64_t rows = -1;
  sqlite3_exec(
      connection, ("SELECT count(*) FROM " + table).c_str(),
      [](void* out, int, char** values, char**) {
        *static_cast<std::int64_t*>(out) = std::stoll(values[0]);
        return 0;
      },
      &rows, nullptr);
  sqlite3_close(connection);
  return rows;
}

// Opens the file, reads it, and closes it again.
std::string Reopened(const std::string& path) {
  auto database = Database::Open({path, true});
  if (!database.ok()) return database.error().text;
  state::State state;
  state::RowIds row_ids;
  const auto loaded = (*database)->Load(&state, &row_ids);
  return loaded.ok() ? Dump(state) : loaded.error().text;
}

void CommitTo(const std::string& path, Workbench* bench) {
  auto database = Database::Open({path, true});
  ASSERT_TRUE(database.ok());
  state::State state;
  state::RowIds row_ids;
  ASSERT_TRUE((*database)->Load(&state, &row_ids).ok());
  ASSERT_TRUE((*database)->Commit(bench->batch.changes).ok());
  bench->batch.ForgetChanges();
}

TEST(ObjectTableTest, KeysAreInTheOrderOfTheirBytes) {
  state::ObjectTable objects;
  const std::vector<std::string> keys{"a.txt", "a/b", "a", "Z", "\xC3\xA9", std::string("a\0b", 3), "a/", "a//b"};
  for (const std::string& key : keys) objects.Put("one", {1, 1, Object(key, "x")});
  EXPECT_EQ(KeysOf(objects, "one"),
            (std::vector<std::string>{"Z", "a", std::string("a\0b", 3), "a.txt", "a/", "a//b", "a/b", "\xC3\xA9"}));
}

TEST(ObjectTableTest, TotalsFollowEveryChange) {
  state::ObjectTable objects;
  EXPECT_EQ(objects.TotalsOf("one"), objects::ObjectTotals());
  objects.Put("one", {1, 1, Object("a.csv", "12345")});
  objects.Put("one", {2, 2, Object("b.jpg", "123")});
  objects.Put("two", {3, 3, Object("a.csv", "1")});
  EXPECT_EQ(objects.TotalsOf("one").all, (objects::ObjectTally{2, 8}));
  const state::ObjectTable before = objects;
  objects.Put("one", {1, 4, Object("a.csv", "1")});
  EXPECT_EQ(objects.TotalsOf("one").all, (objects::ObjectTally{2, 4}));
  EXPECT_TRUE(objects.Erase("one", "b.jpg"));
  EXPECT_FALSE(objects.Erase("one", "b.jpg"));
  EXPECT_EQ(objects.TotalsOf("one").all, (objects::ObjectTally{1, 1}));
  EXPECT_TRUE(objects.Erase("one", "a.csv"));
  EXPECT_EQ(objects.Find("one"), nullptr);
  objects.EraseBucket("two");
  EXPECT_TRUE(objects.empty());
  EXPECT_EQ(before.TotalsOf("one").all, (objects::ObjectTally{2, 8}));
}

TEST(ObjectRowsTest, ARecordIsReadAsItWasWritten) {
  for (const char* encryption : {"", "AES256", "aws:kms", "aws:kms:dsse"}) {
    auto object = std::make_shared<state::StoredObject>(*Object("a/b c", std::string(kObjectPieceBytes + 1, 'x')));
    object->info.encryption = encryption;
    object->info.kms_key_id = *encryption == 'a' ? "key" : "";
    const auto row = state::RowOf(7, state::RecordOf("one", *object, 9));
    ASSERT_TRUE(row.ok()) << row.error().text;
    EXPECT_EQ(row->object->info, object->info);
    EXPECT_EQ(row->object->content_type, "text/csv");
    EXPECT_EQ(row->object->pieces.size(), 2u);
    EXPECT_EQ(row->first_piece, 9);
  }
  model::ObjectRecord record = state::RecordOf("one", *Object("a", "x"), 1);
  record.pieces = 2;
  EXPECT_FALSE(state::RowOf(1, record).ok());
  EXPECT_FALSE(state::RowOf(1, model::ObjectRecord()).ok());
}

TEST(ObjectRowsTest, AreThereAfterARestart) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  Workbench bench;
  bench.Do([](state::Transaction& transaction) {
    transaction.PutObject(kHome, "one", Object("empty", ""));
    transaction.PutObject(kHome, "one", Object("exact", std::string(kObjectPieceBytes, 'e')));
    transaction.PutObject(kHome, "one", Object("more", std::string(2 * kObjectPieceBytes + 1, 'm')));
    transaction.PutObject(kAbroad, "two", Object(std::string("\0\xC3\xA9", 3), std::string("\0\xFF", 2)));
    EXPECT_EQ(transaction.object_bytes(), 3 * kObjectPieceBytes + 3);
  });
  CommitTo(path, &bench);
  EXPECT_EQ(Reopened(path), Dump(bench.batch.state));
  EXPECT_EQ(RowsIn(path, "object_pieces"), 5);
  bench.Do([](state::Transaction& transaction) {
    transaction.PutObject(kHome, "one", Object("more", "less"));
    EXPECT_TRUE(transaction.EraseObject(kHome, "one", "exact"));
    EXPECT_FALSE(transaction.EraseObject(kHome, "one", "exact"));
    EXPECT_EQ(transaction.object_bytes(), 6u);
  });
  CommitTo(path, &bench);
  EXPECT_EQ(Reopened(path), Dump(bench.batch.state));
  EXPECT_EQ(RowsIn(path, "object_pieces"), 2);
  bench.Do([](state::Transaction& transaction) {
    transaction.EraseObjects(kHome, "one");
    transaction.Clear(kAbroad);
    EXPECT_EQ(transaction.object_bytes(), 0u);
  });
  CommitTo(path, &bench);
  EXPECT_EQ(Reopened(path), "");
  EXPECT_EQ(RowsIn(path, "object_pieces") + RowsIn(path, "objects"), 0);
}

TEST(ObjectRowsTest, PiecesOfNoObjectAreRemovedAtTheStart) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  Workbench bench;
  bench.Do([](state::Transaction& transaction) {
    transaction.PutObject(kHome, "one", Object("a", "whole"));
    const std::int64_t first = transaction.ReservePieces(3);
    transaction.PutPiece(first, 0, std::make_shared<const std::string>(kObjectPieceBytes, 'x'));
    transaction.PutPiece(first, 1, std::make_shared<const std::string>(kObjectPieceBytes, 'x'));
  });
  CommitTo(path, &bench);
  EXPECT_EQ(RowsIn(path, "object_pieces"), 3);
  EXPECT_EQ(Reopened(path), Dump(bench.batch.state));
  EXPECT_EQ(RowsIn(path, "object_pieces"), 1);
  EXPECT_EQ(Reopened(path), Dump(bench.batch.state));
}

TEST(ObjectRowsTest, AnObjectPutInStepsIsThatPutAtOnce) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  const auto object = Object("a", std::string(kObjectPieceBytes + 9, 'x'));
  Workbench bench;
  std::int64_t first = 0;
  bench.Do([&](state::Transaction& transaction) {
    first = transaction.ReservePieces(2);
    transaction.PutPiece(first, 0, object->pieces[0]);
  });
  CommitTo(path, &bench);
  bench.Do([&](state::Transaction& transaction) {
    transaction.PutPiece(first, 1, object->pieces[1]);
    transaction.FinishObject(kHome, "one", object, first);
  });
  EXPECT_EQ(bench.batch.state.object_bytes, kObjectPieceBytes + 9);
  auto database = Database::Open({path, true});
  // A start that looks for pieces would have removed the first.
  ASSERT_TRUE((*database)->Commit(bench.batch.changes).ok());
  database->reset();
  EXPECT_EQ(Reopened(path), Dump(bench.batch.state));
}

TEST(ObjectRowsTest, AnObjectThatLacksAPieceIsRefused) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  Workbench bench;
  bench.Do([](state::Transaction& transaction) {
    transaction.PutObject(kHome, "one", Object("a", std::string(kObjectPieceBytes + 1, 'x')));
  });
  bench.batch.changes.erase(std::remove_if(bench.batch.changes.begin(), bench.batch.changes.end(),
                                           [](const state::Change& change) { return change.key == "1"; }),
                            bench.batch.changes.end());
  CommitTo(path, &bench);
  EXPECT_NE(Reopened(path).find("row 1 of objects lacks its piece 1"), std::string::npos) << Reopened(path);
}

TEST(ObjectRowsTest, AClearRemovesAllOfThem) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  Workbench bench;
  bench.Do([](state::Transaction& transaction) { transaction.PutObject(kHome, "one", Object("a", "x")); });
  CommitTo(path, &bench);
  bench.Do([](state::Transaction& transaction) {
    const std::uint64_t before = transaction.clears();
    transaction.ClearAll();
    EXPECT_EQ(transaction.object_bytes(), 0u);
    EXPECT_EQ(transaction.clears(), before + 1);
  });
  CommitTo(path, &bench);
  EXPECT_EQ(RowsIn(path, "object_pieces") + RowsIn(path, "objects"), 0);
}

// Schema 7 had no objects.
TEST(ObjectRowsTest, AFileOfSchemaSevenIsBroughtUpToDate) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  Workbench bench;
  bench.Do([](state::Transaction& transaction) { transaction.PutBucket(kHome, Bucket("alpha")); });
  CommitTo(path, &bench);
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(connection, "DROP TABLE objects; DROP TABLE object_pieces; PRAGMA user_version=7", nullptr,
                         nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(connection);
  EXPECT_EQ(Reopened(path), Dump(bench.batch.state));
  bench.Do([](state::Transaction& transaction) { transaction.PutObject(kHome, "alpha", Object("a", "x")); });
  CommitTo(path, &bench);
  EXPECT_EQ(Reopened(path), Dump(bench.batch.state));
}

TEST(ObjectRowsTest, AChangedPieceIsDamage) {
  const TemporaryFolder folder;
  const std::string path = folder.File("db");
  Workbench bench;
  bench.Do([](state::Transaction& transaction) { transaction.PutObject(kHome, "one", Object("a", "x")); });
  CommitTo(path, &bench);
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(connection, "UPDATE object_pieces SET body = x'79'", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(connection);
  EXPECT_NE(Reopened(path).find("row 1 of object_pieces does not match the checksum"), std::string::npos)
      << Reopened(path);
}

}  // namespace
}  // namespace macie_local::store
