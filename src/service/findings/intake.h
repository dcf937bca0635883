// Makes findings from outside (control plane, state documents) complete: what is missing gets what Macie would write,
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

// Returns a bucket of the inventory as findings show it. Its owner's canonical id is made up from the account's number.
model::S3Bucket AffectedBucketOf(const model::BucketMetadata& bucket);

// Returns a new id for `finding`, whose type must be set: a UUID for policy findings and samples, else 32 hexadecimal
// digits (behaviour 1.4 and 4.4 [W]).
std::string NewFindingId(const model::Finding& finding, IdSource& ids);

// Returns `finding` complete. `key` is whose it will be, `where` its path in the document ("findings[3]"), `now` the
// default of both times. What the finding does not say of its bucket is looked up in `inventory`, unless that is null.
// Fails for a finding without `type` or `id`, and for one that contradicts itself; the error says which member is wrong
// and what would be right.
base::Result<model::Finding> CompleteFinding(const state::PartitionKey& key, const std::string& where, Timestamp now,
                                             const state::BucketTable* inventory, model::Finding finding);

template <>
base::Result<model::Finding> CompleteRecord(const state::PartitionKey& key, const std::string& where, Timestamp now,
                                            model::Finding finding);

}  // namespace macie_local::service
