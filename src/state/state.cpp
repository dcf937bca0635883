#include "state/state.h"

namespace macie_local::state {

bool Partition::HoldsNothing() const {
  const auto none = [](const auto&... tables) { return (tables.empty() && ...); };
  return sessions.empty() && jobs.empty() && buckets.size() == 0 && objects.empty() && job_index.empty() &&
         std::apply(none, records);
}

const model::SessionRecord* Partition::session() const {
  const auto* row = sessions.Find(kSessionKey);
  return row == nullptr ? nullptr : row->record.get();
}

const JobMatches* Partition::MatchesOf(std::int64_t job_row) const {
  const auto* found = job_matches.Find(job_row);
  return found == nullptr ? nullptr : found->get();
}

const model::JobRecord* Partition::job(std::string_view job_id) const {
  const auto* entry = jobs.Find(job_id);
  return entry == nullptr ? nullptr : entry->second.get();
}

const Partition& State::partition(const PartitionKey& key) const {
  static const Partition empty;
  const auto* found = partitions.Find(key);
  return found == nullptr ? empty : **found;
}

std::optional<Timestamp> DueAt(const model::JobRecord& job) {
  return job.emulator ? job.emulator->dueAt : std::nullopt;
}

bool IsReading(const model::JobRecord& job) {
  return job.jobStatus == model::JobStatus::RUNNING && job.emulator && job.emulator->reading;
}

}  // namespace macie_local::state
