#include "duckdb_rows.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "sql_rows.h"

namespace macie_local::bench {

// Our own declarations of a part of DuckDB's C interface (https://duckdb.org/docs/stable/clients/c/api). Every handle
// is a pointer, a state is 0 when all went well. Results are handed over by value, so their size counts.
struct DuckdbApi {
  struct Result {
    std::uint64_t deprecated_counts[3];
    void* deprecated_columns;
    char* deprecated_message;
    void* internal;
  };
  // A text in a vector: up to 12 bytes in place, longer ones behind a pointer.
  struct alignas(8) Text {
    std::uint32_t length;
    char place[12];
    std::string_view view() const {
      if (length <= sizeof place) return {place, length};
      const char* pointer;
      std::memcpy(&pointer, place + 4, sizeof pointer);
      return {pointer, length};
    }
  };
  static_assert(sizeof(Result) == 48 && sizeof(Text) == 16);

  int (*open)(const char* path, void** database);
  void (*close)(void** database);
  int (*connect)(void* database, void** connection);
  void (*disconnect)(void** connection);
  int (*query)(void* connection, const char* sql, Result* result);
  const char* (*result_error)(Result* result);
  void (*destroy_result)(Result* result);
  int (*prepare)(void* connection, const char* sql, void** statement);
  const char* (*prepare_error)(void* statement);
  void (*destroy_prepare)(void** statement);
  int (*execute_prepared)(void* statement, Result* result);
  void* (*fetch_chunk)(Result result);
  void (*destroy_data_chunk)(void** chunk);
  std::uint64_t (*data_chunk_get_size)(void* chunk);
  void* (*data_chunk_get_vector)(void* chunk, std::uint64_t column);
  void* (*vector_get_data)(void* vector);
  int (*appender_create)(void* connection, const char* schema, const char* table, void** appender);
  int (*appender_end_row)(void* appender);
  int (*appender_destroy)(void** appender);
  int (*append_int64)(void* appender, std::int64_t value);
  int (*append_varchar_length)(void* appender, const char* value, std::uint64_t length);
  int (*append_null)(void* appender);
  const char* (*library_version)();

  // Whether all of them were found.
  bool Load(void* library) {
    const auto get = [&](auto& function, const char* name) {
      function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
      return function != nullptr;
    };
    return get(open, "duckdb_open") && get(close, "duckdb_close") && get(connect, "duckdb_connect") &&
           get(disconnect, "duckdb_disconnect") && get(query, "duckdb_query") &&
           get(result_error, "duckdb_result_error") && get(destroy_result, "duckdb_destroy_result") &&
           get(prepare, "duckdb_prepare") && get(prepare_error, "duckdb_prepare_error") &&
           get(destroy_prepare, "duckdb_destroy_prepare") && get(execute_prepared, "duckdb_execute_prepared") &&
           get(fetch_chunk, "duckdb_fetch_chunk") && get(destroy_data_chunk, "duckdb_destroy_data_chunk") &&
           get(data_chunk_get_size, "duckdb_data_chunk_get_size") &&
           get(data_chunk_get_vector, "duckdb_data_chunk_get_vector") &&
           get(vector_get_data, "duckdb_vector_get_data") && get(appender_create, "duckdb_appender_create") &&
           get(appender_end_row, "duckdb_appender_end_row") && get(appender_destroy, "duckdb_appender_destroy") &&
           get(append_int64, "duckdb_append_int64") && get(append_varchar_length, "duckdb_append_varchar_length") &&
           get(append_null, "duckdb_append_null") && get(library_version, "duckdb_library_version");
  }
};

namespace {

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "engine_bench: DuckDB: %s\n", what.c_str());
  std::exit(1);
}

// Whether each call of a row went well is asked once, at the end of the row.
struct Appender {
  const DuckdbApi& api;
  void* appender;
  int failed = 0;
  void Text(std::string_view value) { failed |= api.append_varchar_length(appender, value.data(), value.size()); }
  void Number(std::int64_t value) { failed |= api.append_int64(appender, value); }
  void Null() { failed |= api.append_null(appender); }
  void End() {
    failed |= api.appender_end_row(appender);
    if (failed != 0) Fail("a row was refused");
  }
};

}  // namespace

