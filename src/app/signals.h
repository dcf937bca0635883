// Watches for SIGINT and SIGTERM, from the first moment to the last.
#pragma once

#include <chrono>
#include <future>
#include <thread>

namespace macie_local::app {

// A clean stop may take so long. Then the process ends as it is: what was answered is stored, and what was not yet
// committed is dropped.
inline constexpr std::chrono::milliseconds kStopMax{1900};

// Make one for a process, before any other thread, since it blocks the signals for those that are made later. The first
// signal ends the process at once while nobody waits for it, as during a start, when nothing was promised yet;
// otherwise it wakes Wait(). A second one, or kStopMax after the first, ends the process. The exit status is 0.
class SignalWatch {
 public:
  SignalWatch();
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  // Returns once a signal has come. Call once.
  void Wait();

 private:
  void Watch();

  std::promise<void> waiting_;
  std::promise<void> received_;
  std::thread thread_;
};

}  // namespace macie_local::app
