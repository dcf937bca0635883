#include "store/state.h"

namespace macie_local::store {

const model::SessionRecord* Partition::session() const {
  const auto* row = sessions.Find(kSessionKey);
  return row == nullptr ? nullptr : row->record.get();
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

void IndexJob(const PartitionKey& key, std::int64_t row_id, std::shared_ptr<const model::JobRecord> after,
              Partition* partition, base::CowMap<DueKey, Nothing>* due, std::vector<std::string>* touched) {
  const JobKey job_id(*after->jobId);
  const auto* existing = partition->jobs.Find(*after->jobId);
  const std::shared_ptr<const model::JobRecord> before = existing == nullptr ? nullptr : existing->second;
  partition->job_index.Update(key.account, key.account, before.get(), after.get(), touched);
  const auto old_due = before == nullptr ? std::nullopt : DueAt(*before);
  const auto new_due = DueAt(*after);
  if (old_due != new_due) {
    if (old_due) due->Erase(DueKey{*old_due, key, job_id});
    if (new_due) due->Set(DueKey{*new_due, key, job_id}, Nothing{});
  }
  partition->jobs.Put(row_id, std::move(after));
}

}  // namespace macie_local::store
