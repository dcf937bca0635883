// Writes the buckets of a state document with their objects, a piece at a time.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "engine/table.h"
#include "service/documents/export_options.h"
#include "state/object_table.h"
#include "state/state.h"
#include "wire/base64.h"

namespace macie_local::service {

// Writes an object: as text when its content is UTF-8, else as base64. For one thread at a time.
class ObjectExport {
 public:
  // `object` must outlive this.
  explicit ObjectExport(const state::StoredObject& object);
  // Appends what is left, or some up to `bytes_max` bytes in `out`, and then returns false.
  bool Next(std::size_t bytes_max, std::string* out);

 private:
  const state::StoredObject& object_;
  bool is_text_;
  bool begun_ = false;
  std::size_t piece_ = 0;  // where the next bytes are
  std::size_t at_ = 0;
  wire::Base64Encoder encoder_;
};

// Writes the member `buckets` of one account and region. For one thread at a time.
class BucketExport {
 public:
  // Everything given must outlive this. The partition has buckets.
  BucketExport(const state::PartitionKey& key, const state::Partition& partition, const ExportOptions& options);
  // As ObjectExport::Next.
  bool Next(std::size_t bytes_max, std::string* out);

 private:
  bool BeginBucket(std::string* out);  // returns false when there are no more
  bool FinishObjects(std::size_t bytes_max, std::string* out);

  const state::PartitionKey& key_;
  const state::Partition& partition_;
  const ExportOptions& options_;
  engine::KeyTree::Cursor at_;                                      // the next bucket
  std::optional<state::ObjectTable::Keys::const_iterator> object_;  // the next object of the bucket being written
  std::optional<ObjectExport> content_;                             // of the object being written
  const char* before_object_ = "";
  bool begun_ = false;
  bool is_first_ = true;
};

}  // namespace macie_local::service
