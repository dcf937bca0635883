// Ten questions to 100,000 fixed buckets, each one part of a callgrind run: check_counts.py counts their instructions.
// Time on a shared machine says little; instructions of the same program on the same rows are the same each time.
#include <valgrind/callgrind.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "bench_rows.h"
#include "engine/query.h"
#include "query_classes.h"
#include "state/bucket_table.h"

namespace macie_local::bench {
namespace {

constexpr std::size_t kBuckets = 100'000;

// Walks, gathers and scans; dense, sparse, negated, deep.
constexpr std::string_view kCounted[] = {"no filter, by size down, 95 % in",
                                         "account equal, by size",
                                         "tag value (1 in 2000), by size",
                                         "tag value (1 in 20), by size down",
                                         "name prefix, by size",
                                         "size range (few), by objects",
                                         "public, by size down",
                                         "tag key neq (none)",
                                         "five conditions, dense",
                                         "five conditions, sparse"};

const QueryClass& ClassNamed(std::string_view name) {
  for (const QueryClass& each : QueryClasses()) {
    if (each.name == name) return each;
  }
  std::fprintf(stderr, "engine_counts: there is no class '%s'\n", std::string(name).c_str());
  std::exit(1);
}

void Count() {
  state::BucketTable buckets;
  RowMaker maker;
  for (std::size_t i = 0; i < kBuckets; ++i) buckets.Put(maker.Next(i), static_cast<std::int64_t>(i));
  for (const std::string_view name : kCounted) {
    const QueryClass& each = ClassNamed(name);
    const engine::Query query = PlaceClass(each, buckets);
    engine::RunQuery(buckets.table(), query);  // what is made once is not counted
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
    const engine::QueryResult result = engine::RunQuery(buckets.table(), query);
    CALLGRIND_DUMP_STATS_AT(each.name);
    CALLGRIND_STOP_INSTRUMENTATION;
    std::printf("%-40s %8s %zu rows\n", each.name, std::string(engine::PlanName(result.plan)).c_str(),
                result.slots.size());
  }
}

}  // namespace
}  // namespace macie_local::bench

int main() {
  std::printf("g++ %s\n", __VERSION__);
  macie_local::bench::Count();
  return 0;
}
