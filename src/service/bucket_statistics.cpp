// GetBucketStatistics (handbook B.10; part 2, section 14.2).
#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/timestamp.h"
#include "model/handlers/buckets.h"
#include "service/arns.h"
#include "service/bucket_messages.h"
#include "service/call.h"
#include "service/relations.h"
#include "store/bucket_table.h"

namespace macie_local::service {
namespace {

using Number = std::optional<std::int64_t>;

void Add(Number* sum, const Number& value) {
  *sum = sum->value_or(0) + value.value_or(0);
}
void Count(Number* count) {
  Add(count, 1);
}

// Every number of a fresh response is 0, not null.
void StartAtZero(model::GetBucketStatisticsResponse* statistics) {
  statistics->bucketCount = 0;
  statistics->objectCount = statistics->sizeInBytes = statistics->sizeInBytesCompressed = 0;
  statistics->classifiableObjectCount = statistics->classifiableSizeInBytes = 0;
  for (auto* levels : {&statistics->unclassifiableObjectCount, &statistics->unclassifiableObjectSizeInBytes}) {
    levels->emplace();
    (*levels)->fileType = (*levels)->storageClass = (*levels)->total = 0;
  }
  auto& permission = statistics->bucketCountByEffectivePermission.emplace();
  permission.publiclyAccessible = permission.publiclyReadable = permission.publiclyWritable = permission.unknown = 0;
  auto& encryption = statistics->bucketCountByEncryptionType.emplace();
  encryption.kmsManaged = encryption.s3Managed = encryption.unencrypted = encryption.unknown = 0;
  auto& uploads = statistics->bucketCountByObjectEncryptionRequirement.emplace();
  uploads.allowsUnencryptedObjectUploads = uploads.deniesUnencryptedObjectUploads = uploads.unknown = 0;
  auto& shared = statistics->bucketCountBySharedAccessType.emplace();
  shared.external = shared.internal = shared.notShared = shared.unknown = 0;
  auto& sensitivity = statistics->bucketStatisticsBySensitivity.emplace();
  for (auto* group : {&sensitivity.classificationError, &sensitivity.notClassified, &sensitivity.notSensitive,
                      &sensitivity.sensitive}) {
    auto& numbers = group->emplace();
    numbers.classifiableSizeInBytes = numbers.publiclyAccessibleCount = numbers.totalCount = numbers.totalSizeInBytes =
        0;
  }
}

// Read and write as the bucket's own settings leave them: what an ACL or a policy allows and no block takes back. The
// effective permission itself is given, so this only says which of the two a public bucket is [I].
struct PublicUse {
  bool read = false;
  bool write = false;
};

PublicUse UseOf(const model::BucketPublicAccess& access) {
  PublicUse use;
  if (!access.permissionConfiguration || !access.permissionConfiguration->bucketLevelPermissions) return use;
  const auto& bucket = *access.permissionConfiguration->bucketLevelPermissions;
  if (bucket.accessControlList) {
    use.read = bucket.accessControlList->allowsPublicReadAccess.value_or(false);
    use.write = bucket.accessControlList->allowsPublicWriteAccess.value_or(false);
  }
  if (bucket.bucketPolicy) {
    use.read = use.read || bucket.bucketPolicy->allowsPublicReadAccess.value_or(false);
    use.write = use.write || bucket.bucketPolicy->allowsPublicWriteAccess.value_or(false);
  }
  return use;
}

void CountAccess(const model::BucketMetadata& bucket, model::GetBucketStatisticsResponse* out) {
  auto& permission = *out->bucketCountByEffectivePermission;
  const auto effective = bucket.publicAccess ? bucket.publicAccess->effectivePermission : std::nullopt;
  if (effective == model::EffectivePermission::PUBLIC) {
    const PublicUse use = UseOf(*bucket.publicAccess);
    Count(&permission.publiclyAccessible);
    if (use.read) Count(&permission.publiclyReadable);
    if (use.write) Count(&permission.publiclyWritable);
  } else if (effective != model::EffectivePermission::NOT_PUBLIC) {
    Count(&permission.unknown);
  }
  auto& shared = *out->bucketCountBySharedAccessType;
  switch (bucket.sharedAccess.value_or(model::SharedAccess::UNKNOWN)) {
    case model::SharedAccess::EXTERNAL:
      Count(&shared.external);
      break;
    case model::SharedAccess::INTERNAL:
      Count(&shared.internal);
      break;
    case model::SharedAccess::NOT_SHARED:
      Count(&shared.notShared);
      break;
    case model::SharedAccess::UNKNOWN:
      Count(&shared.unknown);
      break;
  }
}

void CountEncryption(const model::BucketMetadata& bucket, model::GetBucketStatisticsResponse* out) {
  auto& encryption = *out->bucketCountByEncryptionType;
  const auto type = bucket.serverSideEncryption ? bucket.serverSideEncryption->type : std::nullopt;
  if (!type) {
    Count(&encryption.unknown);
  } else if (*type == model::Type::NONE) {
    Count(&encryption.unencrypted);
  } else {
    Count(*type == model::Type::AES256 ? &encryption.s3Managed : &encryption.kmsManaged);
  }
  auto& uploads = *out->bucketCountByObjectEncryptionRequirement;
  switch (bucket.allowsUnencryptedObjectUploads.value_or(model::AllowsUnencryptedObjectUploads::UNKNOWN)) {
    case model::AllowsUnencryptedObjectUploads::TRUE:
      Count(&uploads.allowsUnencryptedObjectUploads);
      break;
    case model::AllowsUnencryptedObjectUploads::FALSE:
      Count(&uploads.deniesUnencryptedObjectUploads);
      break;
    case model::AllowsUnencryptedObjectUploads::UNKNOWN:
      Count(&uploads.unknown);
      break;
  }
}

void CountSensitivity(const model::BucketMetadata& bucket, model::GetBucketStatisticsResponse* out) {
  auto& groups = *out->bucketStatisticsBySensitivity;
  const std::int64_t score = bucket.sensitivityScore.value_or(50);
  auto& group = score < 0     ? *groups.classificationError
                : score == 50 ? *groups.notClassified
                : score < 50  ? *groups.notSensitive
                              : *groups.sensitive;
  Count(&group.totalCount);
  Add(&group.totalSizeInBytes, bucket.sizeInBytes);
  Add(&group.classifiableSizeInBytes, bucket.classifiableSizeInBytes);
  if (bucket.publicAccess && bucket.publicAccess->effectivePermission == model::EffectivePermission::PUBLIC) {
    Count(&group.publiclyAccessibleCount);
  }
}

void AddBucket(const model::BucketMetadata& bucket, model::GetBucketStatisticsResponse* out) {
  Count(&out->bucketCount);
  CountAccess(bucket, out);
  CountEncryption(bucket, out);
  // For administrators the earliest retrieval over the accounts; here over the buckets.
  if (bucket.lastUpdated && (!out->lastUpdated || *bucket.lastUpdated < *out->lastUpdated)) {
    out->lastUpdated = bucket.lastUpdated;
  }
  if (bucket.errorCode) return;  // left out of sums and of the sensitivity groups (B.4)
  CountSensitivity(bucket, out);
  Add(&out->objectCount, bucket.objectCount);
  Add(&out->sizeInBytes, bucket.sizeInBytes);
  Add(&out->sizeInBytesCompressed, bucket.sizeInBytesCompressed);
  Add(&out->classifiableObjectCount, bucket.classifiableObjectCount);
  Add(&out->classifiableSizeInBytes, bucket.classifiableSizeInBytes);
  const auto add_levels = [](const auto& from, auto* to) {
    if (!from) return;
    Add(&(*to)->fileType, from->fileType);
    Add(&(*to)->storageClass, from->storageClass);
    Add(&(*to)->total, from->total);
  };
  add_levels(bucket.unclassifiableObjectCount, &out->unclassifiableObjectCount);
  add_levels(bucket.unclassifiableObjectSizeInBytes, &out->unclassifiableObjectSizeInBytes);
}

}  // namespace

base::Result<model::GetBucketStatisticsResponse> GetBucketStatistics(const Call& call, const store::Snapshot& snapshot,
                                                                     const model::GetBucketStatisticsRequest& request) {
  if (request.accountId && !IsAccountId(*request.accountId)) {
    return WrongValue("accountId", "12 digits", *request.accountId);
  }
  model::GetBucketStatisticsResponse statistics;
  StartAtZero(&statistics);
  for (const auto& key : AccountsInView(snapshot.partition(call.caller), call.caller)) {
    const store::BucketTable& buckets = snapshot.partition(key).buckets;
    buckets.ForEach([&](engine::Slot slot) {
      const model::BucketMetadata bucket = buckets.Get(slot);
      if (!request.accountId || bucket.accountId == request.accountId) AddBucket(bucket, &statistics);
    });
  }
  if (!statistics.lastUpdated) statistics.lastUpdated = base::TruncateToMillis(call.now);
  return statistics;
}

}  // namespace macie_local::service
