#include "sqlite_rows.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "sql_rows.h"

namespace macie_local::bench {
namespace {

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "engine_bench: SQLite: %s\n", what.c_str());
  std::exit(1);
}

sqlite3* Open() {
  sqlite3* connection = nullptr;
  if (sqlite3_open(":memory:", &connection) != SQLITE_OK) Fail("cannot open");
  return connection;
}

struct Binder {
  sqlite3_stmt* statement;
  int at = 0;
  void Text(std::string_view value) {
    sqlite3_bind_text(statement, ++at, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
  }
  void Number(std::int64_t value) { sqlite3_bind_int64(statement, ++at, value); }
  void Null() { sqlite3_bind_null(statement, ++at); }
};

constexpr const char* kColumnIndexes =
    "CREATE UNIQUE INDEX by_name ON b(name);"
    "CREATE INDEX by_account ON b(account, name);"
    "CREATE INDEX by_region ON b(region, name);"
    "CREATE INDEX by_size ON b(size, name);"
    "CREATE INDEX by_objects ON b(objects, name);"
    "CREATE INDEX by_classifiable ON b(classifiable, name);"
    "CREATE INDEX by_score ON b(score, name);"
    "CREATE INDEX by_permission ON b(permission, name);"
    "CREATE INDEX by_encryption ON b(encryption, name);"
    "CREATE INDEX by_kms ON b(kms, name);"
    "CREATE INDEX by_shared ON b(shared, name);"
    "CREATE INDEX by_defined ON b(defined, name);"
    "CREATE INDEX by_monitored ON b(monitored, name);"
    "CREATE INDEX by_job ON b(job, name);"
    "CREATE INDEX by_created ON b(created, name);"
    // The table of tags is itself in the order of (key, value).
    "CREATE INDEX tag_by_value ON tag(value, id);"
    "CREATE INDEX tag_by_bucket ON tag(id, key, value);"
    "ANALYZE";

// Where a class both selects and sorts, its page is found in one descent; where it walks by one column and tests
// others, they stand in the index.
constexpr const char* kTailoredIndexes =
    "CREATE INDEX name_all ON b(name, account, region, size, permission, encryption, shared, score, defined);"
    "CREATE INDEX size_all ON b(size, name, objects, region, permission, encryption, shared, score, defined, kms, job);"
    "CREATE INDEX objects_all ON b(objects, name, size, region, permission, encryption, shared, score, defined);"
    "CREATE INDEX score_size ON b(score, size, name);"
    "CREATE INDEX created_size ON b(created, size, name);"
    "CREATE INDEX account_size ON b(account, size, name);"
    "CREATE INDEX account_objects ON b(account, objects, name);"
    "CREATE INDEX region_size ON b(region, size, name);"
    "CREATE INDEX region_objects ON b(region, objects, name);"
    "CREATE INDEX kms_size ON b(kms, size, name);"
    "CREATE INDEX permission_size ON b(permission, size, name);"
    "CREATE INDEX permission_objects ON b(permission, objects, name);"
    "CREATE INDEX shared_size ON b(shared, size, name);"
    "CREATE INDEX encryption_score ON b(encryption, score, name);"
    "CREATE INDEX defined_size ON b(defined, size, name);"
    "CREATE INDEX defined_permission ON b(defined, permission, objects, name);"
    "CREATE INDEX monitored_objects ON b(monitored, objects, name);"
    "CREATE INDEX job_size ON b(job, size, name);"
    "ANALYZE";

}  // namespace

SqliteRows::SqliteRows() : connection_(Open(), sqlite3_close), row_(nullptr, nullptr), tag_(nullptr, nullptr) {
  Execute("CREATE TABLE b(id INTEGER PRIMARY KEY, " + kSqlColumns +
          ");"
          "CREATE TABLE tag(key TEXT, value TEXT, id INTEGER, PRIMARY KEY(key, value, id)) WITHOUT ROWID; BEGIN");
  row_ = Prepare("INSERT INTO b VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  tag_ = Prepare("INSERT OR IGNORE INTO tag VALUES(?,?,?)");
}

void SqliteRows::Execute(const std::string& sql) {
  if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    Fail(sqlite3_errmsg(connection_.get()));
  }
}

SqliteRows::Statement SqliteRows::Prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(connection_.get(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
    Fail(sql + ": " + sqlite3_errmsg(connection_.get()));
  }
  return {statement, sqlite3_finalize};
}

void SqliteRows::Add(const model::BucketMetadata& bucket) {
  Binder row{row_.get()};
  row.Number(++rows_);
  WriteCells(bucket, &row);
  if (sqlite3_step(row_.get()) != SQLITE_DONE) Fail(sqlite3_errmsg(connection_.get()));
  sqlite3_reset(row_.get());
  for (const auto& tag : *bucket.tags) {
    Binder cells{tag_.get()};
    cells.Text(*tag.key);
    cells.Text(*tag.value);
    cells.Number(rows_);
    if (sqlite3_step(tag_.get()) != SQLITE_DONE) Fail(sqlite3_errmsg(connection_.get()));
    sqlite3_reset(tag_.get());
  }
}

void SqliteRows::Finish() {
  Execute("COMMIT");
  Execute(kColumnIndexes);
}

void SqliteRows::AddTailoredIndexes() {
  Execute(kTailoredIndexes);
}

void SqliteRows::Run(sqlite3_stmt* statement, NameList* out) {
  out->Clear();
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
    out->Add({reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)),
              static_cast<std::size_t>(sqlite3_column_bytes(statement, 0))});
  }
  if (result != SQLITE_DONE) Fail("a query failed");
  sqlite3_reset(statement);
}

}  // namespace macie_local::bench
