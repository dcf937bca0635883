// What the inventory tells of the objects of a bucket, added up (behaviour B.2, B.6).
#pragma once

#include <cstdint>

#include "objects/object.h"

namespace macie_local::objects {

struct ObjectTally {
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;

  bool operator==(const ObjectTally&) const = default;
};

// A value. An object that fails by class and by extension counts under `unsupported_class` alone (behaviour B.6 [I]).
struct ObjectTotals {
  ObjectTally all;
  ObjectTally classifiable;
  ObjectTally unsupported_class;
  ObjectTally unsupported_extension;
  std::uint64_t compressed_bytes = 0;  // of keys that end in .gz, .gzip or .zip
  std::uint64_t kms_managed = 0;
  std::uint64_t s3_managed = 0;
  std::uint64_t unencrypted = 0;

  // Add and Remove count an object that came or went. Remove requires that it was added.
  void Add(const ObjectInfo& object) { Change(object, 1); }
  void Remove(const ObjectInfo& object) { Change(object, -1); }

  bool operator==(const ObjectTotals&) const = default;

 private:
  void Change(const ObjectInfo& object, int by);
};

}  // namespace macie_local::objects
