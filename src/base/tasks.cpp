#include "base/tasks.h"

#include <atomic>
#include <cstddef>
#include <future>

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

}  // namespace macie_local::base
