#include "service/buckets/objects.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "base/text.h"
#include "base/timestamp.h"
#include "objects/md5.h"
#include "service/core/intake.h"
#include "service/discovery/discovery.h"
#include "wire/base64.h"
#include "wire/type_desc.h"

namespace macie_local::service {
namespace {

bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

base::Status CheckTags(const std::string& where, const std::vector<model::KeyValuePair>& tags) {
  if (tags.size() > kObjectTagsMax) {
    return Wrong(where, "tags",
                 "has at most " + std::to_string(kObjectTagsMax) + " tags; " + std::to_string(tags.size()) + " given");
  }
  std::set<std::string_view> keys;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const std::string place = "tags[" + std::to_string(i) + "]";
    const std::string_view key = tags[i].key ? std::string_view(*tags[i].key) : std::string_view();
    const std::string_view value = tags[i].value ? std::string_view(*tags[i].value) : std::string_view();
    if (key.empty() || base::CountCodePoints(key) > kObjectTagKeyMax) {
      return Wrong(
          where, place + ".key",
          "must have 1 to " + std::to_string(kObjectTagKeyMax) + " characters; " + base::Quote(key) + " given");
    }
    if (base::CountCodePoints(value) > kObjectTagValueMax) {
      return Wrong(
          where, place + ".value",
          "must have at most " + std::to_string(kObjectTagValueMax) + " characters; " + base::Quote(value) + " given");
    }
    if (!keys.insert(key).second) return Wrong(where, place + ".key", base::Quote(key) + " is given twice");
  }
  return base::Done{};
}

base::Status TakeClass(const std::string& where, const model::ObjectDocument& told, objects::ObjectInfo* info) {
  if (!told.storageClass) return base::Done{};
  if (wire::ParseEnum<model::StorageClass>(*told.storageClass)) {
    info->storage_class = *told.storageClass;
    return base::Done{};
  }
  std::string all;
  for (const std::string_view value : DescribeType(static_cast<const model::StorageClass*>(nullptr)).values)
    all.append(all.empty() ? "" : ", ").append(value);
  return Wrong(where, "storageClass", "must be one of " + all + "; " + base::Quote(*told.storageClass) + " given");
}

base::Status TakeEncryption(const std::string& where, const model::ObjectDocument& told, objects::ObjectInfo* info) {
  if (!told.serverSideEncryption) return base::Done{};
  const model::ServerSideEncryption& encryption = *told.serverSideEncryption;
  if (!state::SetEncryption(encryption, info)) {
    return Wrong(where, "serverSideEncryption.encryptionType",
                 "must be NONE, AES256, aws:kms or aws:kms:dsse; it is required");
  }
  if (info->kms_key_id.empty()) return base::Done{};
  const std::string member = "serverSideEncryption.kmsMasterKeyId";
  if (!info->encryption.starts_with("aws:kms")) {
    return Wrong(where, member, "goes with encryptionType aws:kms and aws:kms:dsse only");
  }
  if (info->kms_key_id.size() > kObjectKmsKeyBytesMax || !IsPrintable(info->kms_key_id)) {
    return Wrong(where, member,
                 "must be at most " + std::to_string(kObjectKmsKeyBytesMax) + " printable ASCII characters; " +
                     base::Quote(info->kms_key_id) + " given");
  }
  return base::Done{};
}

// An object of a document, with its content, whose texts are moved out.
base::Result<std::shared_ptr<const state::StoredObject>> TakeObject(const std::string& where, Timestamp now,
                                                                    model::ObjectDocument told) {
  MACIE_TRY(state::StoredObject object, CompleteObject(where, now, told));
  if (told.text && told.base64) return Wrong(where, "has either text or base64; both given");
  std::string content = told.text ? *std::move(told.text) : std::string();
  if (told.base64) {
    auto decoded = wire::FromBase64(*told.base64);
    if (!decoded) return Wrong(where, "base64", "is not base64 with padding, as RFC 4648 has it");
    content = *std::move(decoded);
  }
  if (content.size() > kObjectBytesMax) {
    return Wrong(where, "must have at most " + std::to_string(kObjectBytesMax) + " bytes of content; " +
                            std::to_string(content.size()) + " given");
  }
  ContentIntake intake;
  intake.Add(content);
  intake.Finish(&object);
  return std::make_shared<const state::StoredObject>(std::move(object));
}

}  // namespace

