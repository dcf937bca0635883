// A Call tells a handler what it needs besides its input and the state: who calls, when, and the emulator's settings.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "macie_local/config.h"
#include "macie_local/ports.h"
#include "state/state.h"

namespace macie_local::engine {
struct QueryMetrics;
}
namespace macie_local::objects {
class SourceRegistry;
}
namespace macie_local::state {
class PageCache;
}

namespace macie_local::service {

class JobRunner;

// The settings of the emulator. Set once at the start; shared by all threads.
struct Environment {
  SessionMode session = SessionMode::kAuto;
  std::chrono::microseconds run_duration = std::chrono::seconds(1);
  // A job's client token is remembered for so long; zero: not at all.
  std::chrono::microseconds client_token_window = kClientTokenWindowDefault;
  state::PageCache* pages = nullptr;                 // thread-safe, outlives all calls
  engine::QueryMetrics* queries = nullptr;           // thread-safe, outlives all calls; may be null
  const JobRunner* runner = nullptr;                 // thread-safe, outlives all calls; null: no run reads objects
  const objects::SourceRegistry* sources = nullptr;  // outlives all calls; null: no objects can be read
  std::uint64_t object_bytes_max = kObjectBytesMaxDefault;  // of the content of all objects in the state together
};

// One call of an operation. Lasts as long as the handler runs.
struct Call {
  state::PartitionKey caller;  // the account and region whose state the operation works on
  Timestamp now;               // reads: when the request was taken up; writes: Transaction::now()
  const Environment& environment;
  // False: what had to be asked of the world outside has not answered in time, and counts as denied.
  bool may_ask = true;
};

}  // namespace macie_local::service
