// How sensitive a bucket is, -1 to 100 (behaviour B.12.1, 13). AWS does not publish its formula: the
// bands are documented, what happens inside them is ours [I].
#pragma once

#include <cstdint>

#include "model/types/buckets.h"
#include "model/types/records.h"

namespace macie_local::service {

inline constexpr std::int64_t kScoreFailed = -1;       // no object could be analysed
inline constexpr std::int64_t kScoreEmpty = 1;         // there is nothing to analyse
inline constexpr std::int64_t kScoreNotAnalysed = 50;  // not yet, or not allowed to
inline constexpr std::int64_t kScoreOverridden = 100;  // sensitive because someone said so

// Of a bucket that discovery never looked at. `bucket` has its objectCount, or an errorCode.
std::int64_t ScoreBeforeDiscovery(const model::BucketMetadata& bucket);

// What `profile` comes to. `bucket` has its classifiableObjectCount, or an errorCode. A score that the profile carries
// itself, because a state document gave it, stands as long as nothing changes what it would be computed from.
std::int64_t ScoreOf(const model::BucketMetadata& bucket, const model::ResourceProfileRecord& profile);

// Whether the profile's detections of this kind are left out of the score.
bool IsSuppressed(const model::ResourceProfileRecord& profile, const model::Detection& detection);

}  // namespace macie_local::service
