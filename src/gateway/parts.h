// The parts that the gateway and the control plane work with.
#pragma once

#include "base/adjustable_clock.h"
#include "macie_local/ports.h"
#include "objects/registry.h"
#include "service/core/call.h"
#include "store/store.h"

namespace macie_local::sources {
class Inventory;
}

namespace macie_local::gateway {

// Everything in it outlives the gateway.
struct GatewayParts {
  const service::Environment& environment;
  store::Store& store;
  base::AdjustableClock& clock;
  const Stopwatch& stopwatch;
  // Draws request ids only, so that reading more or less does not change the ids that another source gives to jobs.
  IdSource& request_ids;
  // Both are null where all objects are in the state.
  const objects::SourceRegistry* registry = nullptr;
  sources::Inventory* inventory = nullptr;
};

}  // namespace macie_local::gateway
