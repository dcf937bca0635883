// The program: parse, start, say so, wait for a signal, stop. Or, as `macie-local scan`, look into files and end.
#include <unistd.h>

#include <cstdio>
#include <string>
#include <string_view>

#include "app/emulator.h"
#include "app/open_files.h"
#include "app/options.h"
#include "app/scan/command.h"
#include "app/signals.h"
#include "base/log.h"
#include "base/memory.h"

int main(int argc, char** argv) {
  using namespace macie_local;
  if (argc > 1 && std::string_view(argv[1]) == "scan") return app::RunScan(argc - 1, argv + 1, environ);
  const app::ParsedOptions options = app::ParseOptions(argc, argv, environ);
  if (options.exit_code) {
    const bool fine = *options.exit_code == 0;
    std::fprintf(fine ? stdout : stderr, fine ? "%s" : "macie-local: %s\n", options.message.c_str());
    return *options.exit_code;
  }
  base::TakeMemoryInLargePieces();
  app::RaiseOpenFilesLimit();
  if (!base::SetUpLog(options.config.log_level, options.config.log_format)) return 2;
  for (const std::string& warning : options.warnings) base::Log(base::LogLevel::kWarn, warning);
  app::SignalWatch signals;  // before any other thread

  auto emulator = app::Emulator::Start(options.config);
  if (!emulator.ok()) {
    const std::string& message = emulator.error().text;
    std::fprintf(stderr, "macie-local: %s%s\n", message.c_str(), app::SourceOf(options, message).c_str());
    return 2;
  }
  std::printf("macie-local ready on %s\n", (*emulator)->url().c_str());
  std::fflush(stdout);
  signals.Wait();
  base::Log(base::LogLevel::kInfo, "stopping");
  (*emulator)->Stop();
  return 0;
}