std::optional<std::string> FindKeyMistake(std::string_view key) {
  if (!base::IsUtf8(key)) return "must be UTF-8; " + base::Quote(base::PercentEncode(key)) + " given";
  if (!key.empty() && key.size() <= kObjectKeyBytesMax) return std::nullopt;
  return "must have 1 to " + std::to_string(kObjectKeyBytesMax) + " bytes; " + std::to_string(key.size()) + " given";
}

base::Result<state::StoredObject> CompleteObject(const std::string& where, Timestamp now,
                                                 const model::ObjectDocument& told) {
  if (!told.key) return Wrong(where, "key", "is required");
  if (const auto mistake = FindKeyMistake(*told.key)) return Wrong(where, "key", *mistake);
  state::StoredObject object;
  object.info.key = *told.key;
  object.info.last_modified = told.lastModified.value_or(base::TruncateToMillis(now));
  MACIE_CHECK(TakeClass(where, told, &object.info));
  MACIE_CHECK(TakeEncryption(where, told, &object.info));
  if (told.tags) {
    MACIE_CHECK(CheckTags(where, *told.tags));
    for (const model::KeyValuePair& tag : *told.tags) object.info.tags.emplace_back(*tag.key, tag.value.value_or(""));
  }
  object.content_type = told.contentType.value_or(std::string(kContentTypeDefault));
  if (object.content_type.size() > kObjectContentTypeBytesMax || !IsPrintable(object.content_type)) {
    return Wrong(where, "contentType",
                 "must be at most " + std::to_string(kObjectContentTypeBytesMax) + " printable ASCII characters; " +
                     base::Quote(object.content_type) + " given");
  }
  return object;
}

struct ContentIntake::Sum {
  objects::Md5 md5;
};

ContentIntake::ContentIntake() : sum_(std::make_unique<Sum>()) {}
ContentIntake::~ContentIntake() = default;
ContentIntake::ContentIntake(ContentIntake&&) noexcept = default;

void ContentIntake::Add(std::string_view bytes) {
  sum_->md5.Add(bytes);
  size_ += bytes.size();
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), state::kObjectPieceBytes))) {
    pieces_.push_back(std::make_shared<const std::string>(bytes.substr(0, state::kObjectPieceBytes)));
  }
}

void ContentIntake::Finish(state::StoredObject* object) {
  object->info.etag = sum_->md5.Finish();
  object->info.size = size_;
  object->pieces = std::move(pieces_);
}

base::Result<TakenObjects> TakeObjects(const state::Transaction& transaction, const state::PartitionKey& key,
                                       const std::string& where, model::BucketRecord* told) {
  objects::ObjectTotals totals;
  TakenObjects taken;
  if (told->objects) {
    taken.emplace();
    std::set<std::string_view> keys;
    for (std::size_t i = 0; i < told->objects->size(); ++i) {
      if (transaction.stopping()) return Stopping();
      const std::string place = where + ".objects[" + std::to_string(i) + "]";
      MACIE_TRY(auto object, TakeObject(place, transaction.now(), std::move((*told->objects)[i])));
      if (!keys.insert(object->info.key).second) {
        return Wrong(place, "key", base::Quote(object->info.key) + " is the key of an object before it, too");
      }
      totals.Add(object->info);
      taken->push_back(std::move(object));
    }
    told->objects.reset();
  } else if (told->bucketName) {
    totals = transaction.partition(key).objects.TotalsOf(*told->bucketName);
  }
  if (totals.all.count > 0) SetCounts(totals, told);
  return taken;
}

