// GetBucketStatistics (behaviour B.10, 14.2).
#include <optional>

#include "base/timestamp.h"
#include "model/handlers/buckets.h"
#include "service/core/arns.h"
#include "service/core/call.h"
#include "service/core/criteria_messages.h"
#include "service/core/relations.h"
#include "state/bucket_totals.h"

namespace macie_local::service {
namespace {

using state::BucketTotals;
using Sum = BucketTotals::Sum;

void FillCounts(const BucketTotals& totals, model::GetBucketStatisticsResponse* out) {
  out->bucketCount = totals[Sum::kBuckets];
  auto& permission = out->bucketCountByEffectivePermission.emplace();
  permission.publiclyAccessible = totals[Sum::kPubliclyAccessible];
  permission.publiclyReadable = totals[Sum::kPubliclyReadable];
  permission.publiclyWritable = totals[Sum::kPubliclyWritable];
  permission.unknown = totals[Sum::kPermissionUnknown];
  auto& encryption = out->bucketCountByEncryptionType.emplace();
  encryption.kmsManaged = totals[Sum::kKmsManaged];
  encryption.s3Managed = totals[Sum::kS3Managed];
  encryption.unencrypted = totals[Sum::kUnencrypted];
  encryption.unknown = totals[Sum::kEncryptionUnknown];
  auto& uploads = out->bucketCountByObjectEncryptionRequirement.emplace();
  uploads.allowsUnencryptedObjectUploads = totals[Sum::kAllowsUnencryptedUploads];
  uploads.deniesUnencryptedObjectUploads = totals[Sum::kDeniesUnencryptedUploads];
  uploads.unknown = totals[Sum::kUploadsUnknown];
  auto& shared = out->bucketCountBySharedAccessType.emplace();
  shared.external = totals[Sum::kSharedExternal];
  shared.internal = totals[Sum::kSharedInternal];
  shared.notShared = totals[Sum::kNotShared];
  shared.unknown = totals[Sum::kSharedUnknown];
}

void FillSums(const BucketTotals& totals, model::GetBucketStatisticsResponse* out) {
  out->objectCount = totals[Sum::kObjectCount];
  out->sizeInBytes = totals[Sum::kSizeInBytes];
  out->sizeInBytesCompressed = totals[Sum::kSizeInBytesCompressed];
  out->classifiableObjectCount = totals[Sum::kClassifiableObjectCount];
  out->classifiableSizeInBytes = totals[Sum::kClassifiableSizeInBytes];
  auto& count = out->unclassifiableObjectCount.emplace();
  count.fileType = totals[Sum::kUnclassifiableCountFileType];
  count.storageClass = totals[Sum::kUnclassifiableCountStorageClass];
  count.total = totals[Sum::kUnclassifiableCountTotal];
  auto& size = out->unclassifiableObjectSizeInBytes.emplace();
  size.fileType = totals[Sum::kUnclassifiableSizeFileType];
  size.storageClass = totals[Sum::kUnclassifiableSizeStorageClass];
  size.total = totals[Sum::kUnclassifiableSizeTotal];
}

void FillSensitivity(const BucketTotals& totals, model::GetBucketStatisticsResponse* out) {
  using Sensitivity = BucketTotals::Sensitivity;
  auto& classes = out->bucketStatisticsBySensitivity.emplace();
  const auto fill = [&](Sensitivity sensitivity, auto* numbers) {
    const BucketTotals::OfSensitivity sums = totals[sensitivity];
    numbers->emplace();
    (*numbers)->totalCount = sums.buckets;
    (*numbers)->publiclyAccessibleCount = sums.publicly_accessible;
    (*numbers)->totalSizeInBytes = sums.size_in_bytes;
    (*numbers)->classifiableSizeInBytes = sums.classifiable_size_in_bytes;
  };
  fill(Sensitivity::kClassificationError, &classes.classificationError);
  fill(Sensitivity::kNotClassified, &classes.notClassified);
  fill(Sensitivity::kNotSensitive, &classes.notSensitive);
  fill(Sensitivity::kSensitive, &classes.sensitive);
}

}  // namespace

wire::Outcome<model::GetBucketStatisticsResponse> GetBucketStatistics(
    const Call& call, const state::Snapshot& snapshot, const model::GetBucketStatisticsRequest& request) {
  if (request.accountId && !IsAccountId(*request.accountId)) {
    return WrongValue("accountId", "12 digits", *request.accountId);
  }
  BucketTotals totals;
  std::optional<Timestamp> last_updated;  // the earliest retrieval; for administrators over the accounts
  for (const auto& key : AccountsInView(snapshot.partition(call.caller), call.caller)) {
    snapshot.partition(key).buckets.totals().Collect(request.accountId, &totals, &last_updated);
  }
  model::GetBucketStatisticsResponse statistics;
  FillCounts(totals, &statistics);
  FillSums(totals, &statistics);
  FillSensitivity(totals, &statistics);
  statistics.lastUpdated = last_updated.value_or(base::TruncateToMillis(call.now));
  return statistics;
}

}  // namespace macie_local::service
