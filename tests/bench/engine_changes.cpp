#include "engine_changes.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bench_timing.h"
#include "engine/query.h"
#include "query_classes.h"

namespace macie_local::bench {
namespace {

// At most `count` buckets in no order of anything, the same ones each time.
std::vector<model::BucketMetadata> SomeBuckets(const state::BucketTable& buckets, std::size_t count) {
  std::vector<engine::Slot> slots;
  slots.reserve(buckets.size());
  buckets.ForEach([&](engine::Slot slot) { slots.push_back(slot); });
  std::shuffle(slots.begin(), slots.end(), std::mt19937_64(7));
  slots.resize(std::min(count, slots.size()));
  std::vector<model::BucketMetadata> rows;
  rows.reserve(slots.size());
  for (const engine::Slot slot : slots) rows.push_back(buckets.Get(slot));
  return rows;
}

std::vector<engine::Query> ReadersQueries() {
  constexpr std::string_view kAsked[] = {"no filter, by size down", "account equal, by size",
                                         "tag value (1 in 2000), by size", "size range (few), by objects"};
  std::vector<engine::Query> queries;
  for (const QueryClass& each : QueryClasses()) {
    if (std::find(std::begin(kAsked), std::end(kAsked), each.name) != std::end(kAsked)) {
      queries.push_back(CompileClass(each));
    }
  }
  return queries;
}

// The times of questions, asked in turn until `stop`. Each takes a copy of the table first, as each request does.
std::vector<double> Read(const state::BucketTable& held, const std::vector<engine::Query>& queries,
                         const std::atomic<bool>& stop) {
  std::vector<double> times;
  times.reserve(1'000'000);
  for (std::size_t next = 0; !stop.load(std::memory_order_relaxed) || times.empty(); ++next) {
    const auto began = SteadyClock::now();
    {
      const state::BucketTable copy = held;
      engine::RunQuery(copy.table(), queries[next % queries.size()]);
    }
    times.push_back(Micros(SteadyClock::now() - began));
  }
  return times;
}

// Prints how long `work` on `count` buckets took and how long the questions of a reader beside it did.
template <class Work>
void BesideReader(std::size_t count, const char* what, const state::BucketTable& held, const Work& work) {
  const std::vector<engine::Query> queries = ReadersQueries();
  std::atomic<bool> stop = false;
  std::vector<double> times;
  std::thread reader([&] { times = Read(held, queries, stop); });
  const auto began = SteadyClock::now();
  work();
  const double took = Micros(SteadyClock::now() - began);
  stop = true;
  reader.join();
  if (count > 0) {
    std::printf("  %zu buckets %s: %.0f ms, %.1f us each; ", count, what, took / 1000,
                took / static_cast<double>(count));
  } else {
    std::printf("  %s: ", what);
  }
  const double median = Quantile(&times, 0.5);
  std::printf("a reader's pages p50 %.0f us, p99 %.0f us (%zu pages)\n", median, Quantile(&times, 0.99), times.size());
  std::fflush(stdout);
}

}  // namespace

void MeasurePages(const state::BucketTable& buckets) {
  engine::Query query;
  query.sort = state::BucketSchema::Get().Column("sizeInBytes");
  const auto slots = engine::RunQuery(buckets.table(), query).slots;
  std::string bytes;
  const double columns = MedianMicros([&] {
    bytes.clear();
    for (const engine::Slot slot : slots) buckets.AppendJson(slot, &bytes);
  });
  const double size = static_cast<double>(bytes.size());
  std::printf("  a page's %.0f bytes: from columns %.1f us (%.0f MB/s)", size, columns, size / columns);
  state::PageCache pages;
  std::vector<state::BucketRow> rows;
  for (const engine::Slot slot : slots) rows.push_back({&buckets, slot});
  const double ready = MedianMicros([&] { pages.Json(rows); });
  std::printf(", asked for again %.2f us\n", ready);
}

void MeasureChanges(state::BucketTable buckets) {
  std::vector<model::BucketMetadata> rows = SomeBuckets(buckets, 20'000);
  std::size_t next = 0;
  // As the store does: a reader holds the state of before, so every change copies what it touches.
  const double one = MedianMicros([&] {
    const state::BucketTable held = buckets;
    model::BucketMetadata& row = rows[next++ % rows.size()];
    *row.sizeInBytes += 1'000'003;
    buckets.Put(row, static_cast<std::int64_t>(next));
  });
  std::printf("  one bucket changed %.1f us\n", one);
}

void MeasureReaderBesideWriter(state::BucketTable buckets) {
  const state::BucketTable held = buckets;
  constexpr auto kAlone = std::chrono::seconds(1);
  BesideReader(0, "no writer", held, [&] {
    for (const auto began = SteadyClock::now(); SteadyClock::now() - began < kAlone;) std::this_thread::yield();
  });

  std::vector<model::BucketMetadata> rows = SomeBuckets(buckets, std::min<std::size_t>(100'000, buckets.size() / 2));
  std::vector<std::string> names;  // sorted, as the index of jobs gives them
  for (const auto& row : rows) names.push_back(*row.bucketName);
  std::sort(names.begin(), names.end());
  model::JobRecord job;
  job.jobId = "0123456789abcdef0123456789abcdef";
  job.jobType = model::JobType::ONE_TIME;
  job.jobStatus = model::JobStatus::RUNNING;
  auto& definition = job.s3JobDefinition.emplace().bucketDefinitions.emplace().emplace_back();
  definition.accountId = "123456789012";
  definition.buckets = names;
  job.emulator.emplace().runStartedAt = Timestamp(std::chrono::hours(1));
  state::JobIndex jobs;
  std::vector<std::string> touched;
  jobs.Update("123456789012", nullptr, &job, &touched);
  BesideReader(rows.size(), "given a job", held, [&] { buckets.RefreshJobDetails(touched, jobs); });
  // A request between the two holds the state with the job.
  const state::BucketTable held_again = buckets;
  model::JobRecord cancelled = job;
  cancelled.jobStatus = model::JobStatus::CANCELLED;
  jobs.Update("123456789012", &job, &cancelled, &touched);
  BesideReader(rows.size(), "whose job is cancelled", held_again, [&] { buckets.RefreshJobDetails(touched, jobs); });

  rows.resize(std::min<std::size_t>(10'000, rows.size()));
  for (auto& row : rows) *row.sizeInBytes += 17;
  const state::BucketTable held_last = buckets;
  BesideReader(rows.size(), "put at once", held_last, [&] {
    for (std::size_t i = 0; i < rows.size(); ++i) buckets.Put(rows[i], static_cast<std::int64_t>(i));
  });
}

}  // namespace macie_local::bench
