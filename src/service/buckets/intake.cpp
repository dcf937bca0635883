#include "service/buckets/intake.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <utility>

#include "base/saturating.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "service/core/arns.h"
#include "service/core/intake.h"
#include "service/discovery/discovery.h"

namespace macie_local::service {
namespace {

base::Status CheckIdentity(const state::PartitionKey& key, const std::string& where,
                           const model::BucketMetadata& bucket) {
  if (!bucket.bucketName) return Wrong(where, "bucketName", "is required");
  if (!IsBucketName(*bucket.bucketName)) {
    return Wrong(where, "bucketName",
                 "must be 3 to 255 letters, digits, '.', '-' or '_'; " + base::Quote(*bucket.bucketName) + " given");
  }
  if (bucket.accountId && !IsAccountId(*bucket.accountId)) {
    return Wrong(where, "accountId", "must be 12 digits; " + base::Quote(*bucket.accountId) + " given");
  }
  if (bucket.region && *bucket.region != key.region) {
    return Wrong(where, "region",
                 "must be the region it is put into, '" + key.region + "'; " + base::Quote(*bucket.region) + " given");
  }
  return base::Done{};
}

using Number = std::optional<std::int64_t>;

base::Status CheckCounts(const std::string& where, const model::BucketMetadata& bucket) {
  const auto check = [&](std::initializer_list<std::pair<std::string_view, Number>> members) -> base::Status {
    for (const auto& [name, value] : members) {
      if (value && *value < 0) return Wrong(where, name, "must be 0 or more; " + std::to_string(*value) + " given");
    }
    return base::Done{};
  };
  MACIE_CHECK(check({{"objectCount", bucket.objectCount},
                     {"sizeInBytes", bucket.sizeInBytes},
                     {"sizeInBytesCompressed", bucket.sizeInBytesCompressed},
                     {"classifiableObjectCount", bucket.classifiableObjectCount},
                     {"classifiableSizeInBytes", bucket.classifiableSizeInBytes}}));
  if (bucket.unclassifiableObjectCount) {
    MACIE_CHECK(check({{"unclassifiableObjectCount.fileType", bucket.unclassifiableObjectCount->fileType},
                       {"unclassifiableObjectCount.storageClass", bucket.unclassifiableObjectCount->storageClass},
                       {"unclassifiableObjectCount.total", bucket.unclassifiableObjectCount->total}}));
  }
  if (bucket.unclassifiableObjectSizeInBytes) {
    const auto& sizes = *bucket.unclassifiableObjectSizeInBytes;
    MACIE_CHECK(check({{"unclassifiableObjectSizeInBytes.fileType", sizes.fileType},
                       {"unclassifiableObjectSizeInBytes.storageClass", sizes.storageClass},
                       {"unclassifiableObjectSizeInBytes.total", sizes.total}}));
  }
  if (bucket.objectCountByEncryptionType) {
    const auto& counts = *bucket.objectCountByEncryptionType;
    MACIE_CHECK(check({{"objectCountByEncryptionType.customerManaged", counts.customerManaged},
                       {"objectCountByEncryptionType.kmsManaged", counts.kmsManaged},
                       {"objectCountByEncryptionType.s3Managed", counts.s3Managed},
                       {"objectCountByEncryptionType.unencrypted", counts.unencrypted},
                       {"objectCountByEncryptionType.unknown", counts.unknown}}));
  }
  if (bucket.sensitivityScore && (*bucket.sensitivityScore < -1 || *bucket.sensitivityScore > 100)) {
    return Wrong(where, "sensitivityScore",
                 "must be -1 to 100; " + std::to_string(*bucket.sensitivityScore) + " given");
  }
  return base::Done{};
}

void CompleteUnclassifiable(std::optional<model::ObjectLevelStatistics>* statistics) {
  auto& value = *statistics ? **statistics : statistics->emplace();
  Default<std::int64_t>(&value.fileType, 0);
  Default<std::int64_t>(&value.storageClass, 0);
  Default<std::int64_t>(&value.total, base::SaturatingAdd(*value.fileType, *value.storageClass));
}

void CompleteBlockPublicAccess(std::optional<model::BlockPublicAccess>* block) {
  auto& value = *block ? **block : block->emplace();
  Default(&value.blockPublicAcls, false);
  Default(&value.blockPublicPolicy, false);
  Default(&value.ignorePublicAcls, false);
  Default(&value.restrictPublicBuckets, false);
}

void CompletePublicAccess(model::BucketMetadata* bucket) {
  auto& access = bucket->publicAccess ? *bucket->publicAccess : bucket->publicAccess.emplace();
  Default(&access.effectivePermission, model::EffectivePermission::NOT_PUBLIC);
  auto& permissions =
      access.permissionConfiguration ? *access.permissionConfiguration : access.permissionConfiguration.emplace();
  auto& account = permissions.accountLevelPermissions ? *permissions.accountLevelPermissions
                                                      : permissions.accountLevelPermissions.emplace();
  CompleteBlockPublicAccess(&account.blockPublicAccess);
  const bool listed = permissions.bucketLevelPermissions.has_value();
  auto& own = listed ? *permissions.bucketLevelPermissions : permissions.bucketLevelPermissions.emplace();
  CompleteBlockPublicAccess(&own.blockPublicAccess);
  // A bucket has an ACL unless told otherwise, a policy only when told (behaviour B.3, B.5).
  if (!listed && !own.accessControlList) {
    own.accessControlList.emplace().allowsPublicReadAccess = false;
    own.accessControlList->allowsPublicWriteAccess = false;
  }
}

// What Macie can't read of the bucket is null or UNKNOWN (behaviour B.4).
void CompleteUnreadable(model::BucketMetadata* bucket) {
  Default(&bucket->errorMessage,
          std::string(*bucket->errorCode == model::BucketMetadataErrorCode::ACCESS_DENIED
                          ? "Macie doesn't have permission to retrieve information about the bucket."
                          : "The number of buckets in your account exceeds the quota for full bucket metadata."));
  bucket->versioning = false;
  bucket->sharedAccess = model::SharedAccess::UNKNOWN;
  bucket->allowsUnencryptedObjectUploads = model::AllowsUnencryptedObjectUploads::UNKNOWN;
  bucket->automatedDiscoveryMonitoringStatus = model::AutomatedDiscoveryMonitoringStatus::NOT_MONITORED;
  bucket->sensitivityScore = ScoreBeforeDiscovery(*bucket);
  bucket->publicAccess.emplace().effectivePermission = model::EffectivePermission::UNKNOWN;
  bucket->objectCount.reset();
  bucket->sizeInBytes.reset();
  bucket->sizeInBytesCompressed.reset();
  bucket->classifiableObjectCount.reset();
  bucket->classifiableSizeInBytes.reset();
  bucket->unclassifiableObjectCount.reset();
  bucket->unclassifiableObjectSizeInBytes.reset();
  bucket->objectCountByEncryptionType.reset();
  bucket->replicationDetails.reset();
  bucket->tags.reset();
  bucket->serverSideEncryption.reset();
  bucket->lastAutomatedDiscoveryTime.reset();
}

void CompleteReadable(model::BucketMetadata* bucket) {
  bucket->errorMessage.reset();
  Default<std::int64_t>(&bucket->objectCount, 0);
  Default<std::int64_t>(&bucket->sizeInBytes, 0);
  Default<std::int64_t>(&bucket->sizeInBytesCompressed, 0);
  CompleteUnclassifiable(&bucket->unclassifiableObjectCount);
  CompleteUnclassifiable(&bucket->unclassifiableObjectSizeInBytes);
  // classifiable + unclassifiable = all (behaviour B.6 [I]).
  const auto rest = [](std::int64_t all, std::int64_t part) { return std::max<std::int64_t>(0, all - part); };
  Default(&bucket->classifiableObjectCount, rest(*bucket->objectCount, *bucket->unclassifiableObjectCount->total));
  Default(&bucket->classifiableSizeInBytes,
          rest(*bucket->sizeInBytes, *bucket->unclassifiableObjectSizeInBytes->total));
  if (!bucket->objectCountByEncryptionType) {
    // S3 encrypts every new object with its own keys unless told otherwise.
    bucket->objectCountByEncryptionType.emplace().s3Managed = *bucket->objectCount;
  }
  auto& counts = *bucket->objectCountByEncryptionType;
  for (auto* count :
       {&counts.customerManaged, &counts.kmsManaged, &counts.s3Managed, &counts.unencrypted, &counts.unknown}) {
    Default<std::int64_t>(count, 0);
  }
  CompletePublicAccess(bucket);
  Default(&bucket->sharedAccess, model::SharedAccess::NOT_SHARED);
  auto& replication = bucket->replicationDetails ? *bucket->replicationDetails : bucket->replicationDetails.emplace();
  Default(&replication.replicationAccounts, std::vector<std::string>());
  Default(&replication.replicated, !replication.replicationAccounts->empty());
  Default(&replication.replicatedExternally, false);
  Default(&bucket->tags, std::vector<model::KeyValuePair>());
  for (auto& tag : *bucket->tags) {
    Default(&tag.key, std::string());
    Default(&tag.value, std::string());
  }
  Default(&bucket->versioning, false);
  auto& encryption =
      bucket->serverSideEncryption ? *bucket->serverSideEncryption : bucket->serverSideEncryption.emplace();
  Default(&encryption.type, encryption.kmsMasterKeyId ? model::Type::aws_kms : model::Type::AES256);
  Default(&bucket->allowsUnencryptedObjectUploads, model::AllowsUnencryptedObjectUploads::TRUE);
  Default(&bucket->sensitivityScore, ScoreBeforeDiscovery(*bucket));
  Default(&bucket->automatedDiscoveryMonitoringStatus, model::AutomatedDiscoveryMonitoringStatus::NOT_MONITORED);
}

}  // namespace

base::Result<model::BucketMetadata> CompleteBucket(const state::PartitionKey& key, const std::string& where,
                                                   Timestamp now, model::BucketMetadata bucket) {
  MACIE_CHECK(CheckIdentity(key, where, bucket));
  MACIE_CHECK(CheckCounts(where, bucket));
  Default(&bucket.accountId, key.account);
  Default(&bucket.region, key.region);
  Default(&bucket.bucketArn, BucketArn(key.region, *bucket.bucketName));
  // As S3 gives it: whole seconds (behaviour A.4.1).
  Default(&bucket.bucketCreatedAt, Timestamp(std::chrono::floor<std::chrono::seconds>(now)));
  Default(&bucket.lastUpdated, base::TruncateToMillis(now));
  bucket.jobDetails.reset();  // computed from the jobs
  if (bucket.errorCode) {
    CompleteUnreadable(&bucket);
  } else {
    CompleteReadable(&bucket);
  }
  return bucket;
}

void StoreBucket(state::Transaction& transaction, const state::PartitionKey& key, const ExcludedBuckets& excluded,
                 const model::BucketMetadata& told, model::BucketMetadata bucket) {
  ApplyDiscovery(transaction, key, excluded, !told.automatedDiscoveryMonitoringStatus, &bucket);
  transaction.PutBucket(key, std::move(bucket));
}

base::Result<model::BucketMetadata> PrepareBucket(const state::Transaction& transaction, const state::PartitionKey& key,
                                                  const ExcludedBuckets& excluded, const std::string& where,
                                                  model::BucketMetadata told) {
  const bool is_monitoring_told = told.automatedDiscoveryMonitoringStatus.has_value();
  MACIE_TRY(auto bucket, CompleteBucket(key, where, transaction.now(), std::move(told)));
  ApplyDiscovery(transaction, key, excluded, !is_monitoring_told, &bucket);
  return bucket;
}

bool UnloadBucket(state::Transaction& transaction, const state::PartitionKey& key, const std::string& bucket_name) {
  transaction.Erase<model::ResourceProfileRecord>(key, bucket_name);
  transaction.EraseObjects(key, bucket_name);
  return transaction.EraseBucket(key, bucket_name);
}

}  // namespace macie_local::service
