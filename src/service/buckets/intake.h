// Bucket metadata from outside (control plane, seeds, state documents) made complete: what is missing gets the
// documented defaults, what contradicts itself is refused.
#pragma once

#include <string>

#include "base/result.h"
#include "macie_local/ports.h"
#include "model/types/buckets.h"
#include "service/discovery/discovery.h"
#include "state/transaction.h"

namespace macie_local::service {

// `where` is the path of `bucket` in the document, for messages ("buckets[3]"). `now` is the default of both times.
// The error's message says which member is wrong and what would be right; its shape is ValidationException.
base::Result<model::BucketMetadata> CompleteBucket(const state::PartitionKey& key, const std::string& where,
                                                   Timestamp now, model::BucketMetadata bucket);

// Stores `bucket`, which CompleteBucket made of `told`, with the score of the resource profile where there is one, and,
// unless it was told, the automatedDiscoveryMonitoringStatus that follows from the settings of discovery.
// `excluded` is that of the account.
void StoreBucket(state::Transaction& transaction, const state::PartitionKey& key, const ExcludedBuckets& excluded,
                 const model::BucketMetadata& told, model::BucketMetadata bucket);

// CompleteBucket, and what StoreBucket adds to it, without storing it.
base::Result<model::BucketMetadata> PrepareBucket(const state::Transaction& transaction, const state::PartitionKey& key,
                                                  const ExcludedBuckets& excluded, const std::string& where,
                                                  model::BucketMetadata told);

// Takes it out of the inventory, and its resource profile with it. False when it is not there.
bool UnloadBucket(state::Transaction& transaction, const state::PartitionKey& key, const std::string& bucket_name);

}  // namespace macie_local::service
