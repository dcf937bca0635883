// The three languages in which callers select buckets, compiled to the engine's conditions: DescribeBuckets' criteria
// (behaviour B.7), SearchResources' (behaviour B.11) and a job's (behaviour C.1.2, C.2).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "engine/query.h"
#include "model/types/buckets.h"
#include "model/types/jobs.h"
#include "state/bucket_table.h"

namespace macie_local::service {

base::Result<std::vector<engine::Condition>> CompileCriteria(
    const wire::Map<model::BucketCriteriaAdditionalProperties>& criteria);

// Fills conditions and exclusions.
base::Status CompileSearch(const model::SearchResourcesBucketCriteria& criteria, engine::Query* query);

// Whether a job may have these criteria; the message names the member.
base::Status CheckJobBucketCriteria(const model::S3BucketCriteriaForJob& criteria);

// The buckets that match now, in the order of names. Requires that CheckJobBucketCriteria succeeded.
std::vector<engine::Slot> MatchingBuckets(const state::BucketTable& buckets,
                                          const model::S3BucketCriteriaForJob& criteria);

}  // namespace macie_local::service
