// Puts very many buckets into a partition that has none, as an import does.
#pragma once

#include <string_view>
#include <vector>

#include "store/bucket_table_builder.h"
#include "store/transaction.h"

namespace macie_local::store {

// What Transaction::PutBucket of each bucket would come to, a bucket of a name given twice included.
// Until Finish the transaction does not see the buckets, and must not be told to change the buckets or the jobs of this
// partition, nor a job of another account that touches them; all else may be done meanwhile. A mutation that does not
// reach Finish must be refused.
class BucketLoad {
 public:
  // The partition has no buckets, and the jobs that it is to have. `transaction` must outlive this.
  BucketLoad(Transaction* transaction, const PartitionKey& key);
  BucketLoad(const BucketLoad&) = delete;
  BucketLoad& operator=(const BucketLoad&) = delete;

  // `bucket` is complete, as for PutBucket.
  void Add(const model::BucketMetadata& bucket);
  // Call once.
  void Finish();

 private:
  Transaction& transaction_;
  const PartitionKey key_;
  BucketTableBuilder builder_;
  std::vector<engine::Cell> cells_;
};

}  // namespace macie_local::store
