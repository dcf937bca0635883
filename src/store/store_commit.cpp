// How a group is stored, published and answered.
#include <utility>

#include "base/log.h"
#include "store/store_impl.h"

namespace macie_local::store {

void Store::Impl::Publish(const state::State& next) {
  auto state = std::make_shared<const state::State>(next);
  {
    const std::lock_guard lock(published_mutex);
    published.swap(state);
  }
  const bool reading = !next.reading.empty();
  if ((reading || told_of_reading) && options.reading_changed) options.reading_changed();
  told_of_reading = reading;
}

void Store::Impl::FallBack(const std::string& why) {
  commit_failed = true;
  base::Log(base::LogLevel::kError, why);
  batch.open.clear();
  batch.state = *Current();
  batch.ForgetChanges();
  spoiled = false;
}

void Store::Impl::Answer(std::vector<Waiting>& group, bool committed) {
  for (const Waiting& waiting : group) waiting.mutation->Done(committed && !waiting.lost);
  group.clear();
}

void Store::Impl::HandOver() {
  Complete();
  // What settles is looked for in the state that is stored. A lone write is stored sooner without a change of threads.
  const auto is_lone = [this] {
    const std::lock_guard lock(queue_mutex);
    return ran.size() <= 1 && queue.empty();
  };
  if (!stage || spoiled || batch.changes.empty() || !settling.empty() || is_lone()) {
    Finish(ran);
    return;
  }
  batch.CloseForCommit();
  metrics.group_sizes.Record(StoreMetrics::kGroups, static_cast<std::int64_t>(ran.size()));
  underway.emplace(Underway{std::exchange(ran, {}), batch.state});
  stage->Begin(&batch.changes);
  batch.ForgetChanges();
}

void Store::Impl::Complete() {
  if (!underway) return;
  const CommitStage::Outcome outcome = stage->Take();
  Underway stored = *std::exchange(underway, std::nullopt);
  if (options.stopwatch != nullptr) metrics.commit_seconds.Record(base::kLatency, outcome.took.count());
  const bool committed = outcome.status.ok();
  (committed ? metrics.commits : metrics.failed_commits).Add();
  if (committed) {
    Publish(stored.state);
  } else {
    FallBack(outcome.status.error().text);
    for (Waiting& waiting : ran) waiting.lost = true;
  }
  Answer(stored.group, committed);
}

bool Store::Impl::Finish(std::vector<Waiting>& group) {
  Complete();
  bool committed = true;
  if (!batch.changes.empty() || database->has_begun()) {
    batch.CloseForCommit();
    base::Status status = base::Error("the group is not stored");
    if (!spoiled) {
      const auto started = Elapsed();
      status = database->Commit(batch.changes);
      metrics.group_sizes.Record(StoreMetrics::kGroups, static_cast<std::int64_t>(group.size()));
      if (options.stopwatch != nullptr) metrics.commit_seconds.Record(base::kLatency, (Elapsed() - started).count());
    } else if (database->has_begun()) {
      LogFailure(database->Rollback());
    }
    committed = status.ok();
    (committed ? metrics.commits : metrics.failed_commits).Add();
    if (committed) {
      Publish(batch.state);
      batch.ForgetChanges();
    } else {
      FallBack(status.error().text);
    }
  }
  Answer(group, committed);
  return committed;
}

}  // namespace macie_local::store
