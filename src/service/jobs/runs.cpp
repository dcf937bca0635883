#include "service/jobs/runs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/saturating.h"
#include "base/timestamp.h"
#include "engine/table.h"
#include "service/buckets/buckets.h"
#include "service/core/job_runner.h"
#include "service/core/relations.h"
#include "service/jobs/events.h"
#include "service/jobs/messages.h"
#include "service/jobs/schedule.h"
#include "service/jobs/scope.h"
#include "state/bucket_schema.h"
#include "state/job_matches.h"

namespace macie_local::service {
namespace {

// How many of a run's matched buckets get an event of their own, and how many of those that it can't look at; the rest
// is counted as dropped.
constexpr std::size_t kToldBucketsMax = state::kJobEventsMax / 2;

bool IsRecurring(const model::JobRecord& job) {
  return job.jobType == model::JobType::SCHEDULED;
}

bool IsFinal(const model::JobRecord& job) {
  return job.jobStatus == model::JobStatus::COMPLETE || job.jobStatus == model::JobStatus::CANCELLED;
}

// At the end of time things end there.
Timestamp Later(Timestamp time, std::chrono::microseconds by) {
  return base::AddWithin(time, by).value_or(base::kLatest);
}

// When the match of the latest run stops counting; nothing when it does not, or already did.
std::optional<Timestamp> MatchExpiry(const model::JobRecord& job) {
  const model::JobProgress& progress = *job.emulator;
  if (!IsRecurring(job) || job.jobStatus == model::JobStatus::CANCELLED) return std::nullopt;
  if (!progress.matchedAt || progress.matchExpired.value_or(false)) return std::nullopt;
  return Later(*progress.matchedAt, kMatchFresh);
}

constexpr engine::Slot kMissing = std::numeric_limits<engine::Slot>::max();

// The buckets of one account that a run looks at, in the order in which they are told.
struct JobTargets {
  std::string account;
  std::vector<engine::Slot> slots;      // kMissing: the bucket is not there
  std::vector<std::string_view> names;  // of all of them, where the job names its buckets
};

// One job being changed at one instant; Store() ends it.
class JobChange {
 public:
  JobChange(const state::PartitionKey& key, state::Transaction& transaction, model::JobRecord job)
      : key_(key), transaction_(transaction), job_(std::move(job)), now_(transaction.now()) {}

  model::JobRecord& job() { return job_; }

  void Event(JobEventType type, const Affected& affected = {}) {
    events_.push_back(EventText(type, now_, job_.emulator->runStartedAt, affected));
  }

  // Starts a run now; one that has nothing to look at ends at once.
  void StartRun(const Environment& environment) {
    model::JobProgress& progress = *job_.emulator;
    const std::optional<Timestamp> since = TakenSince(job_);
    progress.reading.reset();
    progress.runStartedAt = now_;
    job_.lastRunTime = now_;
    job_.jobStatus = model::JobStatus::RUNNING;
    progress.runEndsAt = Later(now_, environment.run_duration);
    if (IsRecurring(job_)) progress.nextRunAt = NextRun(*job_.scheduleFrequency, *job_.createdAt, now_);
    job_.statistics->numberOfRuns = job_.statistics->numberOfRuns.value_or(0) + 1;
    Event(IsRecurring(job_) ? JobEventType::kScheduledRunStarted : JobEventType::kOneTimeJobStarted);
    bool error = false;
    std::int64_t objects = 0;
    std::size_t looked_at = 0;
    bool reads = false;
    for (const JobTargets& targets : Targets(&error)) {
      looked_at += targets.slots.size();
      error = !LookAt(targets, &objects) || error;
      reads = reads || HasObjects(environment, targets);
    }
    if (reads) {
      model::RunReading& reading = progress.reading.emplace();
      reading.objects = 0;
      reading.since = since;
    }
    job_.lastRunErrorStatus.emplace().code =
        error ? model::LastRunErrorStatusCode::ERROR : model::LastRunErrorStatusCode::NONE;
    job_.statistics->approximateNumberOfObjectsToProcess =
        std::round(static_cast<double>(objects) * static_cast<double>(job_.samplingPercentage.value_or(100)) / 100.0);
    if (looked_at == 0) FinishRun(environment);
  }

