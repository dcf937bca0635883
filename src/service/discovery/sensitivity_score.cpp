#include "service/discovery/sensitivity_score.h"

#include <algorithm>

namespace macie_local::service {
namespace {

constexpr std::int64_t kNotSensitiveMax = 49;
constexpr std::int64_t kSensitiveMin = 51;
constexpr std::int64_t kSensitiveMax = 99;
// Every object sensitive adds this much to kSensitiveMin, every kind of sensitive data kWeightOfType.
constexpr double kWeightOfAllObjects = 40;
constexpr std::int64_t kWeightOfType = 2;

// `part` of `whole`, 0 to 1.
double Share(std::int64_t part, std::int64_t whole) {
  if (part <= 0) return 0;
  if (part >= whole) return 1;
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::int64_t CountTypes(const model::ResourceProfileRecord& profile) {
  if (!profile.detections) return 0;
  return std::count_if(profile.detections->begin(), profile.detections->end(), [&](const model::Detection& detection) {
    return detection.count.value_or(0) > 0 && !IsSuppressed(profile, detection);
  });
}

std::int64_t AutomaticScore(const model::BucketMetadata& bucket, const model::ResourceProfileRecord& profile) {
  if (bucket.errorCode) return kScoreNotAnalysed;
  const std::int64_t classifiable = bucket.classifiableObjectCount.value_or(0);
  if (classifiable == 0) return kScoreEmpty;
  const model::ResourceStatistics statistics = profile.statistics.value_or(model::ResourceStatistics());
  const std::int64_t classified = statistics.totalItemsClassified.value_or(0);
  if (classified == 0) return statistics.totalItemsSkipped.value_or(0) > 0 ? kScoreFailed : kScoreNotAnalysed;
  const std::int64_t types = CountTypes(profile);
  if (types == 0) {
    const double fall = static_cast<double>(kNotSensitiveMax - kScoreEmpty) * Share(classified, classifiable);
    return kNotSensitiveMax - static_cast<std::int64_t>(fall);
  }
  const double sensitive = Share(statistics.totalItemsSensitive.value_or(0), classified);
  const std::int64_t weight = static_cast<std::int64_t>(kWeightOfAllObjects * sensitive) + kWeightOfType * types;
  return std::min(kSensitiveMax, kSensitiveMin + weight);
}

}  // namespace

std::int64_t ScoreBeforeDiscovery(const model::BucketMetadata& bucket) {
  return !bucket.errorCode && bucket.objectCount == 0 ? kScoreEmpty : kScoreNotAnalysed;
}

bool IsSuppressed(const model::ResourceProfileRecord& profile, const model::Detection& detection) {
  if (!profile.suppressDataIdentifiers) return false;
  const auto& all = *profile.suppressDataIdentifiers;
  return std::any_of(all.begin(), all.end(), [&](const model::SuppressDataIdentifier& suppressed) {
    return suppressed.id == detection.id && suppressed.type == detection.type;
  });
}

std::int64_t ScoreOf(const model::BucketMetadata& bucket, const model::ResourceProfileRecord& profile) {
  if (profile.sensitivityScoreOverridden.value_or(false)) return kScoreOverridden;
  return profile.sensitivityScore.value_or(AutomaticScore(bucket, profile));
}

}  // namespace macie_local::service
