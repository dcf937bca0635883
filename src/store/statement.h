// A prepared statement that ends with its owner.
#pragma once

#include <sqlite3.h>

#include <memory>

namespace macie_local::store {

struct StatementCloser {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, StatementCloser>;

}  // namespace macie_local::store
