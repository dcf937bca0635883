#include "store/commit_stage.h"

#include <utility>

namespace macie_local::store {

CommitStage::CommitStage(Database& database, const Stopwatch* stopwatch, std::function<void()> ended)
    : database_(database), stopwatch_(stopwatch), ended_(std::move(ended)), thread_([this] { Run(); }) {}

CommitStage::~CommitStage() {
  Wait();
  {
    const std::lock_guard lock(mutex_);
    phase_ = Phase::kStopping;
  }
  changed_.notify_all();
  thread_.join();
}

void CommitStage::Begin(std::vector<state::Change>* changes) {
  {
    const std::lock_guard lock(mutex_);
    changes_.swap(*changes);
    phase_ = Phase::kBegun;
  }
  changed_.notify_all();
}

void CommitStage::Wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return phase_ != Phase::kBegun; });
}

CommitStage::Outcome CommitStage::Take() {
  Wait();
  const std::lock_guard lock(mutex_);
  phase_ = Phase::kIdle;
  return std::exchange(outcome_, {base::Done{}, {}});
}

std::chrono::nanoseconds CommitStage::Elapsed() const {
  return stopwatch_ == nullptr ? std::chrono::nanoseconds{} : stopwatch_->Elapsed();
}

void CommitStage::Run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return phase_ == Phase::kBegun || phase_ == Phase::kStopping; });
      if (phase_ == Phase::kStopping) return;
    }
    const std::chrono::nanoseconds started = Elapsed();
    base::Status status = database_.Commit(changes_);
    const std::chrono::nanoseconds took = Elapsed() - started;
    changes_.clear();
    {
      const std::lock_guard lock(mutex_);
      outcome_ = {std::move(status), took};
      phase_ = Phase::kEnded;
    }
    changed_.notify_all();
    ended_();
  }
}

}  // namespace macie_local::store
