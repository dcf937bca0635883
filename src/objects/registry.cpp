#include "objects/registry.h"

namespace macie_local::objects {

std::shared_ptr<ObjectSource> SourceRegistry::Find(const std::string& account, const std::string& region,
                                                   const std::string& bucket) const {
  {
    const std::lock_guard lock(mutex_);
    const auto found = owned_.find({account, region, bucket});
    if (found != owned_.end() && found->second) return found->second;
  }
  return default_ ? default_(account, region) : nullptr;
}

bool SourceRegistry::Owns(const std::string& account, const std::string& region, std::string_view bucket) const {
  const std::lock_guard lock(mutex_);
  return !owned_.empty() && owned_.contains({account, region, std::string(bucket)});
}

bool SourceRegistry::OwnsAny() const {
  const std::lock_guard lock(mutex_);
  return !owned_.empty();
}

std::vector<BucketId> SourceRegistry::Owned() const {
  const std::lock_guard lock(mutex_);
  std::vector<BucketId> all;
  for (const auto& [id, source] : owned_) all.push_back(id);
  return all;
}

void SourceRegistry::Set(std::shared_ptr<ObjectSource> source, const std::vector<BucketId>& buckets) {
  std::map<BucketId, std::shared_ptr<ObjectSource>> owned;
  for (const BucketId& bucket : buckets) owned.emplace(bucket, source);
  const std::lock_guard lock(mutex_);
  owned_.swap(owned);
}

}  // namespace macie_local::objects
