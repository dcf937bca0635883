// The reference: the same buckets in SQLite in memory, with every index that helps one of the benchmark's queries.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/types/buckets.h"

namespace macie_local::bench {

class SqliteRows {
 public:
  SqliteRows();
  void Add(const model::BucketMetadata& bucket);
  // Makes the indexes; to be called once, after the last Add.
  void Finish();

  // The first column of every row, as texts. The statement is prepared once and stays prepared.
  using Statement = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>;
  Statement Prepare(const std::string& sql);
  static void Run(sqlite3_stmt* statement, std::vector<std::string>* out);

 private:
  void Execute(const char* sql);

  std::unique_ptr<sqlite3, int (*)(sqlite3*)> connection_;
  Statement row_;
  Statement tag_;
};

}  // namespace macie_local::bench
