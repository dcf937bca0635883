// Makes bucket metadata from outside (control plane, seeds, state documents) complete: what is missing gets the
// documented defaults, what contradicts itself is refused.
#pragma once

#include <string>

#include "base/result.h"
#include "macie_local/ports.h"
#include "model/types/buckets.h"
#include "service/discovery/discovery.h"
#include "state/transaction.h"

namespace macie_local::service {

// Returns `bucket` complete. `key` is whose it will be, `where` its path in the document ("buckets[3]"), `now` the
// default of both times. The error says which member is wrong and what would be right.
base::Result<model::BucketMetadata> CompleteBucket(const state::PartitionKey& key, const std::string& where,
                                                   Timestamp now, model::BucketMetadata bucket);

// Stores `bucket`, which CompleteBucket made of `told`. It gets the score of its resource profile if it has one, and,
// unless `told` has it, the automatedDiscoveryMonitoringStatus that follows from the settings of discovery. `excluded`
// is that of the account.
void StoreBucket(state::Transaction& transaction, const state::PartitionKey& key, const ExcludedBuckets& excluded,
                 const model::BucketMetadata& told, model::BucketMetadata bucket);

// Returns what CompleteBucket makes of `told`, with what StoreBucket would add to it, and stores nothing.
base::Result<model::BucketMetadata> PrepareBucket(const state::Transaction& transaction, const state::PartitionKey& key,
                                                  const ExcludedBuckets& excluded, const std::string& where,
                                                  model::BucketMetadata told);

// Takes a bucket out of the inventory, and its objects and its resource profile with it. Returns false when there is no
// such bucket.
bool UnloadBucket(state::Transaction& transaction, const state::PartitionKey& key, const std::string& bucket_name);

}  // namespace macie_local::service
