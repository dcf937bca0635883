#include "sources/folder_bucket.h"

#include <utility>

#include "service/buckets/buckets.h"
#include "state/object_table.h"
#include "wire/codec.h"

namespace macie_local::sources {
namespace {

// The same bounds as those of an object that is put, of which a rule says a part.
base::Result<objects::ObjectRule> RuleOf(const std::string& where, const model::FolderObject& told) {
  if (told.key.has_value() == told.pattern.has_value()) {
    return base::Error{where + ": has either key or pattern"};
  }
  model::ObjectDocument as_object;
  as_object.key = told.key ? told.key : told.pattern;
  as_object.storageClass = told.storageClass;
  as_object.serverSideEncryption = told.serverSideEncryption;
  as_object.tags = told.tags;
  MACIE_TRY(const state::StoredObject complete, service::CompleteObject(where, Timestamp{}, as_object));
  objects::ObjectRule rule;
  rule.key = complete.info.key;
  rule.is_pattern = told.pattern.has_value();
  rule.last_modified = told.lastModified;
  if (told.storageClass) rule.storage_class = complete.info.storage_class;
  if (told.serverSideEncryption) rule.encryption.emplace(complete.info.encryption, complete.info.kms_key_id);
  if (told.tags) rule.tags = complete.info.tags;
  return rule;
}

base::Status ReadMetadata(objects::FolderSource& folder, const std::string& bucket, model::BucketRecord* told) {
  MACIE_TRY(const auto text, folder.MetadataOf(bucket));
  std::vector<objects::ObjectRule> rules;
  if (text) {
    const std::string file = folder.path() + "/" + bucket + std::string(objects::FolderSource::kMetadataSuffix);
    auto decoded = wire::Decode<model::FolderBucket>(*text, {.strict = true});
    if (!decoded.ok()) return base::Error{file + ": " + decoded.error().text};
    if (decoded->bucketName && *decoded->bucketName != bucket) {
      return base::Error{file + ": bucketName: must be the folder's, or be left out"};
    }
    for (std::size_t i = 0; decoded->objects && i < decoded->objects->size(); ++i) {
      MACIE_TRY(auto rule, RuleOf(file + ": objects[" + std::to_string(i) + "]", (*decoded->objects)[i]));
      rules.push_back(std::move(rule));
    }
    static_cast<model::BucketMetadata&>(*told) = std::move(*decoded);
  }
  told->bucketName = bucket;
  folder.SetRules(bucket, std::move(rules));
  return base::Done{};
}

}  // namespace

base::Result<FolderBucket> ReadFolderBucket(objects::FolderSource& folder, const std::string& bucket,
                                            const std::atomic<bool>& stop) {
  FolderBucket read;
  read.name = bucket;
  MACIE_CHECK(ReadMetadata(folder, bucket, &read.told));
  const auto lister = folder.List(bucket, "");
  while (true) {
    if (stop) return base::Error{"the emulator is stopping"};
    MACIE_TRY(const auto listed, lister->Next());
    if (listed.empty()) return read;
    for (const objects::ObjectInfo& object : listed) read.totals.Add(object);
  }
}

}  // namespace macie_local::sources
