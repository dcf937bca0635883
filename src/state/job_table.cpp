#include "state/job_table.h"

#include <functional>
#include <limits>
#include <utility>

namespace macie_local::state {

const JobTable::Entry* JobTable::Find(std::string_view job_id) const {
  const std::int64_t* row_id = by_id_.Find(job_id);
  if (row_id == nullptr) return nullptr;
  return &*rows_.LowerBound(*row_id);
}

const model::JobRecord* JobTable::FindByToken(std::string_view client_token) const {
  const std::uint64_t hash = std::hash<std::string_view>{}(client_token);
  auto at = by_token_.LowerBound(TokenKey{hash, std::numeric_limits<std::int64_t>::max()});
  while (at != by_token_.begin()) {
    --at;
    if (at->first.hash != hash) return nullptr;
    const model::JobRecord& job = **rows_.Find(at->first.row_id);
    if (job.clientToken == client_token) return &job;
  }
  return nullptr;
}

void JobTable::Put(std::int64_t row_id, std::shared_ptr<const model::JobRecord> job) {
  const auto key = [row_id](const std::string& token) {
    return TokenKey{std::hash<std::string_view>{}(token), row_id};
  };
  const model::JobRecord& record = *job;
  const auto* found = rows_.Find(row_id);
  const std::shared_ptr<const model::JobRecord> before = found == nullptr ? nullptr : *found;
  rows_.Set(row_id, std::move(job));
  if (before == nullptr) {
    by_id_.Set(JobKey(*record.jobId), row_id);
  } else if (before->clientToken == record.clientToken) {
    return;
  } else if (before->clientToken) {
    by_token_.Erase(key(*before->clientToken));
  }
  if (record.clientToken) by_token_.Set(key(*record.clientToken), {});
}

}  // namespace macie_local::state
