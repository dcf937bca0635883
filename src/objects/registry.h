// Says where the objects of a bucket are read.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "objects/source.h"

namespace macie_local::objects {

// A bucket, told apart from others of its name by its account and region.
struct BucketId {
  std::string account;
  std::string region;
  std::string name;

  auto operator<=>(const BucketId&) const = default;
};

// Thread-safe. Lives in memory alone.
class SourceRegistry {
 public:
  // Returns the source of all buckets of an account and region that have none of their own.
  using Default = std::function<std::shared_ptr<ObjectSource>(const std::string& account, const std::string& region)>;

  explicit SourceRegistry(Default default_source) : default_(std::move(default_source)) {}

  // Returns the source that serves the bucket, which may know of no such bucket; null only when the default is.
  std::shared_ptr<ObjectSource> Find(const std::string& account, const std::string& region,
                                     const std::string& bucket) const;
  // Says whether the bucket has a source of its own, so that no objects can be put into it by hand.
  bool Owns(const std::string& account, const std::string& region, std::string_view bucket) const;
  // Says whether any bucket has one.
  bool OwnsAny() const;
  // Returns the buckets that have a source of their own, in order.
  std::vector<BucketId> Owned() const;
  // Lets `source` serve these buckets, and no source of its own any other. A null source is one that is still to come:
  // the buckets are owned, and read from the default meanwhile.
  void Set(std::shared_ptr<ObjectSource> source, const std::vector<BucketId>& buckets);

 private:
  const Default default_;
  mutable std::mutex mutex_;
  std::map<BucketId, std::shared_ptr<ObjectSource>> owned_;
};

}  // namespace macie_local::objects
