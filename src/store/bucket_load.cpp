#include "store/bucket_load.h"

#include <memory>
#include <stdexcept>

namespace macie_local::store {

BucketLoad::BucketLoad(Transaction* transaction, const PartitionKey& key)
    : transaction_(*transaction),
      key_(key),
      builder_(std::make_shared<TouchedBuckets>(transaction->partition(key).job_index)) {
  if (transaction_.partition(key).buckets.size() > 0) {
    throw std::logic_error("buckets are loaded into a partition that has some already: " + key.account + " " +
                           key.region);
  }
}

void BucketLoad::Add(const model::BucketMetadata& bucket) {
  FillBucketCells(bucket, &cells_);
  const std::int64_t row_id = transaction_.NextRowId(TableId::kBuckets);
  transaction_.NoteBucket(key_, row_id, *bucket.bucketName, cells_);
  builder_.Add(*bucket.bucketName, row_id, &cells_);
}

void BucketLoad::Finish() {
  std::vector<std::int64_t> replaced;
  transaction_.Edit(key_).buckets = builder_.Finish(&replaced);
  for (const std::int64_t row_id : replaced) transaction_.NoteErase(TableId::kBuckets, row_id);
}

}  // namespace macie_local::store
