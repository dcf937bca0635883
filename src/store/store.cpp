#include "store/store.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/timestamp.h"

namespace macie_local::store {
namespace {

constexpr std::string_view kMetaCreatedAt = "created_at";
constexpr std::string_view kMetaPageTokenKey = "page_token_key";
constexpr std::string_view kMetaBaseline = "baseline";

// How long the writer leaves due work alone after a commit failed, so that a full disk is not hammered.
constexpr std::chrono::seconds kRetryAfter{1};
// How long it sleeps at most: a clock moved without Wake() is noticed within this.
constexpr std::chrono::seconds kSleepMax{60};

}  // namespace

struct Store::Impl {
  Impl(const StoreOptions& store_options, Clock& the_clock, IdSource& the_ids, DueWork work)
      : options(store_options), clock(the_clock), ids(the_ids), due_work(std::move(work)) {}

  StoreOptions options;
  Clock& clock;
  IdSource& ids;
  DueWork due_work;
  bool opened_empty = true;

  // The writer thread's own.
  std::unique_ptr<Database> database;
  State working;
  RowIds row_ids;
  std::vector<Change> changes;
  Timestamp last_now{};

  mutable std::mutex published_mutex;
  std::shared_ptr<const State> published;

  std::mutex queue_mutex;
  std::condition_variable wake;
  std::deque<std::unique_ptr<Mutation>> queue;
  bool stopping = false;
  bool woken = false;
  std::thread writer;

  void Publish() {
    auto state = std::make_shared<const State>(working);
    {
      const std::lock_guard lock(published_mutex);
      published.swap(state);
    }
  }

  // Time as the writer sees it never goes back, whatever the clock does.
  Timestamp Now() {
    last_now = std::max(last_now, clock.Now());
    return last_now;
  }

  base::Status OpenMeta() {
    MACIE_TRY(auto created_at, database->Meta(kMetaCreatedAt));
    if (!created_at) {
      created_at = base::ToIso8601(base::TruncateToMillis(clock.Now()));
      MACIE_CHECK(database->SetMeta(kMetaCreatedAt, *created_at));
    }
    const auto time = base::ParseIso8601(*created_at);
    if (!time) return base::ApiError{nullptr, "database: meta created_at is no time: " + *created_at};
    working.created_at = *time;
    MACIE_TRY(auto key, database->Meta(kMetaPageTokenKey));
    if (!key || key->size() != working.page_token_key.size()) {
      ids.Fill(working.page_token_key);
      key = std::string(working.page_token_key.begin(), working.page_token_key.end());
      MACIE_CHECK(database->SetMeta(kMetaPageTokenKey, *key));
    }
    std::copy(key->begin(), key->end(), working.page_token_key.begin());
    return base::Done{};
  }

  // Sleeps until there is something to do; takes the next group. False when it is time to end.
  bool WaitForWork(std::vector<std::unique_ptr<Mutation>>* group, bool commit_failed) {
    std::unique_lock lock(queue_mutex);
    const auto due_now = [&] { return !working.due.empty() && working.due.begin()->first.at <= clock.Now(); };
    if (commit_failed && queue.empty()) wake.wait_for(lock, kRetryAfter, [&] { return stopping || !queue.empty(); });
    while (queue.empty() && !stopping && !due_now()) {
      std::chrono::microseconds sleep = kSleepMax;
      if (!working.due.empty()) sleep = std::min(sleep, working.due.begin()->first.at - clock.Now());
      wake.wait_for(lock, sleep, [&] { return stopping || woken || !queue.empty(); });
      woken = false;
    }
    const std::size_t count = std::min(queue.size(), options.group_max);
    for (std::size_t i = 0; i < count; ++i) {
      group->push_back(std::move(queue.front()));
      queue.pop_front();
    }
    return count > 0 || !stopping;
  }

