// GetBucketStatistics: what counts as what, over which accounts (behaviour B.10, 14.2).
#include <gtest/gtest.h>

#include <string>

#include "bucket_bench.h"

namespace macie_local::service {
namespace {

class BucketStatistics : public ::testing::Test {
 protected:
  model::GetBucketStatisticsResponse Get(const std::string& body = "{}") {
    auto statistics = bench_.Ask(&GetBucketStatistics, body);
    EXPECT_EQ(support::RefusalOf(statistics), "");
    return *std::move(statistics);
  }

  BucketBench bench_;
};

TEST_F(BucketStatistics, WithoutBucketsAllIsZeroAndUpdatedNow) {
  const auto statistics = Get();
  EXPECT_EQ(statistics.bucketCount, 0);
  EXPECT_EQ(statistics.objectCount, 0);
  EXPECT_EQ(statistics.sizeInBytes, 0);
  EXPECT_EQ(statistics.bucketStatisticsBySensitivity->sensitive->totalCount, 0);
  EXPECT_EQ(statistics.lastUpdated, *base::ParseIso8601("2026-11-21T10:00:00.123Z"));
}

TEST_F(BucketStatistics, BucketsAreCountedByPermissionEncryptionUploadsAndAccess) {
  const std::string by_policy = "'effectivePermission':'PUBLIC','permissionConfiguration':{'bucketLevelPermissions':{";
  bench_.Put("{'bucketName':'b-1','sharedAccess':'EXTERNAL','publicAccess':{" + by_policy +
             "'bucketPolicy':{'allowsPublicReadAccess':true,'allowsPublicWriteAccess':false}}}}}");
  bench_.Put("{'bucketName':'b-2','sharedAccess':'INTERNAL','publicAccess':{" + by_policy +
             "'accessControlList':{'allowsPublicReadAccess':false,'allowsPublicWriteAccess':true}}}},"
             "'serverSideEncryption':{'type':'aws:kms:dsse'},'allowsUnencryptedObjectUploads':'FALSE'}");
  bench_.Put("{'bucketName':'b-3','serverSideEncryption':{'type':'NONE'}}");
  bench_.Put("{'bucketName':'b-4','serverSideEncryption':{'type':'aws:kms'}}");
  bench_.Put("{'bucketName':'b-5','errorCode':'ACCESS_DENIED'}");
  const auto statistics = Get();
  EXPECT_EQ(statistics.bucketCount, 5);
  model::BucketCountByEffectivePermission permission;
  permission.publiclyAccessible = 2;
  permission.publiclyReadable = 1;
  permission.publiclyWritable = 1;
  permission.unknown = 1;
  EXPECT_EQ(*statistics.bucketCountByEffectivePermission, permission);
  model::BucketCountByEncryptionType encryption;
  encryption.kmsManaged = 2;
  encryption.s3Managed = 1;
  encryption.unencrypted = 1;
  encryption.unknown = 1;
  EXPECT_EQ(*statistics.bucketCountByEncryptionType, encryption);
  model::BucketCountPolicyAllowsUnencryptedObjectUploads uploads;
  uploads.allowsUnencryptedObjectUploads = 3;
  uploads.deniesUnencryptedObjectUploads = 1;
  uploads.unknown = 1;
  EXPECT_EQ(*statistics.bucketCountByObjectEncryptionRequirement, uploads);
  model::BucketCountBySharedAccessType shared;
  shared.external = 1;
  shared.internal = 1;
  shared.notShared = 2;
  shared.unknown = 1;
  EXPECT_EQ(*statistics.bucketCountBySharedAccessType, shared);
}

TEST_F(BucketStatistics, SumsLeaveOutBucketsInErrorAndFollowEveryChange) {
  bench_.Put(
      "{'bucketName':'b-1','objectCount':10,'sizeInBytes':1000,'sizeInBytesCompressed':10,"
      "'unclassifiableObjectCount':{'fileType':2,'storageClass':1}}");
  bench_.Put("{'bucketName':'b-2','objectCount':5,'sizeInBytes':500}");
  bench_.Put("{'bucketName':'b-3','objectCount':7,'sizeInBytes':7,'errorCode':'ACCESS_DENIED'}");
  EXPECT_EQ(Get().objectCount, 15);
  EXPECT_EQ(Get().sizeInBytes, 1500);
  EXPECT_EQ(Get().sizeInBytesCompressed, 10);
  EXPECT_EQ(Get().classifiableObjectCount, 12);
  EXPECT_EQ(Get().unclassifiableObjectCount->fileType, 2);
  EXPECT_EQ(Get().unclassifiableObjectCount->storageClass, 1);
  EXPECT_EQ(Get().unclassifiableObjectCount->total, 3);
  bench_.Put("{'bucketName':'b-2','objectCount':1,'sizeInBytes':1}");
  bench_.Do([&](state::Transaction& transaction) { transaction.EraseBucket(bench_.home, "b-1"); });
  EXPECT_EQ(Get().bucketCount, 2);
  EXPECT_EQ(Get().objectCount, 1);
  EXPECT_EQ(Get().unclassifiableObjectCount->total, 0);
}

TEST_F(BucketStatistics, ASumBeyondSixtyFourBitsIsTheirGreatestNumber) {
  bench_.Put("{'bucketName':'b-1','sizeInBytes':9223372036854775807}");
  EXPECT_EQ(Get().sizeInBytes, 9223372036854775807);
  bench_.Put("{'bucketName':'b-2','sizeInBytes':1}");
  EXPECT_EQ(Get().sizeInBytes, 9223372036854775807);
}

TEST_F(BucketStatistics, ScoresFallIntoFourClassesAtTheirBounds) {
  for (const int score : {-1, 1, 49, 50, 51, 100}) {
    bench_.Put("{'bucketName':'score" + std::to_string(score) + "','sensitivityScore':" + std::to_string(score) +
               ",'sizeInBytes':" + std::to_string(score + 2) + "}");
  }
  const auto statistics = Get();
  const auto& classes = *statistics.bucketStatisticsBySensitivity;
  EXPECT_EQ(classes.classificationError->totalCount, 1);
  EXPECT_EQ(classes.classificationError->totalSizeInBytes, 1);
  EXPECT_EQ(classes.notSensitive->totalCount, 2);
  EXPECT_EQ(classes.notSensitive->totalSizeInBytes, 3 + 51);
  EXPECT_EQ(classes.notClassified->totalCount, 1);
  EXPECT_EQ(classes.notClassified->totalSizeInBytes, 52);
  EXPECT_EQ(classes.sensitive->totalCount, 2);
  EXPECT_EQ(classes.sensitive->totalSizeInBytes, 53 + 102);
}

TEST_F(BucketStatistics, AnAdministratorCountsItsMembersOrOneAccountAlone) {
  bench_.Put("{'bucketName':'b-1','objectCount':1,'lastUpdated':'2025-01-02T00:00:00Z'}");
  bench_.Put("{'bucketName':'b-2','objectCount':20,'lastUpdated':'2025-01-01T00:00:00Z'}", "222222222222");
  EXPECT_EQ(Get().objectCount, 1);
  EXPECT_EQ(Get("{'accountId':'222222222222'}").bucketCount, 0) << "nobody administers it";
  bench_.PutMember("222222222222", model::RelationshipStatus::Enabled);
  EXPECT_EQ(Get().objectCount, 21);
  EXPECT_EQ(Get().lastUpdated, *base::ParseIso8601("2025-01-01T00:00:00Z")) << "the earliest of its accounts";
  EXPECT_EQ(Get("{'accountId':'222222222222'}").objectCount, 20);
  EXPECT_EQ(Get("{'accountId':'111122223333'}").objectCount, 1);
  bench_.PutMember("222222222222", model::RelationshipStatus::Paused);
  EXPECT_EQ(Get().objectCount, 1);
}

TEST_F(BucketStatistics, AnAccountIsTwelveDigits) {
  for (const std::string account : {"12345678901", "1234567890123", "12345678901x", ""}) {
    EXPECT_EQ(support::RefusalOf(bench_.Ask(&GetBucketStatistics, "{'accountId':'" + account + "'}")),
              "ValidationException: accountId must be 12 digits; '" + account + "' given");
  }
}

}  // namespace
}  // namespace macie_local::service
