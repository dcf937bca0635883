#include "state/object_table.h"

#include <array>
#include <utility>

namespace macie_local::state {
namespace {

using Encryption = model::EncryptionType;

// As objects::ObjectInfo spells them.
constexpr std::array<std::pair<Encryption, std::string_view>, 4> kEncryptions{
    {{Encryption::NONE, ""},
     {Encryption::AES256, "AES256"},
     {Encryption::aws_kms, "aws:kms"},
     {Encryption::aws_kms_dsse, "aws:kms:dsse"}}};

}  // namespace

const ObjectRow* ObjectTable::Find(std::string_view bucket, std::string_view key) const {
  const Bucket* found = buckets_.Find(bucket);
  return found == nullptr ? nullptr : found->keys.Find(key);
}

objects::ObjectTotals ObjectTable::TotalsOf(std::string_view bucket) const {
  const Bucket* found = buckets_.Find(bucket);
  return found == nullptr ? objects::ObjectTotals() : found->totals;
}

// The bucket is taken out while it is changed, so that its nodes are not shared with what it was.
void ObjectTable::Put(std::string_view bucket, ObjectRow row) {
  Bucket changed;
  if (const Bucket* found = buckets_.Find(bucket)) {
    changed = *found;
    buckets_.Set(std::string(bucket), {});
  }
  const std::string& key = row.object->info.key;
  if (const ObjectRow* before = changed.keys.Find(key)) changed.totals.Remove(before->object->info);
  changed.totals.Add(row.object->info);
  changed.keys.Set(key, std::move(row));
  buckets_.Set(std::string(bucket), std::move(changed));
}

bool ObjectTable::Erase(std::string_view bucket, std::string_view key) {
  const ObjectRow* row = Find(bucket, key);
  if (row == nullptr) return false;
  const std::shared_ptr<const StoredObject> object = row->object;
  Bucket changed = *buckets_.Find(bucket);
  buckets_.Erase(bucket);
  changed.totals.Remove(object->info);
  changed.keys.Erase(key);
  if (!changed.keys.empty()) buckets_.Set(std::string(bucket), std::move(changed));
  return true;
}

model::ObjectRecord RecordOf(std::string_view bucket, const StoredObject& object, std::int64_t first_piece) {
  model::ObjectRecord record;
  record.bucketName = bucket;
  record.key = object.info.key;
  record.size = static_cast<std::int64_t>(object.info.size);
  record.eTag = object.info.etag;
  record.lastModified = object.info.last_modified;
  record.storageClass = object.info.storage_class;
  record.contentType = object.content_type;
  record.firstPiece = first_piece;
  record.pieces = static_cast<std::int64_t>(object.pieces.size());
  for (const auto& [key, value] : object.info.tags) {
    if (!record.tags) record.tags.emplace();
    record.tags->push_back({key, value});
  }
  record.serverSideEncryption = EncryptionOf(object.info);
  return record;
}

model::ServerSideEncryption EncryptionOf(const objects::ObjectInfo& info) {
  model::ServerSideEncryption encryption;
  for (const auto& [type, name] : kEncryptions) {
    if (info.encryption == name) encryption.encryptionType = type;
  }
  if (!info.kms_key_id.empty()) encryption.kmsMasterKeyId = info.kms_key_id;
  return encryption;
}

bool SetEncryption(const model::ServerSideEncryption& encryption, objects::ObjectInfo* info) {
  info->kms_key_id = std::string(encryption.kmsMasterKeyId.value_or(std::string_view()));
  for (const auto& [type, name] : kEncryptions) {
    if (encryption.encryptionType != type) continue;
    info->encryption = name;
    return true;
  }
  return false;
}

base::Result<ObjectRow> RowOf(std::int64_t row_id, const model::ObjectRecord& record) {
  const auto wrong = [](const char* what) { return base::Error{what}; };
  if (!record.key || !record.size || !record.eTag || !record.lastModified || !record.storageClass ||
      !record.serverSideEncryption || !record.firstPiece || !record.pieces) {
    return wrong("lacks a member that every object has");
  }
  constexpr auto kPiece = static_cast<std::int64_t>(kObjectPieceBytes);
  if (*record.size < 0 || *record.pieces != *record.size / kPiece + (*record.size % kPiece != 0 ? 1 : 0)) {
    return wrong("has a size that its number of pieces can't have");
  }
  StoredObject object;
  object.info.key = *record.key;
  object.info.size = static_cast<std::uint64_t>(*record.size);
  object.info.etag = *record.eTag;
  object.info.last_modified = *record.lastModified;
  object.info.storage_class = *record.storageClass;
  if (!SetEncryption(*record.serverSideEncryption, &object.info)) return wrong("has an encryption that no object has");
  if (record.tags) {
    for (const model::KeyValuePair& tag : *record.tags)
      object.info.tags.emplace_back(tag.key.value_or(""), tag.value.value_or(""));
  }
  object.content_type = record.contentType.value_or("");
  object.pieces.resize(static_cast<std::size_t>(*record.pieces));
  return ObjectRow{row_id, *record.firstPiece, std::make_shared<const StoredObject>(std::move(object))};
}

}  // namespace macie_local::state
