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
  bool written = false;
  for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_; first = waiting_.begin()) {
    const std::string& line = first->second;
    if (!line.empty() && std::exchange(begun_, true)) Write(between_);
    Write(line);
    written = written || !line.empty();
    waiting_.erase(first);
    ++next_;
  }
  if (written && std::fflush(out_) != 0) failed_ = true;
  stopped_ = stopped_ || failed_;
  moved_.notify_all();
}

void OrderedOutput::Write(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), out_) != text.size()) failed_ = true;
}

void OrderedOutput::Stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  moved_.notify_all();
}

bool OrderedOutput::failed() {
  const std::lock_guard lock(mutex_);
  return failed_;
}

}  // namespace macie_local::app
