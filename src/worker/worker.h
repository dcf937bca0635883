// Reads objects in a process of its own, which has neither files nor network (threat model: docs/threat-model.md).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "macie_local/ports.h"
#include "scan/descriptor.h"
#include "scan/object_result.h"
#include "scan/plan.h"
#include "worker/exchange.h"
#include "worker/process.h"

namespace macie_local::worker {

struct WorkerOptions {
  std::string program;           // the path of macie-local-scan; see FindProgram
  bool without_seccomp = false;  // also where the kernel filters no system calls
  std::uint64_t hash_seed = 0;   // of tables of names that come from objects; no object should know it
  std::chrono::nanoseconds idle = std::chrono::seconds(30);
  std::chrono::nanoseconds no_progress = std::chrono::seconds(60);
  std::chrono::nanoseconds object_time = std::chrono::hours(10);  // behaviour 19.2
  std::chrono::milliseconds look{1000};                           // how often the process is looked at, in real time
};

// What became of one object.
struct Answer {
  enum class Kind {
    kResult,
    kSourceFailed,  // its stream: `why` says how
    kRefused,       // the plan, or the kernel, or there is no program: `why`. The same for every object
    kStopped        // by Stop
  };
  Kind kind = Kind::kResult;
  scan::ObjectResult result{};
  std::string why{};
};

// A process macie-local-scan that is started at the first object, ended when it was idle, and started anew when it
// died. Blocks, and is for one thread, which must live as long as it: the process ends with that thread. Only Stop may
// come from any.
class Worker {
 public:
  // The stopwatch outlives it.
  Worker(WorkerOptions options, const Stopwatch& stopwatch);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker();

  // Looks for what the plan names. `name` is the object's key or path; `open` is called again when the object must be
  // read again. An object that ends the process is SKIPPED with UNABLE_TO_PARSE_FILE, one that makes it hang or takes
  // too long with TIME_CUT_OFF_REACHED [I]; the next one gets a new process. A plan is sent once: pass the same pointer
  // for the objects of one run.
  Answer Scan(const std::shared_ptr<const scan::Plan>& plan, std::string_view name, const OpenStream& open);
  // The managed identifiers of the last plan that nothing looks for yet.
  const std::vector<std::string>& unknown() const { return unknown_; }

  // Ends the process when the last object was done `idle` ago.
  void EndWhenIdle();
  // Ends a Scan that is under way, and all that come: for good.
  void Stop();

  // 0: none runs. For tests and logs.
  pid_t process_id() const { return process_ ? process_->id() : 0; }

 private:
  // Each returns nothing when all is well.
  std::optional<Answer> StartProcess();
  std::optional<Answer> SendPlan(const std::shared_ptr<const scan::Plan>& plan);
  // What an exchange that ended without an answer means. The process is gone then.
  Answer Lost(Exchange::End end);
  Exchange NewExchange();

  const WorkerOptions options_;
  const Stopwatch& stopwatch_;
  scan::Descriptor stop_;
  std::unique_ptr<Process> process_;
  std::shared_ptr<const scan::Plan> plan_;  // that the process has
  std::vector<std::string> unknown_;
  std::chrono::nanoseconds last_used_{};
};

}  // namespace macie_local::worker
