#include "app/scan/ordered_output.h"

#include <utility>

namespace macie_local::app {

bool OrderedOutput::WaitFor(std::uint64_t piece) {
  std::unique_lock lock(mutex_);
  moved_.wait(lock, [&] { return stopped_ || piece < next_ + kAheadMax; });
  return !stopped_;
}

void OrderedOutput::Put(std::uint64_t piece, std::string text) {
  const std::lock_guard lock(mutex_);
  if (stopped_) return;
  waiting_.emplace(piece, std::move(text));
  std::string texts;
  for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_; first = waiting_.begin()) {
    const std::string& line = first->second;
    if (!line.empty() && std::exchange(begun_, true)) texts += between_;
    texts += line;
    waiting_.erase(first);
    ++next_;
  }
  if (!texts.empty()) {
    if (progress_ != nullptr) progress_->Erase();
    failed_ = !write_(texts);
    stopped_ = failed_;
  }
  if (progress_ != nullptr) progress_->Show();
  moved_.notify_all();
}

void OrderedOutput::ShowProgress() {
  if (progress_ == nullptr) return;
  const std::lock_guard lock(mutex_);
  if (!stopped_) progress_->Show();
}

void OrderedOutput::Stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  if (progress_ != nullptr) progress_->Erase();
  moved_.notify_all();
}

bool OrderedOutput::failed() {
  const std::lock_guard lock(mutex_);
  return failed_;
}

}  // namespace macie_local::app