base::Status PutTakenObjects(const Environment& environment, state::Transaction& transaction,
                             const state::PartitionKey& key, const std::string& where, const std::string& bucket_name,
                             const TakenObjects& objects) {
  if (!objects) return base::Done{};
  transaction.EraseObjects(key, bucket_name);
  for (std::size_t i = 0; i < objects->size(); ++i) {
    if (transaction.stopping()) return Stopping();
    const auto& object = (*objects)[i];
    if (const auto none = FindNoRoom(environment, transaction, object->info.size, 0, 0)) {
      return Wrong(where + ".objects[" + std::to_string(i) + "]", *none);
    }
    transaction.PutObject(key, bucket_name, object);
  }
  return base::Done{};
}

std::optional<std::string> FindNoRoom(const Environment& environment, const state::Transaction& transaction,
                                      std::uint64_t bytes, std::uint64_t replaced, std::uint64_t pending) {
  const std::uint64_t there = transaction.object_bytes() - replaced + pending;
  const std::uint64_t max = environment.object_bytes_max;
  if (bytes <= max && there <= max - bytes) return std::nullopt;
  return "the content of all objects may have " + std::to_string(max) +
         " bytes together (--object-bytes-max); there are " + std::to_string(there) + ", and " + std::to_string(bytes) +
         " more given";
}

void SetCounts(const objects::ObjectTotals& totals, model::BucketMetadata* bucket) {
  const auto number = [](std::uint64_t value) {
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return static_cast<std::int64_t>(std::min(value, kMax));
  };
  const auto statistics = [&](std::uint64_t type, std::uint64_t storage_class) {
    model::ObjectLevelStatistics made;
    made.fileType = number(type);
    made.storageClass = number(storage_class);
    made.total = number(type + storage_class);
    return made;
  };
  bucket->objectCount = number(totals.all.count);
  bucket->sizeInBytes = number(totals.all.bytes);
  bucket->sizeInBytesCompressed = number(totals.compressed_bytes);
  bucket->classifiableObjectCount = number(totals.classifiable.count);
  bucket->classifiableSizeInBytes = number(totals.classifiable.bytes);
  bucket->unclassifiableObjectCount = statistics(totals.unsupported_extension.count, totals.unsupported_class.count);
  bucket->unclassifiableObjectSizeInBytes =
      statistics(totals.unsupported_extension.bytes, totals.unsupported_class.bytes);
  model::ObjectCountByEncryptionType encryption;
  encryption.customerManaged = 0;
  encryption.kmsManaged = number(totals.kms_managed);
  encryption.s3Managed = number(totals.s3_managed);
  encryption.unencrypted = number(totals.unencrypted);
  encryption.unknown = 0;
  bucket->objectCountByEncryptionType = encryption;
}

void CopyCounts(const model::BucketMetadata& from, model::BucketMetadata* bucket) {
  bucket->objectCount = from.objectCount;
  bucket->sizeInBytes = from.sizeInBytes;
  bucket->sizeInBytesCompressed = from.sizeInBytesCompressed;
  bucket->classifiableObjectCount = from.classifiableObjectCount;
  bucket->classifiableSizeInBytes = from.classifiableSizeInBytes;
  bucket->unclassifiableObjectCount = from.unclassifiableObjectCount;
  bucket->unclassifiableObjectSizeInBytes = from.unclassifiableObjectSizeInBytes;
  bucket->objectCountByEncryptionType = from.objectCountByEncryptionType;
}

void RefreshCounts(state::Transaction& transaction, const state::PartitionKey& key, const std::string& bucket_name) {
  const auto stored = transaction.partition(key).buckets.Find(bucket_name);
  if (!stored || stored->errorCode) return;
  model::BucketMetadata bucket = *stored;
  SetCounts(transaction.partition(key).objects.TotalsOf(bucket_name), &bucket);
  if (bucket == *stored) return;
  // A score that discovery or a document gave does not follow from the counts.
  if (stored->sensitivityScore == ScoreBeforeDiscovery(*stored)) bucket.sensitivityScore = ScoreBeforeDiscovery(bucket);
  ApplyDiscovery(transaction, key, ExcludedBuckets(transaction, key), false, &bucket);
  bucket.lastUpdated = base::TruncateToMillis(transaction.now());
  transaction.PutBucket(key, std::move(bucket));
}

}  // namespace macie_local::service
