// The buckets of a state document on their way into the inventory.
#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "model/types/buckets.h"
#include "store/bucket_load.h"
#include "store/transaction.h"

namespace macie_local::service {

// A partition without buckets gets its own all at once, when Finish is called; any other gets them one by one. Until
// Finish nothing else may be done to the buckets and jobs of the partitions (store/bucket_load.h).
class BucketImport {
 public:
  explicit BucketImport(store::Transaction& transaction) : transaction_(transaction) {}

  // `told` is checked and made complete (bucket_intake.h). `where` is its path in the document, for messages.
  base::Status Add(const store::PartitionKey& key, const std::string& where, model::BucketMetadata told);
  // Call once, unless Add has failed.
  void Finish();

 private:
  store::Transaction& transaction_;
  std::map<store::PartitionKey, store::BucketLoad> loads_;
};

}  // namespace macie_local::service
