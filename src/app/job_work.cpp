#include "app/job_work.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "app/system_ports.h"
#include "work/worker_scanner.h"
#include "worker/program.h"

namespace macie_local::app {
namespace {

// So many objects are read at once at most: each takes a process.
constexpr unsigned kWorkersMax = 4;

std::unique_ptr<work::ObjectScanner> MakeScanner(const std::string& given, const Stopwatch& stopwatch) {
  auto program = worker::FindProgram(given);
  if (!program.ok()) return std::make_unique<work::AbsentScanner>(program.error().text);
  worker::WorkerOptions options;
  options.program = std::move(program).value();
  options.hash_seed = RandomSeed();
  return std::make_unique<work::WorkerScanner>(std::move(options), stopwatch);
}

}  // namespace

JobWork::JobWork(const Config& config, const service::Environment& environment, const objects::SourceRegistry& registry,
                 const Stopwatch& stopwatch)
    : registry_(registry),
      runner_({.threads = std::clamp(std::thread::hardware_concurrency(), 1u, kWorkersMax)},
              {environment, registry, stopwatch},
              [given = config.scan_worker.value_or(""), &stopwatch] { return MakeScanner(given, stopwatch); }) {}

}  // namespace macie_local::app
