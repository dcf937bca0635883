#include "service/jobs/reading.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "service/core/settings.h"
#include "service/findings/findings.h"
#include "state/bucket_table.h"
#include "state/job_matches.h"

namespace macie_local::service {
namespace {

void AddMatched(const state::State& state, const state::PartitionKey& key, const state::JobMatches& matches,
                std::vector<RunTarget>* targets) {
  for (const state::AccountMatches& account : matches.accounts) {
    const state::BucketTable& buckets = state.partition({account.account, key.region}).buckets;
    for (const state::MatchedRow& row : account.now) {
      if (!buckets.IsThere(row) || IsInError(buckets.table(), row.slot)) continue;
      targets->push_back({account.account, std::string(buckets.table().Key(row.slot))});
    }
  }
}

void AddNamed(const state::State& state, const state::PartitionKey& key, const model::JobRecord& job,
              std::vector<RunTarget>* targets) {
  for (const auto& entry : *job.s3JobDefinition->bucketDefinitions) {
    const std::string& account = entry.accountId;
    if (TroubleWith(state.partition(key), key, account)) continue;
    const engine::Table& buckets = state.partition({account, key.region}).buckets.table();
    for (const std::string& name : entry.buckets) {
      const auto slot = buckets.Find(name);
      if (slot && !IsInError(buckets, *slot)) targets->push_back({account, name});
    }
  }
}

void AddLevels(const state::Partition& partition, ScannedObject* scanned) {
  for (ScannedDetection& detection : scanned->detections) {
    if (!detection.custom) continue;
    const auto* record = partition.Find<model::CustomDataIdentifierRecord>(detection.type);
    if (record != nullptr && record->severityLevels) detection.levels = *record->severityLevels;
  }
}

bool IsAt(const model::JobRecord& job, const model::RunReading& reading) {
  const model::RunReading& at = *job.emulator->reading;
  return at.account == reading.account && at.bucket == reading.bucket && at.key == reading.key;
}

}  // namespace

RunObjects::RunObjects(const model::JobRecord& job)
    : since_(job.emulator->reading->since),
      job_id_(*job.jobId),
      run_(RunNumber(job)),
      percent_(job.samplingPercentage.value_or(100)) {
  if (!FaultOfScoping(*job.s3JobDefinition)) scope_.emplace(*job.s3JobDefinition);
}

bool RunObjects::Takes(const RunTarget& bucket, const objects::ObjectInfo& object) const {
  if (since_ && object.last_modified <= *since_) return false;
  return scope_ && scope_->Takes(object) && IsSampled(job_id_, run_, bucket.bucket, object.key, percent_);
}

std::int64_t RunNumber(const model::JobRecord& job) {
  return static_cast<std::int64_t>(job.statistics->numberOfRuns.value_or(0));
}

std::vector<RunTarget> RunTargets(const state::State& state, const state::PartitionKey& key,
                                  const model::JobRecord& job) {
  std::vector<RunTarget> targets;
  const state::Partition& own = state.partition(key);
  if (job.s3JobDefinition->bucketDefinitions) {
    AddNamed(state, key, job, &targets);
  } else if (const auto* stored = own.jobs.Find(*job.jobId)) {
    if (const state::JobMatches* matches = own.MatchesOf(stored->first)) AddMatched(state, key, *matches, &targets);
  }
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  return targets;
}

bool TakeRunResults(const Environment& environment, state::Transaction& transaction, RunResults results) {
  const model::JobRecord* job = transaction.partition(results.key).job(results.job_id);
  if (job == nullptr || !state::IsReading(*job) || RunNumber(*job) != results.run || !IsAt(*job, results.from)) {
    return false;
  }
  const model::JobRecord record = *job;
  const model::SettingsRecord settings = SettingsOf(transaction.partition(results.key));
  Analysis analysis{results.job_id, results.run};
  if (settings.exportConfiguration && settings.exportConfiguration->s3Destination) {
    analysis.results = &*settings.exportConfiguration->s3Destination;
  }
  FindingDoor door(transaction);
  for (ReadObject& read : results.objects) {
    const state::PartitionKey owner{read.bucket.account, results.key.region};
    const auto bucket = transaction.partition(owner).buckets.Find(read.bucket.bucket);
    if (!bucket) continue;  // it was taken out of the inventory meanwhile
    AddLevels(transaction.partition(results.key), &read.scanned);
    auto finding = FindingOfObject(results.key, transaction.now(), analysis, *bucket, read.scanned);
    if (finding) door.Enter(results.key, std::move(*finding));
  }
  ContinueReading(environment, results.key, transaction, record, std::move(results.step));
  return true;
}

}  // namespace macie_local::service
