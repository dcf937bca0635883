// Compiles the three languages in which callers select buckets to the engine's conditions: DescribeBuckets' criteria
// (behaviour B.7), SearchResources' (behaviour B.11) and a job's (behaviour C.1.2, C.2). Every refusal is a 400 that
// names the member which is wrong; so is one of criteria that hold too much (service/core/criteria_budget.h).
#pragma once

#include <string>
#include <vector>

#include "engine/query.h"
#include "model/types/buckets.h"
#include "model/types/jobs.h"
#include "state/bucket_table.h"
#include "wire/refusal.h"

namespace macie_local::service {

// Returns the conditions of DescribeBuckets' criteria; a bucket must meet all of them.
wire::Outcome<std::vector<engine::Condition>> CompileCriteria(
    const wire::Map<model::BucketCriteriaAdditionalProperties>& criteria);

// Adds SearchResources' criteria to the conditions and exclusions of `query`.
wire::Verdict CompileSearch(const model::SearchResourcesBucketCriteria& criteria, engine::Query* query);

// Refuses criteria that a job may not have.
wire::Verdict CheckJobBucketCriteria(const model::S3BucketCriteriaForJob& criteria);

// Returns the buckets that match a job's criteria now, in the order of names. Requires that CheckJobBucketCriteria
// succeeded for them.
std::vector<engine::Slot> MatchingBuckets(const state::BucketTable& buckets,
                                          const model::S3BucketCriteriaForJob& criteria);

}  // namespace macie_local::service
