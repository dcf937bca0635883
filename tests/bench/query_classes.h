// The kinds of questions that the engine's benchmarks ask, each in the words of DescribeBuckets (or SearchResources)
// and in those of SQL.
#pragma once

#include <span>
#include <string>

#include "engine/query.h"
#include "state/bucket_table.h"

namespace macie_local::bench {

struct QueryClass {
  const char* name;
  const char* criteria;  // JSON as DescribeBuckets takes it; as SearchResources does where it has "includes"
  const char* order;     // "size DESC": SQL's column and direction before the name; empty: by the name
  const char* where;     // the criteria in SQL; TAG(condition) stands for "has a tag that satisfies it"
  double skip = 0;       // the part of the answer that comes before the page

  bool filters() const { return where[0] != '\0'; }
};

std::span<const QueryClass> QueryClasses();

// Without the place where the page begins. Ends the program when the criteria are not accepted.
engine::Query CompileClass(const QueryClass& each);

// The same with the place behind which the class' page begins in these buckets.
engine::Query PlaceClass(const QueryClass& each, const state::BucketTable& buckets);

// Ways to ask the same in SQL. Which one serves a database better depends on how many rows fit, so each reference is
// asked in every way that can help it, and the fastest counts.
enum class SqlForm {
  kPlain,       // tags by "id IN (...)"
  kTagsByRow,   // tags by "EXISTS (...)", which lets SQLite walk an index and test row after row
  kFilterFirst  // all fitting rows, then their order, which lets DuckDB look a single value up in an index
};

// Whether `form` differs from kPlain for this class.
bool HasForm(const QueryClass& each, SqlForm form);

// The page of 50 names, beginning behind `query.after` as the engine's does.
std::string SqlOfClass(const QueryClass& each, const engine::Query& query, SqlForm form);

}  // namespace macie_local::bench
