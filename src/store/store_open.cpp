// Opening the store, and what other threads ask of it.
#include "store/store.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "base/timestamp.h"
#include "store/store_impl.h"

namespace macie_local::store {
namespace {

constexpr std::string_view kMetaPageTokenKey = "page_token_key";

}  // namespace

base::Status Store::Impl::OpenMeta() {
  MACIE_TRY(auto created_at, database->Meta(state::kMetaCreatedAt));
  if (!created_at) {
    created_at = base::ToIso8601(base::TruncateToMillis(clock.Now()));
    MACIE_CHECK(database->SetMeta(state::kMetaCreatedAt, *created_at));
  }
  const auto time = base::ParseIso8601(*created_at);
  if (!time) return base::Error("database: meta created_at is no time: " + *created_at);
  batch.state.created_at = *time;
  MACIE_TRY(auto key, database->Meta(kMetaPageTokenKey));
  if (!key || key->size() != batch.state.page_token_key.size()) {
    ids.Fill(batch.state.page_token_key);
    key = std::string(batch.state.page_token_key.begin(), batch.state.page_token_key.end());
    MACIE_CHECK(database->SetMeta(kMetaPageTokenKey, *key));
  }
  std::copy(key->begin(), key->end(), batch.state.page_token_key.begin());
  return base::Done{};
}

base::Status Store::Impl::StoreAnew(std::vector<OldJob> jobs) {
  if (jobs.empty()) return base::Done{};
  state::Transaction transaction(&batch, &ids, batch.state.created_at);
  for (OldJob& job : jobs) PutOldJob(std::move(job), &transaction);
  batch.CloseForCommit();
  MACIE_CHECK(database->Commit(batch.changes));
  batch.ForgetChanges();
  return base::Done{};
}

void Store::Impl::OpenStage() {
  if (!database->keeps_rows()) return;
  stage = std::make_unique<CommitStage>(*database, options.stopwatch, [this] {
    { const std::lock_guard lock(queue_mutex); }  // The writer sleeps, or has yet to look.
    wake.notify_one();
  });
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Store::~Store() {
  Stop();
}

base::Result<std::unique_ptr<Store>> Store::Open(const StoreOptions& options, Clock& clock, IdSource& ids,
                                                 DueWork due_work) {
  auto impl = std::make_unique<Impl>(options, clock, ids, std::move(due_work));
  impl->batch.interrupted = &impl->interrupted;
  MACIE_TRY(impl->database, Database::Open(options.database));
  impl->saved.emplace(impl->database.get(), options.saved_bytes_max);
  impl->housekeeping.emplace(impl->database.get(), options.stopwatch);
  impl->batch.keeps_rows = impl->database->keeps_rows();
  MACIE_CHECK(impl->OpenMeta());
  MACIE_TRY(auto old_jobs, impl->database->Load(&impl->batch.state, &impl->batch.row_ids));
  MACIE_CHECK(impl->StoreAnew(std::move(old_jobs)));
  MACIE_TRY(const auto clock_setting, impl->database->Meta(state::kMetaClock));
  if (clock_setting && options.restore_clock) options.restore_clock(*clock_setting);
  MACIE_TRY(const auto sources, impl->database->Meta(state::kMetaSources));
  if (sources && options.restore_sources) options.restore_sources(*sources);
  impl->opened_empty = impl->batch.state.partitions.empty();
  if (impl->opened_empty) {  // One that was seeded, and emptied since, is not seeded again.
    MACIE_TRY(const base::LargeText baseline, impl->database->Baseline());
    impl->opened_empty = baseline.size() == 0;
  }
  impl->Publish(impl->batch.state);
  impl->OpenStage();
  std::unique_ptr<Store> store(new Store(std::move(impl)));
  store->impl_->writer = std::thread([running = store->impl_.get()] { running->Write(); });
  return store;
}

std::shared_ptr<const state::State> Store::Current() const {
  return impl_->Current();
}

bool Store::Submit(std::unique_ptr<Mutation>&& mutation) {
  {
    const std::lock_guard lock(impl_->queue_mutex);
    if (impl_->stopping || impl_->queue.size() >= impl_->options.queue_max) return false;
    impl_->queue.push_back(std::move(mutation));
    if (impl_->queue.size() > 1) return true;  // the writer was woken for the first and takes all there is
  }
  impl_->wake.notify_one();
  return true;
}

const StoreMetrics& Store::metrics() const {
  return impl_->metrics;
}

std::size_t Store::queue_length() const {
  const std::lock_guard lock(impl_->queue_mutex);
  return impl_->queue.size();
}

std::optional<std::string> Store::FileFault() const {
  return impl_->database->files().Fault();
}

bool Store::opened_empty() const {
  return impl_->opened_empty;
}

SavedStates& Store::saved_states() {
  if (impl_->stage) impl_->stage->Wait();
  return *impl_->saved;
}

void Store::Stop() {
  impl_->interrupted = true;
  {
    const std::lock_guard lock(impl_->queue_mutex);
    impl_->stopping = true;
  }
  impl_->wake.notify_one();
  if (impl_->writer.joinable()) impl_->writer.join();
}

}  // namespace macie_local::store