  void FinishRun(const Environment& environment) {
    EndRun();
    if (!IsRecurring(job_)) {
      job_.jobStatus = model::JobStatus::COMPLETE;
      Event(JobEventType::kJobCompleted);
      return;
    }
    job_.jobStatus = model::JobStatus::IDLE;
    Event(JobEventType::kScheduledRunCompleted);
    // A run that fell due while this one went on starts after it [I].
    if (job_.emulator->nextRunAt && *job_.emulator->nextRunAt <= now_) StartRun(environment);
  }

  void Cancel() {
    EndRun();
    job_.jobStatus = model::JobStatus::CANCELLED;
    job_.userPausedDetails.reset();
    job_.emulator->nextRunAt.reset();
    Event(JobEventType::kJobCancelled);
  }

  void Pause() {
    model::JobProgress& progress = *job_.emulator;
    auto& details = job_.userPausedDetails.emplace();
    details.jobPausedAt = now_;
    // A pause between two runs has nothing that could expire [I].
    if (job_.jobStatus != model::JobStatus::IDLE) {
      details.jobExpiresAt = EndOfPause(now_);
      const auto left = progress.runEndsAt ? *progress.runEndsAt - now_ : std::chrono::microseconds(0);
      progress.pausedRunRemaining = std::max<std::int64_t>(0, left.count());
    }
    progress.runEndsAt.reset();
    job_.jobStatus = model::JobStatus::USER_PAUSED;
    Event(JobEventType::kJobPausedByUser);
  }

  void Resume() {
    model::JobProgress& progress = *job_.emulator;
    if (progress.pausedRunRemaining) {
      progress.runEndsAt = Later(now_, std::chrono::microseconds(*progress.pausedRunRemaining));
      job_.jobStatus = model::JobStatus::RUNNING;
    } else {
      job_.jobStatus = model::JobStatus::IDLE;
    }
    // Runs missed while paused are not made up [I].
    if (IsRecurring(job_)) progress.nextRunAt = NextRun(*job_.scheduleFrequency, *job_.createdAt, now_);
    progress.pausedRunRemaining.reset();
    job_.userPausedDetails.reset();
    Event(JobEventType::kJobResumedByUser);
  }

  // 30 days after the pause: the run is cancelled, and with it a one-time job [D].
  void ExpirePause() {
    if (!IsRecurring(job_)) return Cancel();
    EndRun();
    job_.emulator->pausedRunRemaining.reset();
    job_.userPausedDetails->jobExpiresAt.reset();
  }

  void ExpireMatch() { job_.emulator->matchExpired = true; }

  void TellUnavailable(const std::vector<RunTarget>& buckets) {
    if (buckets.empty()) return;
    job_.lastRunErrorStatus.emplace().code = model::LastRunErrorStatusCode::ERROR;
    for (const RunTarget& bucket : buckets) {
      Event(JobEventType::kBucketDetailsUnavailable, AffectedBy(bucket.account, bucket.bucket));
    }
  }

  // Goes on to `reading`, by which `objects` more are done.
  void GoOnReading(model::RunReading reading, std::int64_t objects) {
    double& left = *job_.statistics->approximateNumberOfObjectsToProcess;
    left = std::max(0.0, left - static_cast<double>(objects));
    job_.emulator->reading = std::move(reading);
  }

  // All objects are read: the run ends now, or when it has lasted as long as a run does.
  void EndReading(const Environment& environment) {
    model::JobProgress& progress = *job_.emulator;
    progress.reading.reset();
    if (!progress.runEndsAt || *progress.runEndsAt <= now_) FinishRun(environment);
  }