  // Moves on what fell due by `now`, each at its own instant, oldest first.
  void RunDue(Timestamp now) {
    for (std::size_t i = 0; i < options.due_max; ++i) {
      if (working.due.empty()) return;
      const DueKey due = working.due.begin()->first;
      if (due.at > now) return;
      Transaction transaction(&working, &changes, &row_ids, &ids, due.at);
      due_work(transaction, due);
      if (transaction.state().due.Find(due) != nullptr) {
        base::Log(base::LogLevel::kError, "a due job did not move on and is set aside: " + due.job_id);
        transaction.ForgetDue(due);
      }
    }
  }

  bool RunOne(Mutation& mutation) {
    const Timestamp now = Now();
    RunDue(now);
    const State before = working;
    const std::size_t changes_before = changes.size();
    bool keep = false;
    {
      Transaction transaction(&working, &changes, &row_ids, &ids, now);
      keep = mutation.Run(transaction);
    }
    if (!keep) {
      working = before;
      changes.resize(changes_before);
    }
    return keep;
  }

  // Commits what the group changed, publishes it, and lets the answers go. False when the commit failed.
  bool Finish(std::vector<std::unique_ptr<Mutation>>& group) {
    bool committed = true;
    if (!changes.empty()) {
      const base::Status status = database->Commit(changes);
      committed = status.ok();
      if (committed) {
        Publish();
      } else {
        base::Log(base::LogLevel::kError, status.error().message);
        working = *Current();
      }
      changes.clear();
    }
    for (const auto& mutation : group) mutation->Done(committed);
    group.clear();
    return committed;
  }

  std::shared_ptr<const State> Current() const {
    const std::lock_guard lock(published_mutex);
    return published;
  }

  void Write() {
    std::vector<std::unique_ptr<Mutation>> group;
    bool failed = false;
    while (WaitForWork(&group, failed)) {
      if (group.empty()) RunDue(Now());
      for (const auto& mutation : group) RunOne(*mutation);
      failed = !Finish(group);
    }
  }
};

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Store::~Store() { Stop(); }

base::Result<std::unique_ptr<Store>> Store::Open(const StoreOptions& options, Clock& clock, IdSource& ids,
                                                 DueWork due_work) {
  auto impl = std::make_unique<Impl>(options, clock, ids, std::move(due_work));
  MACIE_TRY(impl->database, Database::Open(options.database));
  MACIE_CHECK(impl->OpenMeta());
  MACIE_CHECK(impl->database->Load(&impl->working, &impl->row_ids));
  impl->opened_empty = impl->working.partitions.empty();
  impl->Publish();
  std::unique_ptr<Store> store(new Store(std::move(impl)));
  store->impl_->writer = std::thread([running = store->impl_.get()] { running->Write(); });
  return store;
}

std::shared_ptr<const State> Store::Current() const { return impl_->Current(); }

bool Store::Submit(std::unique_ptr<Mutation> mutation) {
  {
    const std::lock_guard lock(impl_->queue_mutex);
    if (impl_->stopping || impl_->queue.size() >= impl_->options.queue_max) return false;
    impl_->queue.push_back(std::move(mutation));
    if (impl_->queue.size() > 1) return true;  // the writer was woken for the first and takes all there is
  }
  impl_->wake.notify_one();
  return true;
}

void Store::Wake() {
  {
    const std::lock_guard lock(impl_->queue_mutex);
    impl_->woken = true;
  }
  impl_->wake.notify_one();
}

bool Store::opened_empty() const { return impl_->opened_empty; }

base::Result<std::string> Store::Baseline() {
  MACIE_TRY(auto document, impl_->database->Meta(kMetaBaseline));
  return document.value_or(std::string());
}

base::Status Store::SetBaseline(const std::string& document) {
  return impl_->database->SetMeta(kMetaBaseline, document);
}

void Store::Stop() {
  {
    const std::lock_guard lock(impl_->queue_mutex);
    impl_->stopping = true;
  }
  impl_->wake.notify_one();
  if (impl_->writer.joinable()) impl_->writer.join();
}

}  // namespace macie_local::store
