// The second reference: the same buckets in DuckDB in memory, on one thread. DuckDB is no package of Debian, so its
// library is opened at run time, and the bench goes on without it where there is none.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "bench_timing.h"
#include "model/types/buckets.h"

namespace macie_local::bench {

struct DuckdbApi;  // the functions of libduckdb.so that are used here

class DuckdbRows {
 public:
  // Null, after a line on standard error, when `library` can't be opened or lacks a function.
  static std::unique_ptr<DuckdbRows> Open(const std::string& library);
  ~DuckdbRows();

  std::string version() const;
  void Add(const model::BucketMetadata& bucket);
  // To be called once, after the last Add.
  void Finish();

  // Prepared once, and the same statement for as long as this object lives.
  using Statement = void*;
  Statement Prepare(const std::string& sql);
  void Release(Statement statement);
  // The first column of every row, which must be texts.
  void Run(Statement statement, NameList* out);

 private:
  explicit DuckdbRows(std::unique_ptr<DuckdbApi> api);
  void Execute(const std::string& sql);

  std::unique_ptr<DuckdbApi> api_;
  void* database_ = nullptr;
  void* connection_ = nullptr;
  void* rows_ = nullptr;
  void* tags_ = nullptr;
  std::int64_t count_ = 0;
};

}  // namespace macie_local::bench
