#include "service/job_runs.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "service/bucket_criteria.h"
#include "service/job_events.h"
#include "service/job_messages.h"
#include "service/job_schedule.h"
#include "service/relations.h"

namespace macie_local::service {
namespace {

// How many of a run's matched buckets get an event of their own; the rest is counted as dropped.
constexpr std::size_t kMatchEventsMax = kJobEventsMax / 2;

bool IsRecurring(const model::JobRecord& job) {
  return job.jobType == model::JobType::SCHEDULED;
}

bool IsFinal(const model::JobRecord& job) {
  return job.jobStatus == model::JobStatus::COMPLETE || job.jobStatus == model::JobStatus::CANCELLED;
}

// When the match of the latest run stops counting; nothing when it does not, or already did.
std::optional<Timestamp> MatchExpiry(const model::JobRecord& job) {
  const model::JobProgress& progress = *job.emulator;
  if (!IsRecurring(job) || job.jobStatus == model::JobStatus::CANCELLED) return std::nullopt;
  if (!progress.matchedAt || progress.matchExpired.value_or(false)) return std::nullopt;
  return *progress.matchedAt + kMatchFresh;
}

// A bucket that a run looks at.
struct JobTarget {
  std::string account;
  std::string bucket_name;
};

// One job being changed at one instant; Store() ends it.
class JobChange {
 public:
  JobChange(const store::PartitionKey& key, store::Transaction& transaction, model::JobRecord job)
      : key_(key), transaction_(transaction), job_(std::move(job)), now_(transaction.now()) {}

  model::JobRecord& job() { return job_; }

  void Event(JobEventType type, const Affected& affected = {}) { AddEvent(type, now_, affected, &job_); }

  // Starts a run now; one that has nothing to look at ends at once.
  void StartRun(const Environment& environment) {
    model::JobProgress& progress = *job_.emulator;
    progress.runStartedAt = now_;
    job_.lastRunTime = now_;
    job_.jobStatus = model::JobStatus::RUNNING;
    progress.runEndsAt = now_ + environment.run_duration;
    if (IsRecurring(job_)) progress.nextRunAt = NextRun(*job_.scheduleFrequency, *job_.createdAt, now_);
    job_.statistics->numberOfRuns = job_.statistics->numberOfRuns.value_or(0) + 1;
    Event(IsRecurring(job_) ? JobEventType::kScheduledRunStarted : JobEventType::kOneTimeJobStarted);
    bool error = false;
    double objects = 0;
    const std::vector<JobTarget> targets = Targets(&error);
    for (const JobTarget& target : targets) {
      const auto bucket = transaction_.partition({target.account, key_.region}).buckets.Find(target.bucket_name);
      if (!bucket || bucket->errorCode) {
        Event(bucket ? JobEventType::kBucketAccessDenied : JobEventType::kBucketDoesNotExist, AffectedBy(target));
        error = true;
      } else {
        objects += static_cast<double>(bucket->classifiableObjectCount.value_or(0));
      }
    }
    job_.lastRunErrorStatus.emplace().code =
        error ? model::LastRunErrorStatusCode::ERROR : model::LastRunErrorStatusCode::NONE;
    job_.statistics->approximateNumberOfObjectsToProcess =
        std::round(objects * static_cast<double>(job_.samplingPercentage.value_or(100)) / 100.0);
    if (targets.empty()) FinishRun(environment);
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
    if (*job_.emulator->nextRunAt <= now_) StartRun(environment);
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
      details.jobExpiresAt = now_ + kPauseExpiry;
      progress.pausedRunRemaining = progress.runEndsAt ? (*progress.runEndsAt - now_).count() : 0;
    }
    progress.runEndsAt.reset();
    job_.jobStatus = model::JobStatus::USER_PAUSED;
    Event(JobEventType::kJobPausedByUser);
  }

