// Sensitivity scores: the documented bands, and our way inside them.
#include "service/discovery/sensitivity_score.h"

#include <gtest/gtest.h>

#include <string>

namespace macie_local::service {
namespace {

model::BucketMetadata Bucket(std::int64_t objects) {
  model::BucketMetadata bucket;
  bucket.objectCount = objects;
  bucket.classifiableObjectCount = objects;
  return bucket;
}

model::ResourceProfileRecord Profile(std::int64_t classified, std::int64_t sensitive, std::int64_t skipped,
                                     std::size_t types) {
  model::ResourceProfileRecord profile;
  auto& statistics = profile.statistics.emplace();
  statistics.totalItemsClassified = classified;
  statistics.totalItemsSensitive = sensitive;
  statistics.totalItemsSkipped = skipped;
  auto& detections = profile.detections.emplace();
  for (std::size_t i = 0; i < types; ++i) {
    auto& detection = detections.emplace_back();
    detection.id = "ID_" + std::to_string(i);
    detection.type = model::DataIdentifierType::MANAGED;
    detection.count = 1;
  }
  return profile;
}

std::int64_t Score(std::int64_t objects, std::int64_t classified, std::int64_t sensitive, std::int64_t skipped,
                   std::size_t types) {
  return ScoreOf(Bucket(objects), Profile(classified, sensitive, skipped, types));
}

TEST(SensitivityScore, OfABucketThatDiscoveryNeverLookedAt) {
  EXPECT_EQ(1, ScoreBeforeDiscovery(Bucket(0)));
  EXPECT_EQ(50, ScoreBeforeDiscovery(Bucket(1)));
  model::BucketMetadata unreadable;
  unreadable.errorCode = model::BucketMetadataErrorCode::ACCESS_DENIED;
  EXPECT_EQ(50, ScoreBeforeDiscovery(unreadable));
}

TEST(SensitivityScore, WithoutAnyAnalysis) {
  EXPECT_EQ(1, Score(0, 0, 0, 0, 0));
  EXPECT_EQ(50, Score(10, 0, 0, 0, 0));
  EXPECT_EQ(-1, Score(10, 0, 0, 1, 0));
  EXPECT_EQ(50, ScoreOf(Bucket(10), {}));
}

TEST(SensitivityScore, NotSensitiveFallsAsMoreIsAnalysed) {
  EXPECT_EQ(49, Score(1000, 1, 0, 0, 0));
  EXPECT_EQ(25, Score(1000, 500, 0, 0, 0));
  EXPECT_EQ(2, Score(1000, 999, 0, 0, 0));
  EXPECT_EQ(1, Score(1000, 1000, 0, 0, 0));
  EXPECT_EQ(1, Score(1000, 2000, 0, 0, 0));  // objects that are gone since
  EXPECT_EQ(49, Score(1000, 1, 0, 999, 0));  // some were skipped, one was not
}

TEST(SensitivityScore, SensitiveGrowsWithObjectsAndTypes) {
  EXPECT_EQ(53, Score(1000, 1000, 1, 0, 1));
  EXPECT_EQ(73, Score(1000, 1000, 500, 0, 1));
  EXPECT_EQ(75, Score(1000, 1000, 500, 0, 2));
  EXPECT_EQ(93, Score(1000, 1000, 1000, 0, 1));
  EXPECT_EQ(99, Score(1000, 1000, 1000, 0, 4));
  EXPECT_EQ(99, Score(1000, 1000, 1000, 0, 100));
}

TEST(SensitivityScore, SuppressedDetectionsDoNotCount) {
  auto profile = Profile(10, 10, 0, 2);
  auto& suppressed = profile.suppressDataIdentifiers.emplace();
  suppressed.push_back({"ID_0", model::DataIdentifierType::CUSTOM});  // of another type: another one
  EXPECT_EQ(95, ScoreOf(Bucket(10), profile));
  suppressed.push_back({"ID_0", model::DataIdentifierType::MANAGED});
  EXPECT_EQ(93, ScoreOf(Bucket(10), profile));
  suppressed.push_back({"ID_1", model::DataIdentifierType::MANAGED});
  EXPECT_EQ(1, ScoreOf(Bucket(10), profile));
}

TEST(SensitivityScore, DetectionsWithoutOccurrencesDoNotCount) {
  auto profile = Profile(10, 0, 0, 1);
  profile.detections->front().count = 0;
  EXPECT_EQ(1, ScoreOf(Bucket(10), profile));
}

TEST(SensitivityScore, GivenAndOverridden) {
  auto profile = Profile(10, 10, 0, 1);
  profile.sensitivityScore = 60;
  EXPECT_EQ(60, ScoreOf(Bucket(10), profile));
  profile.sensitivityScoreOverridden = false;
  EXPECT_EQ(60, ScoreOf(Bucket(10), profile));
  profile.sensitivityScoreOverridden = true;
  EXPECT_EQ(100, ScoreOf(Bucket(10), profile));
}

TEST(SensitivityScore, BucketsThatMacieCanNotRead) {
  auto bucket = Bucket(10);
  bucket.errorCode = model::BucketMetadataErrorCode::ACCESS_DENIED;
  EXPECT_EQ(50, ScoreOf(bucket, Profile(10, 10, 0, 1)));
}

}  // namespace
}  // namespace macie_local::service
