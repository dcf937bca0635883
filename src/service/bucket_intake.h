// Bucket metadata from outside (control plane, seeds, state documents) made complete: what is missing gets the
// documented defaults, what contradicts itself is refused.
#pragma once

#include <string>

#include "base/result.h"
#include "macie_local/ports.h"
#include "model/types/buckets.h"
#include "store/state.h"

namespace macie_local::service {

// `where` is the path of `bucket` in the document, for messages ("buckets[3]"). `now` is the default of both times.
// The error's message says which member is wrong and what would be right; its shape is ValidationException.
base::Result<model::BucketMetadata> CompleteBucket(const store::PartitionKey& key, const std::string& where,
                                                   Timestamp now, model::BucketMetadata bucket);

}  // namespace macie_local::service
