// The objects in the state of one account and region, behind the port by which all objects are read.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "objects/source.h"
#include "state/state.h"

namespace macie_local::state {

// A listing takes the state anew for each part of it, so that it keeps no old state alive: what is put or erased
// meanwhile is seen where the listing has yet to come. What is opened stays readable as it was, whatever becomes of it.
class StateObjects : public objects::ObjectSource {
 public:
  // Returns the state as it is now; never null. Thread-safe.
  using Current = std::function<std::shared_ptr<const State>()>;

  StateObjects(PartitionKey key, Current current) : key_(std::move(key)), current_(std::move(current)) {}

  std::unique_ptr<objects::ObjectLister> List(const std::string& bucket, const std::string& after) override;
  base::Result<std::optional<objects::ObjectInfo>> Find(const std::string& bucket, const std::string& key) override;
  base::Result<std::unique_ptr<base::ByteStream>> Open(const std::string& bucket,
                                                       const objects::ObjectInfo& object) override;
  base::Result<std::string> ETagOf(const std::string& bucket, const objects::ObjectInfo& object) override;

 private:
  const PartitionKey key_;
  const Current current_;
};

}  // namespace macie_local::state
