#include "store/job_index.h"

#include "base/timestamp.h"

#include <algorithm>
#include <unordered_set>

namespace macie_local::store {

// What one job says of one bucket.
struct JobIndex::Contribution {
  std::string bucket_name;
  bool defining = false;
  bool monitoring = false;
  std::optional<Timestamp> run_started_at;

  bool operator==(const Contribution&) const = default;
};

MatchedBucket ParseMatch(std::string_view match) {
  const std::size_t slash = match.find('/');
  if (slash == std::string_view::npos) return {{}, match};
  return {match.substr(0, slash), match.substr(slash + 1)};
}

std::string MatchOf(std::string_view owner, std::string_view account, std::string_view bucket_name) {
  if (account == owner) return std::string(bucket_name);
  return std::string(account).append("/").append(bucket_name);
}

std::vector<std::string> ForeignAccounts(std::string_view owner, const model::JobRecord& job) {
  std::vector<std::string> accounts;
  const auto add = [&](std::string_view account) {
    if (account.empty() || account == owner || (!accounts.empty() && accounts.back() == account)) return;
    accounts.emplace_back(account);
  };
  if (job.s3JobDefinition && job.s3JobDefinition->bucketDefinitions) {
    for (const auto& definition : *job.s3JobDefinition->bucketDefinitions) add(definition.accountId.value_or(""));
  }
  if (job.emulator && job.emulator->matchedBuckets) {
    for (const auto& match : *job.emulator->matchedBuckets) add(ParseMatch(match).account);
  }
  if (job.emulator && job.emulator->earlierMatches) {
    for (const auto& match : *job.emulator->earlierMatches) add(ParseMatch(match.bucketName.value_or("")).account);
  }
  std::sort(accounts.begin(), accounts.end());
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
  return accounts;
}

std::vector<JobIndex::Contribution> JobIndex::Contributions(std::string_view account, bool own,
                                                            const model::JobRecord& job) {
  std::vector<Contribution> out;
  if (!job.s3JobDefinition || !job.emulator) return out;
  const bool cancelled = job.jobStatus == model::JobStatus::CANCELLED;
  const bool recurring = job.jobType == model::JobType::SCHEDULED;
  if (const auto& definitions = job.s3JobDefinition->bucketDefinitions) {
    std::unordered_set<std::string_view> seen;
    for (const auto& definition : *definitions) {
      if (definition.accountId != account || !definition.buckets) continue;
      for (const auto& name : *definition.buckets) {
        if (!seen.insert(name).second) continue;
        out.push_back({name, !cancelled, !cancelled && recurring, job.emulator->runStartedAt});
      }
    }
  }
  // A match by criteria counts as defining once the job has run, whatever became of the job; as monitoring only while
  // the match is younger than a day, which `matchExpired` ends.
  const bool fresh = recurring && !cancelled && !job.emulator->matchExpired.value_or(false);
  const auto add_match = [&](std::string_view match, bool monitoring, std::optional<Timestamp> at) {
    const MatchedBucket matched = ParseMatch(match);
    if (own ? !matched.account.empty() : matched.account != account) return;
    out.push_back({std::string(matched.name), true, monitoring, at});
  };
  if (job.emulator->matchedBuckets) {
    for (const auto& match : *job.emulator->matchedBuckets) add_match(match, fresh, job.emulator->matchedAt);
  }
  if (job.emulator->earlierMatches) {
    for (const auto& match : *job.emulator->earlierMatches) {
      if (match.bucketName) add_match(*match.bucketName, false, match.matchedAt);
    }
  }
  return out;
}

void JobIndex::Apply(std::string_view job_id, const Contribution& contribution, int sign) {
  if (!contribution.defining && !contribution.monitoring && !contribution.run_started_at) return;
  const Uses* found = uses_.Find(contribution.bucket_name);
  Uses uses = found == nullptr ? Uses{} : *found;
  uses.defining += contribution.defining ? sign : 0;
  uses.monitoring += contribution.monitoring ? sign : 0;
  if (contribution.run_started_at) {
    const RunKey key{*contribution.run_started_at, JobKey(job_id)};
    if (sign > 0) {
      uses.runs.Set(key, Nothing{});
    } else {
      uses.runs.Erase(key);
    }
  }
  if (uses.empty()) {
    uses_.Erase(contribution.bucket_name);
  } else {
    uses_.Set(contribution.bucket_name, std::move(uses));
  }
}

void JobIndex::Update(std::string_view account, std::string_view owner, const model::JobRecord* before,
                      const model::JobRecord* after, std::vector<std::string>* touched) {
  const bool own = account == owner;
  std::vector<Contribution> old_ones;
  std::vector<Contribution> new_ones;
  if (before != nullptr) old_ones = Contributions(account, own, *before);
  if (after != nullptr) new_ones = Contributions(account, own, *after);
  if (old_ones == new_ones) return;
  for (const auto& contribution : old_ones) {
    Apply(*before->jobId, contribution, -1);
    touched->push_back(contribution.bucket_name);
  }
  for (const auto& contribution : new_ones) {
    Apply(*after->jobId, contribution, +1);
    touched->push_back(contribution.bucket_name);
  }
  std::sort(touched->begin(), touched->end());
  touched->erase(std::unique(touched->begin(), touched->end()), touched->end());
}

model::JobDetails JobIndex::DetailsOf(const Uses* uses) {
  model::JobDetails details;
  const bool defined = uses != nullptr && uses->defining > 0;
  const bool monitored = uses != nullptr && uses->monitoring > 0;
  details.isDefinedInJob = defined ? model::IsDefinedInJob::TRUE : model::IsDefinedInJob::FALSE;
  details.isMonitoredByJob = monitored ? model::IsMonitoredByJob::TRUE : model::IsMonitoredByJob::FALSE;
  if (!defined || uses->runs.empty()) return details;
  auto last = uses->runs.end();
  --last;
  details.lastJobId = last->first.job_id.str();
  details.lastJobRunTime = base::TruncateToMillis(last->first.started_at);
  return details;
}

}  // namespace macie_local::store
