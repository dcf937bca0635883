// What a handler knows besides its input and the state: who calls, when, and the emulator's settings.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "macie_local/config.h"
#include "macie_local/ports.h"
#include "state/state.h"

namespace macie_local::engine {
struct QueryMetrics;
}
namespace macie_local::state {
class PageCache;
}

namespace macie_local::service {

// Set once at start; shared by all threads.
struct Environment {
  SessionMode session = SessionMode::kAuto;
  std::chrono::microseconds run_duration = std::chrono::seconds(1);
  // How long a job's client token is remembered.
  std::chrono::microseconds client_token_window = kClientTokenWindowDefault;
  state::PageCache* pages = nullptr;        // thread-safe, outlives all calls
  engine::QueryMetrics* queries = nullptr;  // likewise; may be null
};

struct Call {
  state::PartitionKey caller;  // whose state
  Timestamp now;               // reads: when the request was taken up; writes: Transaction::now()
  const Environment& environment;
};

}  // namespace macie_local::service
