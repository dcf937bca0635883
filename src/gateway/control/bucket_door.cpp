#include "gateway/control/bucket_door.h"

#include <utility>

#include "service/core/intake.h"

namespace macie_local::gateway {

BucketDoor::BucketDoor(const service::Environment& environment, const objects::SourceRegistry* registry,
                       const state::PartitionKey& key, state::Transaction& transaction)
    : environment_(environment),
      registry_(registry),
      key_(key),
      transaction_(transaction),
      watch_(environment, key, transaction),
      excluded_(transaction, key) {}

// What is told of the objects of a bucket that has them elsewhere is not taken.
base::Status BucketDoor::TakeCounts(const std::string& where, model::BucketRecord* told) {
  if (registry_ == nullptr || !told->bucketName) return base::Done{};
  if (!registry_->Owns(key_.account, key_.region, *told->bucketName)) return base::Done{};
  if (told->objects) {
    status_ = 409;
    return service::Wrong(where, "objects", "the bucket's are in the folder of --objects; change them there");
  }
  if (const auto stored = transaction_.partition(key_).buckets.Find(*told->bucketName)) {
    service::CopyCounts(*stored, told);
  }
  return base::Done{};
}

base::Result<std::string> BucketDoor::Put(const std::string& where, model::BucketRecord told) {
  MACIE_CHECK(TakeCounts(where, &told));
  MACIE_TRY(const auto objects, service::TakeObjects(transaction_, key_, where, &told));
  MACIE_TRY(auto bucket, service::CompleteBucket(key_, where, transaction_.now(), told));
  const std::string name = *bucket.bucketName;
  watch_.Compare(told, bucket);
  service::StoreBucket(transaction_, key_, excluded_, told, std::move(bucket));
  MACIE_CHECK(service::PutTakenObjects(environment_, transaction_, key_, where, name, objects));
  return name;
}

base::Status BucketDoor::Refresh(const std::string& bucket_name) {
  if (transaction_.partition(key_).buckets.RowId(bucket_name)) {
    service::RefreshCounts(transaction_, key_, bucket_name);
    return base::Done{};
  }
  model::BucketRecord told;
  told.bucketName = bucket_name;
  MACIE_CHECK(Put("bucket", std::move(told)));
  return base::Done{};
}

}  // namespace macie_local::gateway
