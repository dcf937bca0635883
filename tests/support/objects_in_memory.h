// Objects in memory, for tests of who reads them.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "objects/source.h"

namespace macie_local::support {

class ObjectsInMemory : public objects::ObjectSource {
 public:
  // A page of a listing has so many objects.
  explicit ObjectsInMemory(std::size_t page = 3) : page_(page) {}

  void Put(const std::string& bucket, const std::string& key, std::string content) {
    objects_[bucket][key] = std::move(content);
  }
  // Listing the bucket fails from now on.
  void Break(const std::string& bucket) { broken_ = bucket; }

  std::unique_ptr<objects::ObjectLister> List(const std::string& bucket, const std::string& after) override {
    return std::make_unique<Lister>(*this, bucket, after);
  }
  base::Result<std::optional<objects::ObjectInfo>> Find(const std::string& bucket, const std::string& key) override {
    if (bucket == broken_) return base::Error("it is broken");
    const auto found = objects_[bucket].find(key);
    if (found == objects_[bucket].end()) return std::optional<objects::ObjectInfo>();
    return std::optional(InfoOf(found->first, found->second));
  }
  base::Result<std::unique_ptr<base::ByteStream>> Open(const std::string& bucket,
                                                       const objects::ObjectInfo& object) override {
    return std::unique_ptr<base::ByteStream>(std::make_unique<Stream>(objects_[bucket][object.key]));
  }
  base::Result<std::string> ETagOf(const std::string&, const objects::ObjectInfo& object) override {
    return "etag of " + object.key;
  }

 private:
  static objects::ObjectInfo InfoOf(const std::string& key, const std::string& content) {
    objects::ObjectInfo info;
    info.key = key;
    info.size = content.size();
    return info;
  }

  class Lister : public objects::ObjectLister {
   public:
    Lister(ObjectsInMemory& source, std::string bucket, std::string after)
        : source_(source), bucket_(std::move(bucket)), after_(std::move(after)) {}
    base::Result<std::vector<objects::ObjectInfo>> Next() override {
      if (bucket_ == source_.broken_) return base::Error("it is broken");
      std::vector<objects::ObjectInfo> page;
      const auto& objects = source_.objects_[bucket_];
      for (auto at = objects.upper_bound(after_); at != objects.end() && page.size() < source_.page_; ++at) {
        page.push_back(InfoOf(at->first, at->second));
      }
      if (!page.empty()) after_ = page.back().key;
      return page;
    }

   private:
    ObjectsInMemory& source_;
    std::string bucket_;
    std::string after_;
  };
  class Stream : public base::ByteStream {
   public:
    explicit Stream(std::string content) : content_(std::move(content)) {}
    base::Result<std::string_view> Next() override {
      return std::exchange(read_, true) ? std::string_view() : std::string_view(content_);
    }

   private:
    std::string content_;
    bool read_ = false;
  };

  std::size_t page_;
  std::map<std::string, std::map<std::string, std::string>> objects_;
  std::string broken_;
};

}  // namespace macie_local::support