  void Resume() {
    model::JobProgress& progress = *job_.emulator;
    if (progress.pausedRunRemaining) {
      progress.runEndsAt = now_ + std::chrono::microseconds(*progress.pausedRunRemaining);
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

  void Store() {
    ScheduleJob(&job_);
    transaction_.PutJob(key_, std::move(job_));
  }

 private:
  void EndRun() {
    job_.emulator->runEndsAt.reset();
    job_.statistics->approximateNumberOfObjectsToProcess = 0;
  }

  Affected AffectedBy(const JobTarget& target) const {
    const bool own = target.account == key_.account;
    return {own ? std::string_view() : std::string_view(target.account), target.bucket_name};
  }

  // The buckets that the run looks at; for a job with criteria, those that match now. Accounts that can't be looked at
  // any longer are told, and are an error.
  std::vector<JobTarget> Targets(bool* error) {
    const store::Partition& own = transaction_.partition(key_);
    const auto& definition = *job_.s3JobDefinition;
    if (!definition.bucketCriteria) return NamedTargets(*definition.bucketDefinitions, error);
    std::vector<JobTarget> targets;
    for (const auto& account : AccountsInView(own, key_)) {
      for (auto& name : MatchingBuckets(transaction_.partition(account).buckets, *definition.bucketCriteria)) {
        targets.push_back({account.account, std::move(name)});
      }
    }
    NoteMatches(targets);
    return targets;
  }

  std::vector<JobTarget> NamedTargets(const std::vector<model::S3BucketDefinitionForJob>& definitions, bool* error) {
    std::vector<JobTarget> targets;
    std::set<std::pair<std::string_view, std::string_view>> seen;
    std::set<std::string_view> told;
    for (const auto& entry : definitions) {
      if (const auto trouble = TroubleWith(*entry.accountId)) {
        *error = true;
        if (told.insert(*entry.accountId).second) Event(*trouble, {*entry.accountId, {}});
        continue;
      }
      for (const auto& name : *entry.buckets) {
        if (seen.emplace(*entry.accountId, name).second) targets.push_back({*entry.accountId, name});
      }
    }
    return targets;
  }

  // Why the account's buckets can't be looked at; nothing when they can.
  std::optional<JobEventType> TroubleWith(std::string_view account) const {
    if (account == key_.account) return std::nullopt;
    const model::MemberRecord* member = MemberOf(transaction_.partition(key_), account);
    if (member == nullptr || !IsAssociated(*member)) return JobEventType::kAccountDisassociated;
    if (member->relationshipStatus == model::RelationshipStatus::Paused) return JobEventType::kAccountSuspended;
    return std::nullopt;
  }

  void NoteMatches(const std::vector<JobTarget>& targets) {
    std::vector<std::string> matches;
    for (const auto& target : targets)
      matches.push_back(store::MatchOf(key_.account, target.account, target.bucket_name));
    model::JobProgress& progress = *job_.emulator;
    const std::unordered_set<std::string_view> matched(matches.begin(), matches.end());
    std::vector<model::BucketMatch> earlier;
    for (auto& match : progress.earlierMatches.value_or(std::vector<model::BucketMatch>())) {
      if (!matched.contains(*match.bucketName)) earlier.push_back(std::move(match));
    }
    for (auto& name : progress.matchedBuckets.value_or(std::vector<std::string>())) {
      if (matched.contains(name)) continue;
      model::BucketMatch match;
      match.bucketName = std::move(name);
      match.matchedAt = progress.matchedAt;
      earlier.push_back(std::move(match));
    }
    progress.earlierMatches = std::move(earlier);
    progress.matchedBuckets = std::move(matches);
    progress.matchedAt = now_;
    progress.matchExpired.reset();
    if (targets.empty()) Event(JobEventType::kNoBucketsMatchedTheCriteria);
    const std::size_t told = std::min(targets.size(), kMatchEventsMax);
    for (std::size_t i = 0; i < told; ++i) Event(JobEventType::kBucketMatchedTheCriteria, AffectedBy(targets[i]));
    if (told < targets.size()) {
      progress.eventsDropped = progress.eventsDropped.value_or(0) + static_cast<std::int64_t>(targets.size() - told);
    }
  }

  const store::PartitionKey& key_;
  store::Transaction& transaction_;
  model::JobRecord job_;
  Timestamp now_;
};

}  // namespace

void ScheduleJob(model::JobRecord* job) {
  model::JobProgress& progress = *job->emulator;
  std::optional<Timestamp> due = MatchExpiry(*job);
  const auto sooner = [&](const std::optional<Timestamp>& at) {
    if (at && (!due || *at < *due)) due = at;
  };
  if (job->jobStatus == model::JobStatus::RUNNING) sooner(progress.runEndsAt);
  if (job->jobStatus == model::JobStatus::IDLE) sooner(progress.nextRunAt);
  if (job->jobStatus == model::JobStatus::USER_PAUSED) sooner(job->userPausedDetails->jobExpiresAt);
  progress.dueAt = due;
}

void BeginJob(const Environment& environment, const store::PartitionKey& key, store::Transaction& transaction,
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

base::Status ChangeJobStatus(const store::PartitionKey& key, store::Transaction& transaction,
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

void CancelAllJobs(store::Transaction& transaction, const store::PartitionKey& key) {
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

void AdvanceDueJob(const Environment& environment, store::Transaction& transaction, const store::DueKey& due) {
  const model::JobRecord* job = transaction.partition(due.partition).job(due.job_id.view());
  if (job == nullptr) return;
  const auto reached = [&](const std::optional<Timestamp>& at) { return at && *at <= due.at; };
  JobChange change(due.partition, transaction, *job);
  const model::JobRecord& changed = change.job();
  const model::JobProgress& progress = *changed.emulator;
  if (changed.jobStatus == model::JobStatus::RUNNING && reached(progress.runEndsAt)) {
    change.FinishRun(environment);
  } else if (changed.jobStatus == model::JobStatus::IDLE && reached(progress.nextRunAt)) {
    change.StartRun(environment);
  } else if (changed.jobStatus == model::JobStatus::USER_PAUSED && reached(changed.userPausedDetails->jobExpiresAt)) {
    change.ExpirePause();
  }
  if (reached(MatchExpiry(changed))) change.ExpireMatch();
  change.Store();
}

}  // namespace macie_local::service
