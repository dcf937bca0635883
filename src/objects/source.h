// The port behind which objects are read, wherever they are.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_stream.h"
#include "base/result.h"
#include "objects/object.h"

namespace macie_local::objects {

// Goes through the objects of one bucket in the order of their keys' bytes. For one thread.
class ObjectLister {
 public:
  virtual ~ObjectLister() = default;
  // Returns the next objects, at most a thousand; none at the end. May wait for a disk or a network. The error says
  // what could not be read.
  virtual base::Result<std::vector<ObjectInfo>> Next() = 0;
};

// The objects of some buckets. Thread-safe. Nothing here is called on the writer thread, for all of it may wait.
class ObjectSource {
 public:
  virtual ~ObjectSource() = default;
  // Lists the objects of the bucket whose keys come after `after`; all of them when that is empty. An unknown bucket
  // has none.
  virtual std::unique_ptr<ObjectLister> List(const std::string& bucket, const std::string& after) = 0;
  // Returns the object of a key as a listing tells it, or nullopt when there is none. The error says why that can't be
  // told.
  virtual base::Result<std::optional<ObjectInfo>> Find(const std::string& bucket, const std::string& key) = 0;
  // Opens an object that a listing told. The error says why it can't be read; what is read later fails, too, when the
  // object is not the one that was listed any more.
  virtual base::Result<std::unique_ptr<base::ByteStream>> Open(const std::string& bucket, const ObjectInfo& object) = 0;
  // Returns the object's ETag, which may take reading it.
  virtual base::Result<std::string> ETagOf(const std::string& bucket, const ObjectInfo& object) = 0;
};

}  // namespace macie_local::objects
