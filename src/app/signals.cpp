#include "app/signals.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/log.h"

namespace macie_local::app {
namespace {

// Wakes the thread when the process ends by itself. Nobody else uses it.
constexpr int kEnd = SIGUSR2;

sigset_t Watched() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, kEnd}) sigaddset(&signals, signal);
  return signals;
}

// Without destructors: other threads go on until the process is gone. SQLite's file is as after any sudden end.
[[noreturn]] void EndNow(const char* why) {
  base::Log(base::LogLevel::kInfo, why);
  _exit(0);
}

}  // namespace

SignalWatch::SignalWatch() {
  const sigset_t signals = Watched();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  thread_ = std::thread([this] { Watch(); });
}

SignalWatch::~SignalWatch() {
  pthread_kill(thread_.native_handle(), kEnd);
  thread_.join();
}

void SignalWatch::Wait() {
  waiting_.set_value();
  received_.get_future().wait();
}

void SignalWatch::Watch() {
  const sigset_t signals = Watched();
  int signal = 0;
  sigwait(&signals, &signal);
  if (signal == kEnd) return;
  if (waiting_.get_future().wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    EndNow("stopped during the start");
  }
  received_.set_value();
  timespec left{};
  left.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(kStopMax).count();
  left.tv_nsec = std::chrono::nanoseconds(kStopMax % std::chrono::seconds(1)).count();
  do {
    signal = sigtimedwait(&signals, nullptr, &left);
  } while (signal < 0 && errno == EINTR);
  if (signal == kEnd) return;
  EndNow(signal < 0 ? "the stop took too long; what was not committed is dropped" : "stopped at once");
}

}  // namespace macie_local::app
