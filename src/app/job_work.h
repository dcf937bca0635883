// What runs of jobs need to read objects: the runner's threads, the workers that they use, and the answer to the
// service whether a bucket is read.
#pragma once

#include <memory>
#include <string_view>

#include "macie_local/config.h"
#include "objects/registry.h"
#include "service/core/call.h"
#include "service/core/job_runner.h"
#include "work/runner.h"

namespace macie_local::app {

class JobWork : public service::JobRunner {
 public:
  // All outlive it. Nothing is started before there is something to read.
  JobWork(const Config& config, const service::Environment& environment, const objects::SourceRegistry& registry,
          const Stopwatch& stopwatch);

  bool Serves(const state::PartitionKey& key, std::string_view bucket) const override {
    return registry_.Owns(key.account, key.region, bucket);
  }
  bool ServesAny() const override { return registry_.OwnsAny(); }

  work::Runner& runner() { return runner_; }

 private:
  const objects::SourceRegistry& registry_;
  work::Runner runner_;
};

}  // namespace macie_local::app
