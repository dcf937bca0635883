// The first reference: the same buckets in SQLite in memory, with every index that helps one of the benchmark's
// queries.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>

#include "bench_timing.h"
#include "model/types/buckets.h"

namespace macie_local::bench {

class SqliteRows {
 public:
  SqliteRows();
  void Add(const model::BucketMetadata& bucket);
  // Makes the indexes on single columns (with the name behind, by which ties are ordered); after the last Add.
  void Finish();
  // Makes the composite and covering ones.
  void AddTailoredIndexes();

  // The first column of every row, as texts. The statement is prepared once and stays prepared.
  using Statement = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>;
  Statement Prepare(const std::string& sql);
  static void Run(sqlite3_stmt* statement, NameList* out);

 private:
  void Execute(const std::string& sql);

  std::unique_ptr<sqlite3, int (*)(sqlite3*)> connection_;
  Statement row_;
  Statement tag_;
  std::int64_t rows_ = 0;
};

}  // namespace macie_local::bench