std::unique_ptr<DuckdbRows> DuckdbRows::Open(const std::string& library) {
  // Stays open: its static state is not made to be unloaded.
  void* const handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    std::fprintf(stderr, "engine_bench: DuckDB: %s\n", dlerror());
    return nullptr;
  }
  auto api = std::make_unique<DuckdbApi>();
  if (!api->Load(handle)) {
    std::fprintf(stderr, "engine_bench: DuckDB: %s\n", dlerror());
    return nullptr;
  }
  return std::unique_ptr<DuckdbRows>(new DuckdbRows(std::move(api)));
}

DuckdbRows::DuckdbRows(std::unique_ptr<DuckdbApi> api) : api_(std::move(api)) {
  if (api_->open(":memory:", &database_) != 0 || api_->connect(database_, &connection_) != 0) Fail("cannot open");
  Execute("SET threads = 1");
  Execute("CREATE TABLE b(id BIGINT, " + kSqlColumns + ")");
  Execute("CREATE TABLE tag(key TEXT, value TEXT, id BIGINT)");
  if (api_->appender_create(connection_, nullptr, "b", &rows_) != 0 ||
      api_->appender_create(connection_, nullptr, "tag", &tags_) != 0) {
    Fail("no appender");
  }
}

DuckdbRows::~DuckdbRows() {
  api_->disconnect(&connection_);
  api_->close(&database_);
}

std::string DuckdbRows::version() const {
  return api_->library_version();
}

void DuckdbRows::Execute(const std::string& sql) {
  DuckdbApi::Result result{};
  if (api_->query(connection_, sql.c_str(), &result) != 0) Fail(sql + ": " + api_->result_error(&result));
  api_->destroy_result(&result);
}

void DuckdbRows::Add(const model::BucketMetadata& bucket) {
  Appender row{*api_, rows_};
  row.Number(++count_);
  WriteCells(bucket, &row);
  row.End();
  for (const auto& tag : *bucket.tags) {
    Appender cells{*api_, tags_};
    cells.Text(*tag.key);
    cells.Text(*tag.value);
    cells.Number(count_);
    cells.End();
  }
}

void DuckdbRows::Finish() {
  if (api_->appender_destroy(&rows_) != 0 || api_->appender_destroy(&tags_) != 0) Fail("the rows were refused");
  // Its indexes serve single values; ranges and orders are scanned, for which it keeps the least and greatest of
  // blocks.
  Execute("CREATE UNIQUE INDEX by_name ON b(name)");
  Execute("CREATE INDEX by_kms ON b(kms)");
  Execute("CREATE INDEX by_job ON b(job)");
  Execute("CREATE INDEX tag_by_value ON tag(value)");
}

DuckdbRows::Statement DuckdbRows::Prepare(const std::string& sql) {
  void* statement = nullptr;
  if (api_->prepare(connection_, sql.c_str(), &statement) != 0) Fail(sql + ": " + api_->prepare_error(statement));
  return statement;
}

void DuckdbRows::Release(Statement statement) {
  api_->destroy_prepare(&statement);
}

void DuckdbRows::Run(Statement statement, NameList* out) {
  out->Clear();
  DuckdbApi::Result result{};
  if (api_->execute_prepared(statement, &result) != 0) Fail(api_->result_error(&result));
  while (void* chunk = api_->fetch_chunk(result)) {
    const auto* texts =
        static_cast<const DuckdbApi::Text*>(api_->vector_get_data(api_->data_chunk_get_vector(chunk, 0)));
    const std::uint64_t size = api_->data_chunk_get_size(chunk);
    for (std::uint64_t i = 0; i < size; ++i) out->Add(texts[i].view());
    api_->destroy_data_chunk(&chunk);
  }
  api_->destroy_result(&result);
}

}  // namespace macie_local::bench
