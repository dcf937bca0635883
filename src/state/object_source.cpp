#include "state/object_source.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "base/text.h"

namespace macie_local::state {
namespace {

constexpr std::size_t kListed = 1000;

class Lister : public objects::ObjectLister {
 public:
  Lister(PartitionKey key, StateObjects::Current current, std::string bucket, std::string after)
      : key_(std::move(key)), current_(std::move(current)), bucket_(std::move(bucket)), after_(std::move(after)) {}

  base::Result<std::vector<objects::ObjectInfo>> Next() override {
    std::vector<objects::ObjectInfo> listed;
    const std::shared_ptr<const State> state = current_();
    const ObjectTable::Bucket* bucket = state->partition(key_).objects.Find(bucket_);
    if (bucket == nullptr) return listed;
    for (auto at = bucket->keys.UpperBound(after_); !at.at_end() && listed.size() < kListed; ++at) {
      listed.push_back(at->second.object->info);
    }
    if (!listed.empty()) after_ = listed.back().key;
    return listed;
  }

 private:
  const PartitionKey key_;
  const StateObjects::Current current_;
  const std::string bucket_;
  std::string after_;  // the last key that was listed
};

class Content : public base::ByteStream {
 public:
  explicit Content(std::shared_ptr<const StoredObject> object) : object_(std::move(object)) {}
  base::Result<std::string_view> Next() override {
    if (piece_ == object_->pieces.size()) return std::string_view();
    return std::string_view(*object_->pieces[piece_++]);
  }

 private:
  const std::shared_ptr<const StoredObject> object_;
  std::size_t piece_ = 0;
};

}  // namespace

std::unique_ptr<objects::ObjectLister> StateObjects::List(const std::string& bucket, const std::string& after) {
  return std::make_unique<Lister>(key_, current_, bucket, after);
}

base::Result<std::optional<objects::ObjectInfo>> StateObjects::Find(const std::string& bucket, const std::string& key) {
  const std::shared_ptr<const State> state = current_();
  const ObjectRow* row = state->partition(key_).objects.Find(bucket, key);
  return row == nullptr ? std::nullopt : std::optional(row->object->info);
}

base::Result<std::unique_ptr<base::ByteStream>> StateObjects::Open(const std::string& bucket,
                                                                   const objects::ObjectInfo& object) {
  const std::shared_ptr<const State> state = current_();
  const ObjectRow* row = state->partition(key_).objects.Find(bucket, object.key);
  const std::string name = base::Quote(object.key) + " in the bucket " + base::Quote(bucket);
  if (row == nullptr) return base::Error{"the object " + name + " is not there any more"};
  if (row->object->info != object) return base::Error{"the object " + name + " has changed"};
  return std::unique_ptr<base::ByteStream>(std::make_unique<Content>(row->object));
}

base::Result<std::string> StateObjects::ETagOf(const std::string&, const objects::ObjectInfo& object) {
  return object.etag;
}

}  // namespace macie_local::state
