// Findings from outside (control plane, state documents) made complete: what is missing gets what Macie would write,
// what contradicts itself is refused.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "macie_local/ports.h"
#include "model/types/buckets.h"
#include "model/types/findings.h"
#include "service/core/record_intake.h"
#include "state/state.h"

namespace macie_local::service {

// What the location of a result begins with when the account had nowhere to put it, where the bucket's name would be.
inline constexpr std::string_view kNotExportedBucket = "[export-config-not-set]";

// The bucket of the inventory as findings show it. Its owner's canonical id is made up of the account's number.
model::S3Bucket AffectedBucketOf(const model::BucketMetadata& bucket);

// A new id for `finding`, which has its type: a UUID for policy findings and samples, else 32 hexadecimal digits
// (behaviour 1.4 and 4.4 [W]).
std::string NewFindingId(const model::Finding& finding, IdSource& ids);

// `where` is the path of `finding` in the document, for messages ("findings[3]"); `key` is whose it will be, `now` the
// default of both times. `inventory` may be null; else what is not said of the bucket is looked up there. The
// finding has its `type` and `id`, or is refused. The error's message says which member is wrong and what would be
// right; its shape is ValidationException.
base::Result<model::Finding> CompleteFinding(const state::PartitionKey& key, const std::string& where, Timestamp now,
                                             const state::BucketTable* inventory, model::Finding finding);

template <>
base::Result<model::Finding> CompleteRecord(const state::PartitionKey& key, const std::string& where, Timestamp now,
                                            model::Finding finding);

}  // namespace macie_local::service
