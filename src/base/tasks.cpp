#include "base/tasks.h"

#include <atomic>
#include <cstddef>
#include <future>
#include <mutex>
#include <utility>

namespace macie_local::base {

void RunHere(const Tasks& tasks) {
  for (const auto& task : tasks) task();
}

void RunOnTwoThreads(const Tasks& tasks) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) tasks[i]();
  };
  std::future<void> other = std::async(std::launch::async, work);
  work();
  other.get();
}

Status RunPieces(std::size_t count, const std::function<PieceWork()>& begin) {
  std::mutex mutex;  // of these three
  std::size_t next = 0;
  std::size_t failed_piece = count;
  Status failed = Done{};
  const auto take = [&] {
    const std::lock_guard lock(mutex);
    return failed.ok() ? next++ : count;
  };
  const auto work = [&] {
    const PieceWork own = begin();
    for (std::size_t piece = take(); piece < count; piece = take()) {
      Status status = own(piece);
      if (status.ok()) continue;
      const std::lock_guard lock(mutex);
      if (piece < failed_piece) {
        failed_piece = piece;
        failed = std::move(status);
      }
    }
  };
  if (count > 1) {
    RunOnTwoThreads({work, work});
  } else {
    work();
  }
  return failed;
}

}  // namespace macie_local::base
