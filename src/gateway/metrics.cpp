#include "gateway/metrics.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "macie_local/version.h"
#include "model/operations.h"

namespace macie_local::gateway {
namespace {

using base::MetricsText;

// Linux tells it in pages; 0 where it is not told.
double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  file >> all >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

void AppendStore(const store::Store& store, MetricsText* text) {
  const store::StoreMetrics& metrics = store.metrics();
  text->Begin("macie_local_store_commits_total", "counter", "Transactions committed to SQLite.");
  text->Sample("", static_cast<double>(metrics.commits.value()));
  text->Begin("macie_local_store_failed_commits_total", "counter", "Transactions that SQLite refused.");
  text->Sample("", static_cast<double>(metrics.failed_commits.value()));
  text->Begin("macie_local_store_commit_writes", "histogram", "Writes of clients in one transaction.");
  text->Samples("", store::StoreMetrics::kGroups, metrics.group_sizes);
  text->Begin("macie_local_store_commit_duration_seconds", "histogram", "Time of one transaction in SQLite.");
  text->Samples("", base::kLatency, metrics.commit_seconds);
  text->Begin("macie_local_store_queue_length", "gauge", "Writes that wait for the writer thread.");
  text->Sample("", static_cast<double>(store.queue_length()));
}

void AppendEngine(const engine::QueryMetrics& metrics, MetricsText* text) {
  text->Begin("macie_local_engine_queries_total", "counter", "Bucket queries by the plan that answered them.");
  for (std::size_t i = 0; i < metrics.queries.size(); ++i) {
    text->Sample(MetricsText::Label("plan", engine::PlanName(static_cast<engine::Plan>(i))),
                 static_cast<double>(metrics.queries[i].value()));
  }
  text->Begin("macie_local_engine_rows_read_total", "counter", "Rows that bucket queries looked at.");
  text->Sample("", static_cast<double>(metrics.rows_read.value()));
}

}  // namespace

void Metrics::Count(const wire::OperationDesc* operation, int status, std::chrono::nanoseconds duration) {
  PerOperation& counted = operations_[operation == nullptr ? model::kOperationCount : operation->id];
  const auto* known = std::find(kStatuses.begin(), kStatuses.end() - 1, status);
  counted.by_status[static_cast<std::size_t>(known - kStatuses.begin())].Add();
  counted.seconds.Record(base::kLatency, duration.count());
}

std::string Metrics::Text(const Others& others) const {
  MetricsText text;
  const auto name = [](std::size_t index) {
    return index == model::kOperationCount ? std::string_view("none") : model::Operations()[index].name;
  };
  const auto used = [&](std::size_t index) {
    const auto& counted = operations_[index].by_status;
    return std::any_of(counted.begin(), counted.end(), [](const base::Counter& counter) { return counter.value(); });
  };
  text.Begin("macie_local_info", "gauge", "Always 1; the version is its label.");
  text.Sample(MetricsText::Label("version", kVersion), 1);
  text.Begin("macie_local_requests_total", "counter", "Requests to the AWS endpoint, by operation and status.");
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    for (std::size_t j = 0; j < kStatuses.size(); ++j) {
      const std::uint64_t count = operations_[i].by_status[j].value();
      if (count == 0) continue;
      const std::string status = kStatuses[j] == 0 ? "other" : std::to_string(kStatuses[j]);
      text.Sample(MetricsText::Label("operation", name(i)) + "," + MetricsText::Label("status", status),
                  static_cast<double>(count));
    }
  }
  text.Begin("macie_local_request_duration_seconds", "histogram",
             "Time from a request's last byte to its answer, commit included, by operation.");
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    if (used(i)) text.Samples(MetricsText::Label("operation", name(i)), base::kLatency, operations_[i].seconds);
  }
  AppendStore(others.store, &text);
  if (others.queries != nullptr) AppendEngine(*others.queries, &text);
  text.Begin("macie_local_journal_entries", "gauge", "Requests that the journal holds.");
  text.Sample("", static_cast<double>(others.journal_entries));
  text.Begin("macie_local_faults_fired_total", "counter", "Requests that a fault rule changed.");
  text.Sample("", static_cast<double>(others.faults_fired));
  text.Begin("process_resident_memory_bytes", "gauge", "Resident memory size in bytes.");
  text.Sample("", ResidentBytes());
  return text.Take();
}

}  // namespace macie_local::gateway
