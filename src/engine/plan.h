// A question to a table as plain data, and its answer: which rows, in which order, from where, how many.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/metrics.h"
#include "engine/table.h"

namespace macie_local::engine {

// A statement about one column. A null cell makes it false; `negated` turns the result round, so that a null cell
// satisfies every negated condition (behaviour B.7).
struct Condition {
  enum class Kind : std::uint8_t {
    kTextIn,    // kKey, kText, kChoice: the text is one of `texts`; kTextList: some text is
    kRange,     // kNumber: in [least, greatest]
    kNumberIn,  // kNumber: one of `numbers`
    kPrefix,    // kKey: begins with texts[0]
    kPairAny,   // kPairList: some pair satisfies some entry of `pairs`
  };
  struct Pair {
    std::optional<std::string> key;
    std::optional<std::string> value;
  };
  std::size_t column = 0;
  Kind kind = Kind::kTextIn;
  bool negated = false;
  std::vector<std::string> texts;
  std::vector<std::int64_t> numbers;
  std::int64_t least = INT64_MIN;
  std::int64_t greatest = INT64_MAX;
  std::vector<Pair> pairs;
};

// The place of a row in the order of a query. Says where to go on even when the row is gone.
struct Position {
  bool null = false;        // the row has no value in the sort column
  std::int64_t number = 0;  // its value: kNumber, kChoice (the index)
  std::string text;         // kText
  std::string key;

  bool operator==(const Position&) const = default;
};

struct Query {
  std::vector<Condition> conditions;  // all must be true
  std::vector<Condition> excluding;   // when not empty: not all may be true
  std::optional<std::size_t> sort;    // none: the key. A kNumber, kChoice, kText or kKey column
  bool descending = false;            // of the sort column; ties are by key ascending, rows without a value last
  std::optional<Position> after;      // only rows behind this one
  std::size_t limit = 50;             // at least 1
};

// How a query was answered, for tests and benchmarks.
enum class Plan : std::uint8_t { kNothing, kWalk, kGather, kScan };
std::string_view PlanName(Plan plan);

struct QueryResult {
  std::vector<Slot> slots;  // in order
  bool more = false;        // there are rows behind the last
  Plan plan = Plan::kNothing;
  std::size_t rows_read = 0;  // looked at on the way
};

// How queries were answered since the start; any thread adds to it.
struct QueryMetrics {
  std::array<base::Counter, 4> queries;  // by Plan
  base::Counter rows_read;

  void Add(const QueryResult& result) {
    queries[static_cast<std::size_t>(result.plan)].Add();
    rows_read.Add(result.rows_read);
  }
};

}  // namespace macie_local::engine
