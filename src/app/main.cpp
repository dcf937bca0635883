// The program: parse, start, say so, wait for a signal, stop.
#include <malloc.h>

#include <csignal>
#include <cstdio>

#include "app/emulator.h"
#include "app/options.h"
#include "base/log.h"

int main(int argc, char** argv) {
  using namespace macie_local;
  const app::ParsedOptions options = app::ParseOptions(argc, argv);
  if (options.exit_code) {
    const bool fine = *options.exit_code == 0;
    std::fprintf(fine ? stdout : stderr, fine ? "%s" : "macie-local: %s\n", options.message.c_str());
    return *options.exit_code;
  }
  // Arenas of other threads than the first grow by system calls, by default a few pages at a time.
  mallopt(M_TOP_PAD, 1 << 20);
  if (!base::SetUpLog(options.config.log_level, options.config.log_format)) return 2;

  // Blocked before any thread starts, so that only sigwait below sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  auto emulator = app::Emulator::Start(options.config);
  if (!emulator.ok()) {
    std::fprintf(stderr, "macie-local: %s\n", emulator.error().message.c_str());
    return 2;
  }
  std::printf("macie-local ready on %s\n", (*emulator)->url().c_str());
  std::fflush(stdout);
  int received = 0;
  sigwait(&signals, &received);
  base::Log(base::LogLevel::kInfo, "stopping");
  (*emulator)->Stop();
  return 0;
}
