// The way by which buckets that clients put come in, one by one: complete, with their objects, and with the policy
// findings that they give reason for.
#pragma once

#include <string>

#include "base/result.h"
#include "model/types/records.h"
#include "objects/registry.h"
#include "service/buckets/buckets.h"
#include "service/core/call.h"
#include "service/findings/findings.h"
#include "state/transaction.h"

namespace macie_local::gateway {

// For the buckets of one account and region in one transaction. Everything given must outlive it.
class BucketDoor {
 public:
  // `registry` knows which buckets have their objects elsewhere; null: none has.
  BucketDoor(const service::Environment& environment, const objects::SourceRegistry* registry,
             const state::PartitionKey& key, state::Transaction& transaction);

  // Puts the bucket, or replaces the one of its name, and returns its name. It keeps the objects that it has unless
  // `told` has some; the counts of one whose objects are elsewhere follow from these. Refuses with 400, or what
  // status() then says; `where` is its path in the document.
  base::Result<std::string> Put(const std::string& where, model::BucketRecord told);

  // Brings a bucket up to its objects in the state, after one came or went; puts it when there is none.
  base::Status Refresh(const std::string& bucket_name);

  // Returns the status for what Put refused last.
  int status() const { return status_; }

 private:
  base::Status TakeCounts(const std::string& where, model::BucketRecord* told);

  const service::Environment& environment_;
  const objects::SourceRegistry* const registry_;
  const state::PartitionKey& key_;
  state::Transaction& transaction_;
  service::BucketWatch watch_;
  const service::ExcludedBuckets excluded_;
  int status_ = 400;
};

}  // namespace macie_local::gateway
