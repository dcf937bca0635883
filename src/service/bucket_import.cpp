#include "service/bucket_import.h"

#include <utility>

#include "service/bucket_intake.h"

namespace macie_local::service {

base::Status BucketImport::Add(const store::PartitionKey& key, const std::string& where, model::BucketMetadata told) {
  MACIE_TRY(auto bucket, PrepareBucket(transaction_, key, where, std::move(told)));
  auto load = loads_.find(key);
  if (load == loads_.end() && transaction_.partition(key).buckets.size() == 0) {
    load = loads_.try_emplace(key, &transaction_, key).first;
  }
  if (load != loads_.end()) {
    load->second.Add(bucket);
  } else {
    transaction_.PutBucket(key, std::move(bucket));
  }
  return base::Done{};
}

void BucketImport::Finish() {
  for (auto& [key, load] : loads_) load.Finish();
}

}  // namespace macie_local::service
