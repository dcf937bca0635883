#include "work/worker_scanner.h"

#include <utility>

namespace macie_local::work {

WorkerScanner::WorkerScanner(worker::WorkerOptions options, const Stopwatch& stopwatch)
    : options_(std::move(options)),
      stopwatch_(stopwatch),
      worker_(std::make_unique<worker::Worker>(options_, stopwatch_)) {}

worker::Answer WorkerScanner::Scan(const std::shared_ptr<const scan::Plan>& plan, std::string_view name,
                                   const worker::OpenStream& open) {
  worker::Answer answer = worker_->Scan(plan, name, open);
  if (answer.kind == worker::Answer::Kind::kStopped) {
    const std::lock_guard lock(mutex_);
    worker_ = std::make_unique<worker::Worker>(options_, stopwatch_);
  }
  return answer;
}

void WorkerScanner::Stop() {
  const std::lock_guard lock(mutex_);
  worker_->Stop();
}

}  // namespace macie_local::work
