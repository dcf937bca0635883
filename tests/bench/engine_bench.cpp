// The bucket engine at 10,000 and 1,000,000 buckets against SQLite in memory with every useful index: same rows, same
// answers, checked equal, in one run.
//   engine_bench [--quick | BUCKETS...]
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "bench_rows.h"
#include "engine/query.h"
#include "service/bucket_criteria.h"
#include "sqlite_rows.h"
#include "store/bucket_table.h"
#include "wire/codec.h"

namespace macie_local::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

double Micros(SteadyClock::duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

// The median time of one call, in microseconds: calls are repeated until they took `budget` together.
template <class Work>
double MedianMicros(const Work& work, double budget = 100'000) {
  std::vector<double> times;
  double spent = 0;
  while (times.size() < 5 || (spent < budget && times.size() < 10'000)) {
    const auto began = SteadyClock::now();
    work();
    times.push_back(Micros(SteadyClock::now() - began));
    spent += times.back();
    if (spent > 10 * budget) break;
  }
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

double ResidentBytes() {
  malloc_trim(0);
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * 4096;
}

struct QueryClass {
  const char* name;
  const char* criteria;  // JSON, as DescribeBuckets takes it
  const char* sort;      // JSON
  const char* where;     // the same in SQL
  const char* order;     // "size DESC": the column and direction by which SQL sorts before the name
  double skip = 0;       // the part of the answer that comes before the page
};

constexpr QueryClass kClasses[] = {
    {"no filter, by name", "{}", R"({"attributeName":"bucketName"})", "", ""},
    {"no filter, by name down", "{}", R"({"attributeName":"bucketName","orderBy":"DESC"})", "", "name DESC"},
    {"no filter, by size down", "{}", R"({"attributeName":"sizeInBytes","orderBy":"DESC"})", "", "size DESC"},
    {"no filter, by objects", "{}", R"({"attributeName":"objectCount"})", "", "objects"},
    {"no filter, by account", "{}", R"({"attributeName":"accountId"})", "", "account"},
    {"no filter, by size down, 95 % in", "{}", R"({"attributeName":"sizeInBytes","orderBy":"DESC"})", "", "size DESC",
     0.95},
    {"no filter, by name, 95 % in", "{}", R"({"attributeName":"bucketName"})", "", "", 0.95},
    {"name equal", R"({"bucketName":{"eq":["payroll-7368787-prod"]}})", "{}", "name = 'payroll-7368787-prod'", ""},
    {"account equal", R"({"accountId":{"eq":["100000000000"]}})", "{}", "account = '100000000000'", ""},
    {"account equal, by size", R"({"accountId":{"eq":["100000000000"]}})", R"({"attributeName":"sizeInBytes"})",
     "account = '100000000000'", "size"},
    {"KMS key equal, by size",
     R"({"serverSideEncryption.kmsMasterKeyId":{"eq":["arn:aws:kms:us-east-1:100000000000:key/100000"]}})",
     R"({"attributeName":"sizeInBytes"})", "kms = 'arn:aws:kms:us-east-1:100000000000:key/100000'", "size"},
    {"tag value (1 in 2000)", R"({"tags.value":{"eq":["v17"]}})", "{}",
     "name IN (SELECT name FROM tag WHERE key = 'team' AND value = 'v17')", ""},
    {"tag value (1 in 2000), by size", R"({"tags.value":{"eq":["v17"]}})", R"({"attributeName":"sizeInBytes"})",
     "name IN (SELECT name FROM tag WHERE key = 'team' AND value = 'v17')", "size"},
    {"tag value (1 in 20), by size down", R"({"tags.value":{"eq":["prod"]}})",
     R"({"attributeName":"sizeInBytes","orderBy":"DESC"})",
     "name IN (SELECT name FROM tag WHERE key = 'env' AND value = 'prod')", "size DESC"},
    {"name prefix", R"({"bucketName":{"prefix":"payroll-12"}})", "{}", "name >= 'payroll-12' AND name < 'payroll-13'",
     ""},
    {"name prefix, by size", R"({"bucketName":{"prefix":"payroll-12"}})", R"({"attributeName":"sizeInBytes"})",
     "name >= 'payroll-12' AND name < 'payroll-13'", "size"},
    {"size range (most)", R"({"sizeInBytes":{"gte":1000000}})", "{}", "size >= 1000000", ""},
    {"size range (few), by objects", R"({"sizeInBytes":{"gte":1000000000,"lte":1010000000}})",
     R"({"attributeName":"objectCount"})", "size BETWEEN 1000000000 AND 1010000000", "objects"},
    {"public, by size down", R"({"publicAccess.effectivePermission":{"eq":["PUBLIC"]}})",
     R"({"attributeName":"sizeInBytes","orderBy":"DESC"})", "permission = 'PUBLIC'", "size DESC"},
    {"not shared out, by name", R"({"sharedAccess":{"neq":["NOT_SHARED"]}})", "{}", "shared <> 'NOT_SHARED'", ""},
    {"tag key absent", R"({"tags.key":{"neq":["team"]}})", "{}",
     "NOT EXISTS (SELECT 1 FROM tag WHERE tag.name = b.name AND key = 'team')", ""},
    {"in a job, by size down", R"({"jobDetails.isDefinedInJob":{"eq":["TRUE"]}})",
     R"({"attributeName":"sizeInBytes","orderBy":"DESC"})", "defined = 'TRUE'", "size DESC"},
    {"last job equal, by size", R"({"jobDetails.lastJobId":{"eq":["00000000000000000000000000000117"]}})",
     R"({"attributeName":"sizeInBytes"})", "job = '00000000000000000000000000000117'", "size"},
    {"size, 3 regions, prefix",
     R"({"sizeInBytes":{"gte":10000000},"region":{"eq":["us-east-1","eu-west-1","sa-east-1"]},"bucketName":{"prefix":"p"}})",
     R"({"attributeName":"sizeInBytes"})",
     "size >= 10000000 AND region IN ('us-east-1','eu-west-1','sa-east-1') AND name >= 'p' AND name < 'q'", "size"},
    {"five conditions, dense",
     R"({"sizeInBytes":{"gte":1000000},"sharedAccess":{"neq":["UNKNOWN"]},"region":{"eq":["us-east-1","eu-west-1"]},"serverSideEncryption.type":{"eq":["AES256"]},"sensitivityScore":{"lte":60}})",
     R"({"attributeName":"objectCount"})",
     "size >= 1000000 AND shared <> 'UNKNOWN' AND region IN ('us-east-1','eu-west-1') AND encryption = 'AES256' AND "
     "score <= 60",
     "objects"},
    {"five conditions, sparse",
     R"({"sizeInBytes":{"gte":100000000},"publicAccess.effectivePermission":{"eq":["PUBLIC"]},"region":{"eq":["sa-east-1"]},"jobDetails.isDefinedInJob":{"eq":["TRUE"]},"tags.value":{"eq":["personal"]}})",
     R"({"attributeName":"sensitivityScore"})",
     "size >= 100000000 AND permission = 'PUBLIC' AND region = 'sa-east-1' AND defined = 'TRUE' AND EXISTS (SELECT 1 "
     "FROM tag WHERE tag.name = b.name AND key = 'data' AND value = 'personal')",
     "score"},
    {"nothing fits", R"({"sizeInBytes":{"gte":1000000},"region":{"eq":["nowhere"]}})", "{}",
     "size >= 1000000 AND region = 'nowhere'", ""},
};

engine::Query Compile(const QueryClass& each) {
  const auto request = wire::Decode<model::DescribeBucketsRequest>(
      std::string("{\"criteria\":") + each.criteria + ",\"sortCriteria\":" + each.sort + "}", {});
  auto conditions = request.ok() ? service::CompileCriteria(*request->criteria) : request.error();
  if (!conditions.ok()) {
    std::fprintf(stderr, "%s: %s\n", each.name, conditions.error().message.c_str());
    std::exit(1);
  }
  engine::Query query;
  query.conditions = std::move(conditions).value();
  if (request->sortCriteria->attributeName) {
    query.sort = store::BucketSchema::Get().Column(*request->sortCriteria->attributeName);
  }
  query.descending = request->sortCriteria->orderBy == model::OrderBy::DESC;
  return query;
}

// The page of SQL begins behind a place, as the engine's does: sorted by the column, then by the name.
std::string Sql(const QueryClass& each, const engine::Query& query, const std::string& column) {
  std::string where = each.where;
  const bool by_name = column.empty() || column == "name";
  if (query.after) {
    if (!where.empty()) where += " AND ";
    const std::string name = "'" + query.after->key + "'";
    const std::string number = std::to_string(query.after->number);
    if (by_name) {
      where += std::string("name ") + (query.descending ? "<" : ">") + " " + name;
    } else if (query.descending) {
      // A row value can't say "down, then up": the rest of the value, or any lesser one.
      where += column + " <= " + number + " AND (" + column + " < " + number + " OR name > " + name + ")";
    } else {
      where += "(" + column + ", name) > (" + number + ", " + name + ")";
    }
  }
  std::string sql = "SELECT name FROM b";
  if (!where.empty()) sql += " WHERE " + where;
  sql += " ORDER BY ";
  sql += by_name ? (query.descending ? "name DESC" : "name") : std::string(each.order) + ", name";
  return sql + " LIMIT 50";
}

void CompareQueries(const store::BucketTable& buckets, SqliteRows& reference) {
  std::printf("  %-36s %10s %7s %12s %8s\n", "page of 50", "engine us", "plan", "SQLite us", "ratio");
  const engine::Table& table = buckets.table();
  for (const QueryClass& each : kClasses) {
    engine::Query query = Compile(each);
    const std::string order = each.order;
    const std::string column = order.substr(0, order.find(' '));
    if (each.skip > 0) {
      engine::Query deep = query;
      deep.limit = static_cast<std::size_t>(each.skip * static_cast<double>(buckets.size()));
      query.after = engine::PositionOf(table, query, engine::RunQuery(table, deep).slots.back());
    }
    const auto statement = reference.Prepare(Sql(each, query, column));
    std::vector<std::string> expected;
    SqliteRows::Run(statement.get(), &expected);
    engine::QueryResult result = engine::RunQuery(table, query);
    std::vector<std::string> got;
    for (const engine::Slot slot : result.slots) got.emplace_back(table.Key(slot));
    if (got != expected) {
      std::fprintf(stderr, "%s: the engine's %zu rows differ from SQLite's %zu (first %s, %s)\n", each.name, got.size(),
                   expected.size(), got.empty() ? "-" : got[0].c_str(), expected.empty() ? "-" : expected[0].c_str());
      std::exit(1);
    }
    // Both hand out the names in order.
    const double ours = MedianMicros([&] {
      result = engine::RunQuery(table, query);
      got.clear();
      for (const engine::Slot slot : result.slots) got.emplace_back(table.Key(slot));
    });
    const double theirs = MedianMicros([&] { SqliteRows::Run(statement.get(), &expected); });
    std::printf("  %-36s %10.1f %7s %12.1f %7.1fx\n", each.name, ours,
                std::string(engine::PlanName(result.plan)).c_str(), theirs, theirs / ours);
    std::fflush(stdout);
  }
}

void MeasurePages(const store::BucketTable& buckets) {
  engine::Query query;
  query.sort = store::BucketSchema::Get().Column("sizeInBytes");
  const auto slots = engine::RunQuery(buckets.table(), query).slots;
  std::string bytes;
  const double columns = MedianMicros([&] {
    bytes.clear();
    for (const engine::Slot slot : slots) buckets.AppendJson(slot, &bytes);
  });
  const double size = static_cast<double>(bytes.size());
  std::printf("  a page's %.0f bytes: from columns %.1f us (%.0f MB/s)", size, columns, size / columns);
  store::PageCache pages;
  std::vector<store::BucketRow> rows;
  for (const engine::Slot slot : slots) rows.push_back({&buckets, slot});
  const double ready = MedianMicros([&] { pages.Json(rows); });
  std::printf(", asked for again %.2f us\n", ready);
}

void MeasureChanges(store::BucketTable buckets) {
  const std::size_t column = store::BucketSchema::Get().Column("sizeInBytes");
  std::vector<model::BucketMetadata> rows;
  engine::Query query;
  query.sort = column;
  query.limit = std::min<std::size_t>(20'000, buckets.size());
  for (const engine::Slot slot : engine::RunQuery(buckets.table(), query).slots) rows.push_back(buckets.Get(slot));
  std::shuffle(rows.begin(), rows.end(), std::mt19937_64(7));
  std::size_t next = 0;
  // As the store does: a reader holds the state of before, so every change copies what it touches.
  const double one = MedianMicros([&] {
    const store::BucketTable held = buckets;
    model::BucketMetadata& row = rows[next++ % rows.size()];
    *row.sizeInBytes += 1'000'003;
    buckets.Put(row, static_cast<std::int64_t>(next));
  });
  const store::BucketTable held = buckets;
  const std::size_t many = std::min<std::size_t>(10'000, rows.size());
  const auto began = SteadyClock::now();
  for (std::size_t i = 0; i < many; ++i) {
    *rows[i].sizeInBytes += 17;
    buckets.Put(rows[i], static_cast<std::int64_t>(i));
  }
  const double all = Micros(SteadyClock::now() - began);
  model::JobDetails details;
  details.isDefinedInJob = model::IsDefinedInJob::TRUE;
  details.lastJobId = "0123456789abcdef0123456789abcdef";
  const store::BucketTable held_again = buckets;
  const auto jobs_began = SteadyClock::now();
  for (std::size_t i = 0; i < many; ++i) buckets.SetJobDetails(*rows[i].bucketName, details);
  const double jobs = Micros(SteadyClock::now() - jobs_began);
  std::printf("  one bucket changed %.1f us; %zu at once %.1f us each; jobDetails of %zu %.1f us each\n", one, many,
              all / static_cast<double>(many), many, jobs / static_cast<double>(many));
}

void Measure(std::size_t count) {
  std::printf("%zu buckets, five tags each\n", count);
  SqliteRows reference;
  store::BucketTable buckets;
  RowMaker maker;
  std::vector<model::BucketMetadata> rows;
  constexpr std::size_t kBlock = 10'000;
  double put = 0;
  double bytes = 0;
  for (std::size_t first = 0; first < count; first += kBlock) {
    rows.clear();
    for (std::size_t i = first; i < std::min(count, first + kBlock); ++i) rows.push_back(maker.Next(i));
    for (const auto& row : rows) reference.Add(row);
    const double before = ResidentBytes();
    const auto began = SteadyClock::now();
    for (std::size_t i = 0; i < rows.size(); ++i) buckets.Put(rows[i], static_cast<std::int64_t>(first + i));
    put += Micros(SteadyClock::now() - began);
    bytes += ResidentBytes() - before;
  }
  reference.Finish();
  std::printf("  taken in %.1f us a bucket; %.0f bytes a bucket\n", put / static_cast<double>(count),
              bytes / static_cast<double>(count));
  CompareQueries(buckets, reference);
  MeasurePages(buckets);
  MeasureChanges(buckets);
}

}  // namespace
}  // namespace macie_local::bench

int main(int argc, char** argv) {
  std::vector<std::size_t> counts;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--quick") == 0) {
      counts = {10'000, 100'000};
    } else if (const auto count = std::strtoull(argv[i], nullptr, 10); count >= 100) {
      counts.push_back(count);
    } else {
      std::fprintf(stderr, "usage: engine_bench [--quick | BUCKETS...], at least 100 of them\n");
      return 2;
    }
  }
  if (counts.empty()) counts = {10'000, 1'000'000};
  for (const std::size_t count : counts) macie_local::bench::Measure(count);
  return 0;
}