  void Store() {
    ScheduleJob(&job_);
    const std::string job_id = *job_.jobId;
    if (matches_) {
      transaction_.PutJob(key_, std::move(job_), *std::move(matches_));
    } else {
      transaction_.PutJob(key_, std::move(job_));
    }
    transaction_.AppendJobEvents(key_, job_id, std::move(events_));
  }

 private:
  void EndRun() {
    job_.emulator->runEndsAt.reset();
    job_.emulator->reading.reset();
    job_.statistics->approximateNumberOfObjectsToProcess = 0;
  }

  Affected AffectedBy(std::string_view account, std::string_view bucket_name) const {
    return {account == key_.account ? std::string_view() : account, bucket_name};
  }

  const state::BucketTable& BucketsOf(const std::string& account) const {
    return transaction_.partition({account, key_.region}).buckets;
  }

  // Adds up what there is to process, and tells what can't be looked at; false when there is such a bucket.
  bool LookAt(const JobTargets& targets, std::int64_t* objects) {
    const engine::Table& table = BucketsOf(targets.account).table();
    static const std::size_t count_column = state::BucketSchema::Get().Column("classifiableObjectCount");
    std::size_t troubles = 0;
    const auto tell = [&](JobEventType type, std::string_view name) {
      if (++troubles <= kToldBucketsMax) Event(type, AffectedBy(targets.account, name));
    };
    for (std::size_t i = 0; i < targets.slots.size(); ++i) {
      const engine::Slot slot = targets.slots[i];
      if (slot == kMissing) {
        tell(JobEventType::kBucketDoesNotExist, targets.names[i]);
      } else if (IsInError(table, slot)) {
        tell(JobEventType::kBucketAccessDenied, table.Key(slot));
      } else {
        *objects = base::SaturatingAdd(*objects, table.Number(slot, count_column).value_or(0));
      }
    }
    if (troubles > kToldBucketsMax) CountUntold(troubles - kToldBucketsMax);
    return troubles == 0;
  }

  // Says whether one of the buckets has objects that are read, not only counted.
  bool HasObjects(const Environment& environment, const JobTargets& targets) const {
    if (environment.runner == nullptr) return false;
    const JobRunner& runner = *environment.runner;
    const state::PartitionKey key{targets.account, key_.region};
    const state::Partition& partition = transaction_.partition(key);
    if (partition.objects.empty() && !runner.ServesAny()) return false;
    const engine::Table& table = partition.buckets.table();
    return std::any_of(targets.slots.begin(), targets.slots.end(), [&](engine::Slot slot) {
      if (slot == kMissing || IsInError(table, slot)) return false;
      return partition.objects.Find(table.Key(slot)) != nullptr || runner.Serves(key, table.Key(slot));
    });
  }

  void CountUntold(std::size_t events) {
    auto& dropped = job_.emulator->eventsDropped;
    dropped = dropped.value_or(0) + static_cast<std::int64_t>(events);
  }

  // The buckets that the run looks at; for a job with criteria, those that match now. Accounts that can't be looked at
  // any longer are told, and are an error.
  std::vector<JobTargets> Targets(bool* error) {
    const auto& definition = *job_.s3JobDefinition;
    if (!definition.bucketCriteria) return NamedTargets(*definition.bucketDefinitions, error);
    std::vector<JobTargets> targets;
    for (const auto& account : AccountsInView(transaction_.partition(key_), key_)) {
      targets.push_back(
          {account.account, MatchingBuckets(transaction_.partition(account).buckets, *definition.bucketCriteria), {}});
    }
    NoteMatches(targets);
    return targets;
  }

