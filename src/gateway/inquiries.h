// Threads for operations that must ask the world outside before they can answer: an I/O thread never
// waits for a disk or another server.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "macie_local/ports.h"

namespace macie_local::gateway {

// Thread-safe. Has no thread before the first question.
class Inquiries {
 public:
  static constexpr std::size_t kThreads = 2;
  static constexpr std::size_t kWaitingMax = 256;
  static constexpr std::chrono::nanoseconds kPatience = std::chrono::seconds(5);  // of real time

  // `stopwatch` outlives this.
  explicit Inquiries(const Stopwatch& stopwatch, std::chrono::nanoseconds patience = kPatience)
      : stopwatch_(stopwatch), patience_(patience) {}
  // Waits until all that was submitted has been asked.
  ~Inquiries();
  Inquiries(const Inquiries&) = delete;
  Inquiries& operator=(const Inquiries&) = delete;

  // Calls `ask` on one of the threads. When that has not returned `patience` after this call, `give_up` is called on
  // another thread, maybe before `ask` and maybe while it runs; both see to it themselves that one of them answers.
  // Returns false, and calls neither, when kWaitingMax wait already.
  bool Submit(std::function<void()> ask, std::function<void()> give_up);

 private:
  struct Question {
    std::function<void()> ask;
    std::function<void()> give_up;
    std::chrono::nanoseconds until;
    bool ended = false;
  };

  void Ask();
  void Watch();

  const Stopwatch& stopwatch_;
  const std::chrono::nanoseconds patience_;
  std::mutex mutex_;  // of what follows
  std::condition_variable asked_;
  std::condition_variable watched_;
  std::deque<std::shared_ptr<Question>> waiting_;     // to be asked
  std::deque<std::shared_ptr<Question>> unanswered_;  // in the order of `until`; the first may have ended
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace macie_local::gateway
