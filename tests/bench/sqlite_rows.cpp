#include "sqlite_rows.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "wire/type_desc.h"

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

}  // namespace

SqliteRows::SqliteRows() : connection_(Open(), sqlite3_close), row_(nullptr, nullptr), tag_(nullptr, nullptr) {
  Execute(
      "CREATE TABLE b(name TEXT PRIMARY KEY, account TEXT, region TEXT, size INTEGER, objects INTEGER,"
      " classifiable INTEGER, classifiable_size INTEGER, score INTEGER, permission TEXT, encryption TEXT, kms TEXT,"
      " shared TEXT, defined TEXT, monitored TEXT, job TEXT, created INTEGER) WITHOUT ROWID;"
      "CREATE TABLE tag(key TEXT, value TEXT, name TEXT, PRIMARY KEY(key, value, name)) WITHOUT ROWID; BEGIN");
  row_ = Prepare("INSERT INTO b VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  tag_ = Prepare("INSERT OR IGNORE INTO tag VALUES(?,?,?)");
}

void SqliteRows::Execute(const char* sql) {
  if (sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
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

void SqliteRows::Add(const model::BucketMetadata& b) {
  int at = 0;
  const auto text = [&](sqlite3_stmt* statement, std::string_view value) {
    sqlite3_bind_text(statement, ++at, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
  };
  const auto number = [&](std::int64_t value) { sqlite3_bind_int64(row_.get(), ++at, value); };
  const auto optional = [&](const std::optional<std::string>& value) {
    if (value) return text(row_.get(), *value);
    sqlite3_bind_null(row_.get(), ++at);
  };
  text(row_.get(), *b.bucketName);
  text(row_.get(), *b.accountId);
  text(row_.get(), *b.region);
  number(*b.sizeInBytes);
  number(*b.objectCount);
  number(*b.classifiableObjectCount);
  number(*b.classifiableSizeInBytes);
  number(*b.sensitivityScore);
  text(row_.get(), wire::EnumName(*b.publicAccess->effectivePermission));
  text(row_.get(), wire::EnumName(*b.serverSideEncryption->type));
  optional(b.serverSideEncryption->kmsMasterKeyId);
  text(row_.get(), wire::EnumName(*b.sharedAccess));
  text(row_.get(), wire::EnumName(*b.jobDetails->isDefinedInJob));
  text(row_.get(), wire::EnumName(*b.jobDetails->isMonitoredByJob));
  optional(b.jobDetails->lastJobId);
  number(b.bucketCreatedAt->time_since_epoch().count());
  if (sqlite3_step(row_.get()) != SQLITE_DONE) Fail(sqlite3_errmsg(connection_.get()));
  sqlite3_reset(row_.get());
  for (const auto& tag : *b.tags) {
    at = 0;
    text(tag_.get(), *tag.key);
    text(tag_.get(), *tag.value);
    text(tag_.get(), *b.bucketName);
    if (sqlite3_step(tag_.get()) != SQLITE_DONE) Fail(sqlite3_errmsg(connection_.get()));
    sqlite3_reset(tag_.get());
  }
}

void SqliteRows::Finish() {
  Execute(
      "COMMIT;"
      "CREATE INDEX by_size ON b(size, name); CREATE INDEX by_objects ON b(objects, name);"
      "CREATE INDEX by_account ON b(account, name); CREATE INDEX by_region ON b(region, name);"
      "CREATE INDEX by_kms ON b(kms, name); CREATE INDEX by_score ON b(score, name);"
      "CREATE INDEX by_permission ON b(permission, size, name); CREATE INDEX by_job ON b(job, name);"
      "CREATE INDEX by_defined ON b(defined, size, name); CREATE INDEX by_classifiable ON b(classifiable, name);"
      "CREATE INDEX tag_by_name ON tag(name, key, value); ANALYZE");
}

void SqliteRows::Run(sqlite3_stmt* statement, std::vector<std::string>* out) {
  out->clear();
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
    out->emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)),
                      static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
  }
  if (result != SQLITE_DONE) Fail("a query failed");
  sqlite3_reset(statement);
}

}  // namespace macie_local::bench
