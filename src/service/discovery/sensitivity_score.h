// Computes the score that says how sensitive a bucket is, -1 to 100 (behaviour B.12.1, 13). AWS does not publish its
// formula: the bands are documented, what happens inside them is ours [I].
#pragma once

#include <cstdint>

#include "model/types/buckets.h"
#include "model/types/records.h"

namespace macie_local::service {

inline constexpr std::int64_t kScoreFailed = -1;       // no object could be analysed
inline constexpr std::int64_t kScoreEmpty = 1;         // there is nothing to analyse
inline constexpr std::int64_t kScoreNotAnalysed = 50;  // not yet, or not allowed to
inline constexpr std::int64_t kScoreOverridden = 100;  // sensitive because someone said so

// Returns the score of a bucket that discovery never looked at. Requires its objectCount or its errorCode.
std::int64_t ScoreBeforeDiscovery(const model::BucketMetadata& bucket);

// Returns the score of a bucket with a resource profile. Requires its classifiableObjectCount or its errorCode. A score
// that the profile carries itself, because a state document gave it, stands as long as nothing changes what it would be
// computed from.
std::int64_t ScoreOf(const model::BucketMetadata& bucket, const model::ResourceProfileRecord& profile);

// Says whether the profile leaves detections of this kind out of the score.
bool IsSuppressed(const model::ResourceProfileRecord& profile, const model::Detection& detection);

}  // namespace macie_local::service
