#include "service/findings/intake.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/timestamp.h"
#include "objects/object.h"
#include "service/core/arns.h"
#include "service/core/call.h"
#include "service/core/ids.h"
#include "service/core/intake.h"
#include "service/core/messages.h"
#include "service/findings/result_location.h"
#include "service/findings/types.h"
#include "state/finding_index.h"

namespace macie_local::service {
namespace {

base::Status CheckFinding(const state::PartitionKey& key, const std::string& where, const model::Finding& finding) {
  if (!finding.type) return Wrong(where, "type", "is required");
  if (!finding.id) return Wrong(where, "id", "is required");
  MACIE_CHECK(CheckGivenId(where, *finding.id));
  if (finding.accountId && !IsAccountId(*finding.accountId)) {
    return Wrong(where, "accountId", "must be 12 digits; " + base::Quote(*finding.accountId) + " given");
  }
  if (finding.region && *finding.region != key.region) {
    return Wrong(where, "region",
                 "must be the region it is put into, " + base::Quote(key.region) + "; " + base::Quote(*finding.region) +
                     " given");
  }
  const auto category = DescribeFindingType(*finding.type).category;
  if (finding.category && *finding.category != category) {
    return Wrong(where, "category",
                 "must be " + std::string(wire::EnumName(category)) + " for this type; " +
                     base::Quote(wire::EnumName(*finding.category)) + " given");
  }
  if (finding.count && *finding.count < 1) {
    return Wrong(where, "count", "must be 1 or more; " + std::to_string(*finding.count) + " given");
  }
  if (finding.createdAt && finding.updatedAt && *finding.updatedAt < *finding.createdAt) {
    return Wrong(where, "updatedAt", "must not be before createdAt; " + base::ToIso8601(*finding.updatedAt) + " given");
  }
  return base::Done{};
}

void CompleteTimes(Timestamp now, model::Finding* finding) {
  if (!finding->createdAt) finding->createdAt = finding->updatedAt.value_or(base::TruncateToMillis(now));
  Default(&finding->updatedAt, *finding->createdAt);
}

void CompleteSeverity(model::Finding* finding) {
  model::Severity severity = SeverityOf(*finding);
  if (finding->severity) {
    const auto& given = *finding->severity;
    if (given.description) severity = MakeSeverity(*given.description);
    if (given.score) severity.score = given.score;
  }
  finding->severity = severity;
}

// Of what Macie prints as a MIME type, by the object's extension (behaviour 16.6); text for all that is not known
// [I].
std::string_view MimeTypeOf(std::string_view extension) {
  constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {"avro", "application/avro"},
      {"csv", "text/csv"},
      {"doc", "application/msword"},
      {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      {"gz", "application/gzip"},
      {"gzip", "application/gzip"},
      {"htm", "text/html"},
      {"html", "text/html"},
      {"json", "application/json"},
      {"jsonl", "application/json"},
      {"parquet", "application/parquet"},
      {"pdf", "application/pdf"},
      {"tar", "application/x-tar"},
      {"tsv", "text/tab-separated-values"},
      {"xls", "application/vnd.ms-excel"},
      {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
      {"xml", "application/xml"},
      {"zip", "application/zip"},
  };
  for (const auto& [name, type] : kTypes) {
    if (base::EqualsWithoutCase(name, extension)) return type;
  }
  return "text/plain";
}

// Nobody told the canonical id of an account: one that follows from its number [I].
model::S3BucketOwner OwnerOf(std::string_view account) {
  model::S3BucketOwner owner;
  owner.displayName = account;
  owner.id = HexOf(std::string("owner ").append(account), 64);
  return owner;
}

template <class Optional>
void FillFrom(const Optional& known, Optional* member) {
  if (!*member) *member = known;
}

// What the inventory knows and `bucket` does not say.
void CompleteBucketFacts(const state::BucketTable& inventory, model::S3Bucket* bucket) {
  const bool is_whole = bucket->createdAt && bucket->allowsUnencryptedObjectUploads && bucket->publicAccess &&
                        bucket->tags && bucket->defaultServerSideEncryption;
  if (is_whole) return;
  const auto found = inventory.Find(*bucket->name);
  if (!found) return;
  const model::S3Bucket known = AffectedBucketOf(*found);
  FillFrom(known.arn, &bucket->arn);
  FillFrom(known.createdAt, &bucket->createdAt);
  FillFrom(known.allowsUnencryptedObjectUploads, &bucket->allowsUnencryptedObjectUploads);
  FillFrom(known.defaultServerSideEncryption, &bucket->defaultServerSideEncryption);
  FillFrom(known.owner, &bucket->owner);
  FillFrom(known.publicAccess, &bucket->publicAccess);
  FillFrom(known.tags, &bucket->tags);
}

// An object as S3 has it when nobody told otherwise: last changed before it was looked into, encrypted and public as
// its bucket is, of the usual storage class. Its eTag follows from its path [I].
void CompleteObjectFacts(const model::S3Bucket& bucket, Timestamp found_at, model::S3Object* object) {
  if (!object->eTag) object->eTag = HexOf(*object->path, 32);
  Default(&object->lastModified, Timestamp(std::chrono::floor<std::chrono::seconds>(found_at)));
  Default(&object->publicAccess,
          bucket.publicAccess && bucket.publicAccess->effectivePermission == model::EffectivePermission::PUBLIC);
  Default(&object->storageClass, model::StorageClass::STANDARD);
  if (object->serverSideEncryption) return;
  auto& encryption = object->serverSideEncryption.emplace();
  encryption.encryptionType = model::EncryptionType::AES256;
  const auto& usual = bucket.defaultServerSideEncryption;
  if (usual && usual->encryptionType && *usual->encryptionType != model::EncryptionType::UNKNOWN) encryption = *usual;
}

void CompleteObject(std::string_view region, const model::S3Bucket& bucket, Timestamp found_at,
                    model::S3Object* object) {
  Default(&object->bucketArn, BucketArn(region, *bucket.name));
  Default(&object->tags, std::vector<model::KeyValuePair>());
  Default(&object->versionId, "");
  if (!object->key) return;
  Default(&object->path, bucket.name.str().append("/").append(*object->key));
  Default(&object->extension, objects::ExtensionOf(*object->key));
  CompleteObjectFacts(bucket, found_at, object);
}

void CompleteResources(const state::BucketTable* inventory, model::Finding* finding) {
  if (!finding->resourcesAffected || !finding->resourcesAffected->s3Bucket) return;
  auto& resources = *finding->resourcesAffected;
  if (!resources.s3Bucket->name) return;
  if (inventory != nullptr) CompleteBucketFacts(*inventory, &*resources.s3Bucket);
  auto& bucket = *resources.s3Bucket;
  Default(&bucket.arn, BucketArn(*finding->region, *bucket.name));
  if (!bucket.owner) bucket.owner = OwnerOf(*finding->accountId);
  if (resources.s3Object) CompleteObject(*finding->region, bucket, *finding->createdAt, &*resources.s3Object);
}

void CompletePolicy(model::Finding* finding) {
  auto& action = Made(&Made(&finding->policyDetails).action);
  Default(&action.actionType, model::FindingActionType::AWS_API_CALL);
  auto& call = Made(&action.apiCallDetails);
  Default(&call.apiServiceName, std::string("s3.amazonaws.com"));
  if (!call.firstSeen) call.firstSeen = finding->createdAt;
  if (!call.lastSeen) call.lastSeen = finding->updatedAt;
}

// Fills in counts of 1. Their sum, or the largest number where it is larger.
template <class Detections>
std::int64_t SumOf(std::optional<Detections>* detections) {
  std::int64_t sum = 0;
  for (auto& detection : Made(detections)) {
    Default<std::int64_t>(&detection.count, 1);
    if (__builtin_add_overflow(sum, *detection.count, &sum)) sum = std::numeric_limits<std::int64_t>::max();
  }
  return sum;
}

// What was looked into, as far as the object tells. One without a size has that of what was read of it, or none.
void CompleteContent(const state::PartitionKey& key, std::string_view account, model::ClassificationDetails* details,
                     model::S3Object* object) {
  auto& result = Made(&details->result);
  Default<std::int64_t>(&object->size, result.sizeClassified.value_or(0));
  Default(&result.sizeClassified, *object->size);
  if (!result.mimeType) result.mimeType = MimeTypeOf(object->extension.value_or(""));
  if (details->detailedResultsLocation) return;
  // Nobody told where results went when it was found.
  const std::string folder(details->jobId.value_or(kDiscoveryFolder));
  const std::string analysis = folder + "/" + std::string(object->path.value_or(""));
  details->detailedResultsLocation = ResultLocation(nullptr, key, folder, account, analysis);
}

void CompleteClassification(const state::PartitionKey& key, model::Finding* finding) {
  auto& details = Made(&finding->classificationDetails);
  Default(&details.originType, model::OriginType::SENSITIVE_DATA_DISCOVERY_JOB);
  // A job that nobody named is one for all [I].
  if (details.originType == model::OriginType::SENSITIVE_DATA_DISCOVERY_JOB && !details.jobId) {
    details.jobId = HexOf("job " + key.account + " " + key.region, 32);
  }
  if (details.jobId) Default(&details.jobArn, MacieArn(key, kClassificationJobType, *details.jobId));
  auto& result = Made(&details.result);
  for (auto& item : Made(&result.sensitiveData)) {
    const std::int64_t sum = SumOf(&item.detections);
    Default(&item.totalCount, sum);
  }
  auto& custom = Made(&result.customDataIdentifiers);
  const std::int64_t sum = SumOf(&custom.detections);
  Default(&custom.totalCount, sum);
  Default(&Made(&result.status).code, std::string("COMPLETE"));
  Default(&result.additionalOccurrences, false);
  auto& resources = finding->resourcesAffected;
  if (resources && resources->s3Object) CompleteContent(key, *finding->accountId, &details, &*resources->s3Object);
}

}  // namespace

model::S3Bucket AffectedBucketOf(const model::BucketMetadata& bucket) {
  model::S3Bucket affected;
  affected.name = bucket.bucketName;
  affected.arn = bucket.bucketArn;
  affected.createdAt = bucket.bucketCreatedAt;
  affected.allowsUnencryptedObjectUploads = bucket.allowsUnencryptedObjectUploads;
  affected.publicAccess = bucket.publicAccess;
  affected.tags = bucket.tags;
  if (bucket.accountId) affected.owner = OwnerOf(*bucket.accountId);
  auto& encryption = affected.defaultServerSideEncryption.emplace();
  encryption.encryptionType = model::EncryptionType::UNKNOWN;
  if (bucket.serverSideEncryption && bucket.serverSideEncryption->type) {
    encryption.encryptionType =
        wire::ParseEnum<model::EncryptionType>(wire::EnumName(*bucket.serverSideEncryption->type));
    encryption.kmsMasterKeyId = bucket.serverSideEncryption->kmsMasterKeyId;
  }
  return affected;
}

std::string NewFindingId(const model::Finding& finding, IdSource& ids) {
  const bool policy = DescribeFindingType(*finding.type).category == model::FindingCategory::POLICY;
  return policy || finding.sample.value_or(false) ? NewUuid(ids) : NewHexId(ids);
}

base::Result<model::Finding> CompleteFinding(const state::PartitionKey& key, const std::string& where, Timestamp now,
                                             const state::BucketTable* inventory, model::Finding finding) {
  MACIE_CHECK(CheckFinding(key, where, finding));
  const FindingTypeInfo& info = DescribeFindingType(*finding.type);
  finding.category = info.category;
  Default(&finding.accountId, key.account);
  Default(&finding.region, key.region);
  Default(&finding.partition, PartitionOfRegion(key.region));
  Default(&finding.schemaVersion, "1.0");
  Default(&finding.title, info.title);
  Default(&finding.description, info.description);
  Default(&finding.archived, false);
  Default(&finding.sample, false);
  Default<std::int64_t>(&finding.count, 1);
  CompleteTimes(now, &finding);
  CompleteResources(inventory, &finding);
  if (info.category == model::FindingCategory::POLICY) {
    CompletePolicy(&finding);
  } else {
    CompleteClassification(key, &finding);
  }
  CompleteSeverity(&finding);
  return finding;
}

template <>
base::Result<model::Finding> CompleteRecord(const state::PartitionKey& key, const std::string& where, Timestamp now,
                                            model::Finding finding) {
  return CompleteFinding(key, where, now, nullptr, std::move(finding));
}

}  // namespace macie_local::service
