// The port of whatever reads one object and says what is in it: in service a worker process.
#pragma once

#include <memory>
#include <string_view>

#include "scan/plan.h"
#include "worker/exchange.h"
#include "worker/worker.h"

namespace macie_local::work {

// For one thread, but for Stop.
class ObjectScanner {
 public:
  virtual ~ObjectScanner() = default;
  // Reads an object, as worker::Worker::Scan does.
  virtual worker::Answer Scan(const std::shared_ptr<const scan::Plan>& plan, std::string_view name,
                              const worker::OpenStream& open) = 0;
  // Returns the managed identifiers of the last plan that nothing looks for.
  virtual const std::vector<std::string>& unknown() const = 0;
  // Gives back what is kept for the next object.
  virtual void Rest() = 0;
  // Ends a Scan that is under way, or the next one that comes, with kStopped. Any thread.
  virtual void Stop() = 0;
};

}  // namespace macie_local::work
