#include "state/job_index.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/timestamp.h"
#include "engine/sorting.h"

namespace macie_local::state {

std::vector<std::string> ForeignAccounts(std::string_view owner, const model::JobRecord& job) {
  std::vector<std::string> accounts;
  const auto add = [&](std::string_view account) {
    if (account.empty() || account == owner || (!accounts.empty() && accounts.back() == account)) return;
    accounts.emplace_back(account);
  };
  if (job.s3JobDefinition && job.s3JobDefinition->bucketDefinitions) {
    for (const auto& definition : *job.s3JobDefinition->bucketDefinitions) add(definition.accountId);
  }
  std::sort(accounts.begin(), accounts.end());
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
  return accounts;
}

template <class Visit>
void JobIndex::ForEachContribution(std::string_view account, const model::JobRecord& job, const Visit& visit) {
  if (!job.s3JobDefinition || !job.emulator) return;
  const bool cancelled = job.jobStatus == model::JobStatus::CANCELLED;
  const bool recurring = job.jobType == model::JobType::SCHEDULED;
  const auto tell = [&](const Contribution& contribution) {
    if (!contribution.empty()) visit(contribution);
  };
  if (const auto& definitions = job.s3JobDefinition->bucketDefinitions) {
    std::set<std::string_view> seen;
    for (const auto& definition : *definitions) {
      if (definition.accountId != account) continue;
      for (const auto& name : definition.buckets) {
        if (!seen.insert(name).second) continue;
        tell({name, !cancelled, !cancelled && recurring, job.emulator->runStartedAt});
      }
    }
  }
}

std::vector<JobIndex::Contribution> JobIndex::Contributions(std::string_view account, const model::JobRecord& job) {
  std::vector<Contribution> out;
  ForEachContribution(account, job, [&](const Contribution& contribution) { out.push_back(contribution); });
  return out;
}

void JobIndex::Runs::Add(const JobRun& run) {
  if (last_ == run) return;
  if (last_ && run < *last_) {
    earlier_.Set(run, Nothing{});
    return;
  }
  if (last_) earlier_.Set(*last_, Nothing{});
  last_ = run;
}

void JobIndex::Runs::Remove(const JobRun& run) {
  if (last_ != run) {
    earlier_.Erase(run);
    return;
  }
  last_.reset();
  if (earlier_.empty()) return;
  auto before = earlier_.end();
  --before;
  last_ = before->first;
  earlier_.Erase(*last_);
}

void JobIndex::Add(std::string_view job_id, const Contribution& contribution, int sign, Uses* uses) {
  uses->defining += contribution.defining ? sign : 0;
  uses->monitoring += contribution.monitoring ? sign : 0;
  if (!contribution.run_started_at) return;
  const JobRun key{*contribution.run_started_at, JobKey(job_id)};
  if (sign > 0) {
    uses->runs.Add(key);
  } else {
    uses->runs.Remove(key);
  }
}

void JobIndex::Apply(std::string_view job_id, const Contribution& contribution, int sign) {
  const Uses* found = uses_.Find(contribution.bucket_name);
  Uses uses = found == nullptr ? Uses{} : *found;
  Add(job_id, contribution, sign, &uses);
  if (uses.empty()) {
    uses_.Erase(contribution.bucket_name);
  } else {
    uses_.Set(std::string(contribution.bucket_name), std::move(uses));
  }
}

void JobIndex::Builder::Add(std::string_view account, std::shared_ptr<const model::JobRecord> job) {
  ForEachContribution(account, *job, [&](const Contribution& contribution) {
    entries_.push_back({job.get(), contribution});
  });
  jobs_.push_back(std::move(job));
}

JobIndex JobIndex::Builder::Finish() {
  std::vector<std::string_view> names;
  names.reserve(entries_.size());
  for (const Entry& entry : entries_) names.push_back(entry.contribution.bucket_name);
  const std::vector<std::uint32_t> order = engine::SortedByText(names);
  std::size_t distinct = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || names[order[i]] != names[order[i - 1]]) ++distinct;
  }
  JobIndex index;
  std::size_t at = 0;
  index.uses_ = decltype(index.uses_)::FromSorted(distinct, [&] {
    const std::string_view name = names[order[at]];
    Uses uses;
    for (; at < order.size() && names[order[at]] == name; ++at) {
      const Entry& entry = entries_[order[at]];
      JobIndex::Add(*entry.job->jobId, entry.contribution, +1, &uses);
    }
    return decltype(index.uses_)::value_type(std::string(name), std::move(uses));
  });
  return index;
}

void JobIndex::Update(std::string_view account, const model::JobRecord* before, const model::JobRecord* after,
                      std::vector<std::string>* touched) {
  std::vector<Contribution> old_ones;
  std::vector<Contribution> new_ones;
  if (before != nullptr) old_ones = Contributions(account, *before);
  if (after != nullptr) new_ones = Contributions(account, *after);
  if (old_ones == new_ones) return;
  for (const auto& contribution : old_ones) {
    Apply(*before->jobId, contribution, -1);
    touched->emplace_back(contribution.bucket_name);
  }
  for (const auto& contribution : new_ones) {
    Apply(*after->jobId, contribution, +1);
    touched->emplace_back(contribution.bucket_name);
  }
  std::sort(touched->begin(), touched->end());
  touched->erase(std::unique(touched->begin(), touched->end()), touched->end());
}

JobIndex::Named JobIndex::Find(std::string_view bucket_name) const {
  const Uses* uses = uses_.Find(bucket_name);
  if (uses == nullptr) return {};
  return {uses->defining > 0, uses->monitoring > 0, uses->runs.last()};
}

model::JobDetails JobIndex::DetailsOf(const Uses* uses) {
  model::JobDetails details;
  const bool defined = uses != nullptr && uses->defining > 0;
  const bool monitored = uses != nullptr && uses->monitoring > 0;
  details.isDefinedInJob = defined ? model::IsDefinedInJob::TRUE : model::IsDefinedInJob::FALSE;
  details.isMonitoredByJob = monitored ? model::IsMonitoredByJob::TRUE : model::IsMonitoredByJob::FALSE;
  if (!defined || !uses->runs.last()) return details;
  details.lastJobId = uses->runs.last()->job_id.str();
  details.lastJobRunTime = base::TruncateToMillis(uses->runs.last()->started_at);
  return details;
}

}  // namespace macie_local::state
