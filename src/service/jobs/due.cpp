#include "service/jobs/due.h"

#include <limits>

#include "base/timestamp.h"
#include "service/jobs/schedule.h"

namespace macie_local::service {
namespace {

// A run starts and ends.
constexpr std::int64_t kOfARun = 2;

std::int64_t CountOf(const model::JobRecord& job, Timestamp until) {
  const model::JobProgress& progress = *job.emulator;
  const bool runs = job.jobStatus == model::JobStatus::RUNNING || job.jobStatus == model::JobStatus::IDLE;
  if (!runs || !job.scheduleFrequency || !progress.nextRunAt) return 1;
  return 1 + kOfARun * CountRuns(*job.scheduleFrequency, *progress.nextRunAt, until);
}

}  // namespace

std::int64_t CountDue(const state::Transaction& transaction, Timestamp until) {
  std::int64_t count = 0;
  for (const auto& [due, nothing] : transaction.due()) {
    if (due.at > until) break;
    const model::JobRecord* job = transaction.partition(due.partition).job(due.job_id.view());
    const std::int64_t more = job == nullptr ? 1 : CountOf(*job, until);
    if (more > std::numeric_limits<std::int64_t>::max() - count) return std::numeric_limits<std::int64_t>::max();
    count += more;
  }
  return count;
}

std::optional<std::string> TooMuchDue(const state::Transaction& transaction, Timestamp until) {
  const std::int64_t count = CountDue(transaction, until);
  if (count <= kDueMax) return std::nullopt;
  return "by " + base::ToIso8601(base::TruncateToMillis(until)) + " about " + std::to_string(count) +
         " starts and ends of job runs would fall due; at most " + std::to_string(kDueMax) + " are taken at once";
}

}  // namespace macie_local::service