  std::vector<JobTargets> NamedTargets(const std::vector<model::S3BucketDefinitionForJob>& definitions, bool* error) {
    std::vector<JobTargets> targets;
    std::set<std::pair<std::string_view, std::string_view>> seen;
    std::set<std::string_view> told;
    for (const auto& entry : definitions) {
      if (const auto trouble = TroubleWith(transaction_.partition(key_), key_, entry.accountId)) {
        *error = true;
        if (told.insert(entry.accountId).second) Event(*trouble, {entry.accountId, {}});
        continue;
      }
      JobTargets& of_account = targets.emplace_back();
      of_account.account = entry.accountId;
      const engine::Table& table = BucketsOf(of_account.account).table();
      for (const auto& name : entry.buckets) {
        if (!seen.emplace(entry.accountId, name).second) continue;
        of_account.slots.push_back(table.Find(name).value_or(kMissing));
        of_account.names.push_back(name);
      }
    }
    return targets;
  }

  void NoteMatches(const std::vector<JobTargets>& targets) {
    std::vector<state::AccountMatches> matched;
    std::size_t count = 0;
    std::size_t told = 0;
    for (const JobTargets& of_account : targets) {
      const engine::Table& table = BucketsOf(of_account.account).table();
      state::AccountMatches& account = matched.emplace_back();
      account.account = of_account.account;
      account.now.reserve(of_account.slots.size());
      for (const engine::Slot slot : of_account.slots) account.now.push_back({slot, table.payload(slot)});
      count += of_account.slots.size();
    }
    if (count == 0) Event(JobEventType::kNoBucketsMatchedTheCriteria);
    for (const JobTargets& of_account : targets) {
      const engine::Table& table = BucketsOf(of_account.account).table();
      for (std::size_t i = 0; i < of_account.slots.size() && told < kToldBucketsMax; ++i, ++told) {
        Event(JobEventType::kBucketMatchedTheCriteria, AffectedBy(of_account.account, table.Key(of_account.slots[i])));
      }
    }
    if (told < count) CountUntold(count - told);
    model::JobProgress& progress = *job_.emulator;
    const state::Partition& own = transaction_.partition(key_);
    const auto* job = own.jobs.Find(*job_.jobId);
    const state::JobMatches* before = job == nullptr ? nullptr : own.MatchesOf(job->first);
    matches_ = state::NextMatches(before, progress.matchedAt, std::move(matched));
    progress.matchedAt = now_;
    progress.matchExpired.reset();
  }

