// The bucket engine against SQLite in memory with every useful index and against DuckDB on one thread: same rows, same
// answers, checked equal, in one process.
//   engine_bench [--duckdb LIBRARY] [--curve OUT.json] [--quick | BUCKETS...]
// --curve measures only the questions and writes their medians for draw_curves.py.
#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench_rows.h"
#include "bench_timing.h"
#include "duckdb_rows.h"
#include "engine/query.h"
#include "engine_changes.h"
#include "query_classes.h"
#include "sqlite_rows.h"
#include "state/bucket_table.h"

namespace macie_local::bench {
namespace {

// The medians of one class at one size, in microseconds.
struct Figures {
  const QueryClass* asked = nullptr;
  engine::Query query;
  engine::Plan plan = engine::Plan::kNothing;
  double engine = 0;
  double sqlite = 0;    // with an index for each column
  double tailored = 0;  // with composite and covering ones for these classes besides, where they help
  std::optional<double> duckdb;
};

using Names = std::vector<std::string_view>;

double ResidentBytes() {
  malloc_trim(0);
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * 4096;
}

void RequireEqual(const QueryClass& each, const Names& ours, const NameList& theirs, const char* database) {
  bool equal = ours.size() == theirs.size();
  for (std::size_t i = 0; equal && i < ours.size(); ++i) equal = ours[i] == theirs[i];
  if (equal) return;
  const auto first = [](const auto& list) { return list.size() == 0 ? std::string("-") : std::string(list[0]); };
  std::fprintf(stderr, "%s: the engine's %zu rows differ from %s's %zu (first %s, %s)\n", each.name, ours.size(),
               database, theirs.size(), first(ours).c_str(), first(theirs).c_str());
  std::exit(1);
}

// What a question costs a database that `prepare` and `run` lead to, asked in its fastest form; its answers are
// checked.
template <class Prepare, class Run>
double FastestMicros(const QueryClass& each, const engine::Query& query, const Names& expected, SqlForm other,
                     const char* database, const Prepare& prepare, const Run& run) {
  double fastest = std::numeric_limits<double>::infinity();
  for (const SqlForm form : {SqlForm::kPlain, other}) {
    if (!HasForm(each, form)) continue;
    const auto statement = prepare(SqlOfClass(each, query, form));
    NameList names;
    run(statement, &names);
    RequireEqual(each, expected, names, database);
    fastest = std::min(fastest, MedianMicros([&] { run(statement, &names); }));
  }
  return fastest;
}

double SqliteMicros(const QueryClass& each, const engine::Query& query, const Names& expected, SqliteRows* rows) {
  return FastestMicros(
      each, query, expected, SqlForm::kTagsByRow, "SQLite", [&](const std::string& sql) { return rows->Prepare(sql); },
      [](const SqliteRows::Statement& statement, NameList* names) { SqliteRows::Run(statement.get(), names); });
}

double DuckdbMicros(const QueryClass& each, const engine::Query& query, const Names& expected, DuckdbRows* rows) {
  return FastestMicros(
      each, query, expected, SqlForm::kFilterFirst, "DuckDB",
      [&](const std::string& sql) { return rows->Prepare(sql); },
      [&](const DuckdbRows::Statement& statement, NameList* names) { rows->Run(statement, names); });
}

// The engine's page as the reader of a page takes it: the names live as long as the table.
void Ask(const engine::Table& table, const engine::Query& query, engine::QueryResult* result, Names* names) {
  *result = engine::RunQuery(table, query);
  names->clear();
  for (const engine::Slot slot : result->slots) names->push_back(table.Key(slot));
}

std::vector<Figures> CompareQueries(const state::BucketTable& buckets, SqliteRows* sqlite, DuckdbRows* duckdb) {
  const engine::Table& table = buckets.table();
  std::vector<Figures> all;
  Names names;
  for (const QueryClass& each : QueryClasses()) {
    Figures& figures = all.emplace_back();
    figures.asked = &each;
    figures.query = PlaceClass(each, buckets);
    engine::QueryResult result;
    Ask(table, figures.query, &result, &names);
    figures.plan = result.plan;
    figures.engine = MedianMicros([&] { Ask(table, figures.query, &result, &names); });
    figures.sqlite = SqliteMicros(each, figures.query, names, sqlite);
    if (duckdb != nullptr) figures.duckdb = DuckdbMicros(each, figures.query, names, duckdb);
  }
  sqlite->AddTailoredIndexes();
  for (Figures& figures : all) {
    engine::QueryResult result;
    Ask(table, figures.query, &result, &names);
    // An index more may also lead SQLite astray.
    figures.tailored = std::min(figures.sqlite, SqliteMicros(*figures.asked, figures.query, names, sqlite));
  }
  return all;
}

// "12.3x"; two digits behind the point where the engine is the slower one.
std::string Ratio(double theirs, double ours) {
  char text[32];
  std::snprintf(text, sizeof text, theirs < ours ? "%.2fx" : "%.1fx", theirs / ours);
  return text;
}

void Print(const std::vector<Figures>& all) {
  std::printf("  %-38s %9s %8s %11s %8s %11s %8s %11s %8s\n", "page of 50, us", "engine", "plan", "SQLite", "ratio",
              "tailored", "ratio", "DuckDB", "ratio");
  for (const Figures& each : all) {
    std::printf("  %-38s %9.1f %8s %11.1f %8s %11.1f %8s", each.asked->name, each.engine,
                std::string(engine::PlanName(each.plan)).c_str(), each.sqlite, Ratio(each.sqlite, each.engine).c_str(),
                each.tailored, Ratio(each.tailored, each.engine).c_str());
    if (each.duckdb) std::printf(" %11.1f %8s", *each.duckdb, Ratio(*each.duckdb, each.engine).c_str());
    std::printf("\n");
  }
}

// How many of the classes with a filter are answered ten times faster than by `database`, and which are not.
template <class Micros>
void Summarize(const std::vector<Figures>& all, const char* database, const Micros& micros) {
  constexpr double kWanted = 10;
  std::size_t filtered = 0;
  std::size_t faster = 0;
  std::string below;
  for (const Figures& each : all) {
    if (!each.asked->filters()) continue;
    ++filtered;
    if (micros(each) >= kWanted * each.engine) {
      ++faster;
    } else {
      below += std::string("\n    ") + each.asked->name + " (" + Ratio(micros(each), each.engine) + ")";
    }
  }
  std::printf("  %zu of %zu filter classes at least 10 times faster than %s%s%s\n", faster, filtered, database,
              below.empty() ? "" : "; below:", below.c_str());
}

struct Options {
  std::string duckdb;
  std::string curve;
  std::vector<std::size_t> counts;
};

std::vector<Figures> Measure(std::size_t count, const Options& options) {
  std::printf("%zu buckets, five tags each\n", count);
  SqliteRows sqlite;
  std::unique_ptr<DuckdbRows> duckdb;
  if (!options.duckdb.empty()) duckdb = DuckdbRows::Open(options.duckdb);
  if (duckdb) {
    std::printf("  SQLite %s, DuckDB %s on one thread\n", sqlite3_libversion(), duckdb->version().c_str());
  } else {
    std::printf("  SQLite %s; DuckDB's columns are missing: no --duckdb LIBRARY that opens\n", sqlite3_libversion());
  }
  state::BucketTable buckets;
  RowMaker maker;
  std::vector<model::BucketMetadata> rows;
  constexpr std::size_t kBlock = 10'000;
  double put = 0;
  double bytes = 0;
  for (std::size_t first = 0; first < count; first += kBlock) {
    rows.clear();
    for (std::size_t i = first; i < std::min(count, first + kBlock); ++i) rows.push_back(maker.Next(i));
    for (const auto& row : rows) sqlite.Add(row);
    if (duckdb) {
      for (const auto& row : rows) duckdb->Add(row);
    }
    const double before = ResidentBytes();
    const auto began = SteadyClock::now();
    for (std::size_t i = 0; i < rows.size(); ++i) buckets.Put(rows[i], static_cast<std::int64_t>(first + i));
    put += Micros(SteadyClock::now() - began);
    bytes += ResidentBytes() - before;
  }
  sqlite.Finish();
  if (duckdb) duckdb->Finish();
  std::printf("  taken in %.1f us a bucket; %.0f bytes a bucket\n", put / static_cast<double>(count),
              bytes / static_cast<double>(count));
  std::vector<Figures> figures = CompareQueries(buckets, &sqlite, duckdb.get());
  Print(figures);
  Summarize(figures, "SQLite with an index for each column", [](const Figures& each) { return each.sqlite; });
  Summarize(figures, "SQLite with indexes tailored to them", [](const Figures& each) { return each.tailored; });
  if (duckdb) Summarize(figures, "DuckDB", [](const Figures& each) { return *each.duckdb; });
  if (options.curve.empty()) {
    MeasurePages(buckets);
    MeasureChanges(buckets);
    MeasureReaderBesideWriter(buckets);
  }
  return figures;
}

// [{"class", "filters", "buckets", "engine", "sqlite", "tailored", "duckdb"}...]: microseconds, "duckdb" only where it
// was measured.
void WriteCurve(const std::string& path, const std::vector<std::pair<std::size_t, Figures>>& all) {
  std::ofstream file(path);
  const char* separator = "[\n";
  for (const auto& [count, each] : all) {
    file << separator << R"({"class": ")" << each.asked->name << R"(", "filters": )"
         << (each.asked->filters() ? "true" : "false") << R"(, "buckets": )" << count << R"(, "engine": )"
         << each.engine << R"(, "sqlite": )" << each.sqlite << R"(, "tailored": )" << each.tailored;
    if (each.duckdb) file << R"(, "duckdb": )" << *each.duckdb;
    file << "}";
    separator = ",\n";
  }
  file << "\n]\n";
  if (!file.flush()) {
    std::fprintf(stderr, "engine_bench: cannot write %s\n", path.c_str());
    std::exit(1);
  }
}

}  // namespace
}  // namespace macie_local::bench

int main(int argc, char** argv) {
  using namespace macie_local::bench;
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--duckdb" && i + 1 < argc) {
      options.duckdb = argv[++i];
    } else if (argument == "--curve" && i + 1 < argc) {
      options.curve = argv[++i];
    } else if (argument == "--quick") {
      options.counts = {10'000, 100'000};
    } else if (const auto count = std::strtoull(argv[i], nullptr, 10); count >= 100) {
      options.counts.push_back(count);
    } else {
      std::fprintf(stderr,
                   "usage: engine_bench [--duckdb LIBRARY] [--curve OUT.json] [--quick | BUCKETS...], at least 100 of "
                   "them\n");
      return 2;
    }
  }
  if (options.counts.empty() && !options.curve.empty()) options.counts = {1'000, 10'000, 100'000, 1'000'000};
  if (options.counts.empty()) options.counts = {10'000, 1'000'000};
  std::vector<std::pair<std::size_t, Figures>> curve;
  for (const std::size_t count : options.counts) {
    for (const Figures& each : Measure(count, options)) curve.emplace_back(count, each);
  }
  if (!options.curve.empty()) WriteCurve(options.curve, curve);
  return 0;
}