  const state::PartitionKey& key_;
  state::Transaction& transaction_;
  model::JobRecord job_;
  Timestamp now_;
  std::vector<std::string> events_;           // of this change
  std::optional<state::JobMatches> matches_;  // when it matched anew
};

}  // namespace

std::optional<JobEventType> TroubleWith(const state::Partition& own, const state::PartitionKey& key,
                                        std::string_view account) {
  if (account == key.account) return std::nullopt;
  const model::MemberRecord* member = MemberOf(own, account);
  if (member == nullptr || !IsAssociated(*member)) return JobEventType::kAccountDisassociated;
  if (member->relationshipStatus == model::RelationshipStatus::Paused) return JobEventType::kAccountSuspended;
  return std::nullopt;
}

bool IsInError(const engine::Table& buckets, engine::Slot slot) {
  static const std::size_t error_column = state::BucketSchema::Get().Column("errorCode");
  return buckets.Number(slot, error_column).has_value();
}

Timestamp EndOfPause(Timestamp paused_at) {
  return Later(paused_at, kPauseExpiry);
}

void ScheduleJob(model::JobRecord* job) {
  model::JobProgress& progress = *job->emulator;
  std::optional<Timestamp> due = MatchExpiry(*job);
  const auto sooner = [&](const std::optional<Timestamp>& at) {
    if (at && (!due || *at < *due)) due = at;
  };
  if (job->jobStatus == model::JobStatus::RUNNING && !progress.reading) sooner(progress.runEndsAt);
  if (job->jobStatus == model::JobStatus::IDLE) sooner(progress.nextRunAt);
  if (job->jobStatus == model::JobStatus::USER_PAUSED) sooner(job->userPausedDetails->jobExpiresAt);
  progress.dueAt = due;
}

void BeginJob(const Environment& environment, const state::PartitionKey& key, state::Transaction& transaction,
              model::JobRecord job) {
  JobChange change(key, transaction, std::move(job));
  model::JobRecord& created = change.job();
  created.statistics.emplace().numberOfRuns = 0;
  created.statistics->approximateNumberOfObjectsToProcess = 0;
  change.Event(JobEventType::kJobCreated);
  const bool run_now = !IsRecurring(created) || created.initialRun.value_or(false) ||
                       IsScheduledDay(*created.scheduleFrequency, *created.createdAt);
  if (run_now) {
    change.StartRun(environment);
  } else {
    created.jobStatus = model::JobStatus::IDLE;
    created.lastRunTime = created.createdAt;
    created.emulator->nextRunAt = NextRun(*created.scheduleFrequency, *created.createdAt, *created.createdAt);
  }
  change.Store();
}

wire::Verdict ChangeJobStatus(const state::PartitionKey& key, state::Transaction& transaction,
                              const model::JobRecord& job, model::JobStatus requested) {
  const model::JobStatus current = *job.jobStatus;
  const bool resumable = current == model::JobStatus::USER_PAUSED;
  const bool allowed = !IsFinal(job) && (requested == model::JobStatus::CANCELLED ||
                                         (requested == model::JobStatus::RUNNING && resumable) ||
                                         (requested == model::JobStatus::USER_PAUSED && !resumable));
  if (!allowed) return CannotUpdateJob(current, *job.jobArn);
  JobChange change(key, transaction, job);
  switch (requested) {
    case model::JobStatus::CANCELLED:
      change.Cancel();
      break;
    case model::JobStatus::RUNNING:
      change.Resume();
      break;
    default:
      change.Pause();
  }
  change.Store();
  return base::Done{};
}

void CancelAllJobs(state::Transaction& transaction, const state::PartitionKey& key) {
  std::vector<std::shared_ptr<const model::JobRecord>> open;
  for (const auto& [row_id, job] : transaction.partition(key).jobs) {
    if (!IsFinal(*job)) open.push_back(job);
  }
  for (const auto& job : open) {
    JobChange change(key, transaction, *job);
    change.Cancel();
    change.Store();
  }
}

void AdvanceDueJob(const Environment& environment, state::Transaction& transaction, const state::DueKey& due) {
  const model::JobRecord* job = transaction.partition(due.partition).job(due.job_id.view());
  if (job == nullptr) return;
  const auto reached = [&](const std::optional<Timestamp>& at) { return at && *at <= due.at; };
  JobChange change(due.partition, transaction, *job);
  const model::JobRecord& changed = change.job();
  const model::JobProgress& progress = *changed.emulator;
  if (changed.jobStatus == model::JobStatus::RUNNING && !progress.reading && reached(progress.runEndsAt)) {
    change.FinishRun(environment);
  } else if (changed.jobStatus == model::JobStatus::IDLE && reached(progress.nextRunAt)) {
    change.StartRun(environment);
  } else if (changed.jobStatus == model::JobStatus::USER_PAUSED && reached(changed.userPausedDetails->jobExpiresAt)) {
    change.ExpirePause();
  }
  if (reached(MatchExpiry(changed))) change.ExpireMatch();
  change.Store();
}

void ContinueReading(const Environment& environment, const state::PartitionKey& key, state::Transaction& transaction,
                     const model::JobRecord& job, ReadingStep step) {
  JobChange change(key, transaction, job);
  change.TellUnavailable(step.unavailable);
  change.GoOnReading(std::move(step.to), step.objects);
  if (step.finished) change.EndReading(environment);
  change.Store();
}

}  // namespace macie_local::service
