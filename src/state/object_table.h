// The objects of buckets whose content is in the state: by bucket and key, with the totals of each bucket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cow/cow_map.h"
#include "base/result.h"
#include "model/types/records.h"
#include "objects/object.h"
#include "objects/totals.h"

namespace macie_local::state {

// Content lies in pieces of so many bytes, the last of what is left, which every holder shares.
inline constexpr std::size_t kObjectPieceBytes = 1 << 20;

using ObjectPiece = std::shared_ptr<const std::string>;

// An object and its content. `info.size` is that of all pieces together, `info.etag` is set.
struct StoredObject {
  objects::ObjectInfo info;
  std::string content_type;
  std::vector<ObjectPiece> pieces;  // none of an empty object
};

// A stored object, and its rows in SQLite: its pieces have ids that follow one another.
struct ObjectRow {
  std::int64_t row_id = 0;
  std::int64_t first_piece = 0;  // of the first piece's row
  std::shared_ptr<const StoredObject> object;
};

// A value: copying costs a few reference counts, and a copy stays as it was. Threads: as base::CowTree.
class ObjectTable {
 public:
  // The objects of one bucket, in the order of their keys' bytes.
  using Keys = base::CowMap<std::string, ObjectRow>;
  struct Bucket {
    Keys keys;
    objects::ObjectTotals totals;
  };

  bool empty() const { return buckets_.empty(); }
  // Returns the objects of a bucket, of which there is one at least, or null. Valid until the table is changed.
  const Bucket* Find(std::string_view bucket) const { return buckets_.Find(bucket); }
  // Returns the object, or null when there is none. Valid until the table is changed.
  const ObjectRow* Find(std::string_view bucket, std::string_view key) const;
  // Returns the totals of a bucket, all 0 when it has no objects.
  objects::ObjectTotals TotalsOf(std::string_view bucket) const;
  // Calls visit(bucket name, Bucket) for each bucket that has objects, in the order of names.
  template <class Visit>
  void ForEach(const Visit& visit) const {
    for (const auto& [name, bucket] : buckets_) visit(name, bucket);
  }

  // Puts an object, or replaces the one of its key.
  void Put(std::string_view bucket, ObjectRow row);
  // Returns false when there was no such object.
  bool Erase(std::string_view bucket, std::string_view key);
  // Removes all objects of a bucket.
  void EraseBucket(std::string_view bucket) { buckets_.Erase(bucket); }

 private:
  base::CowMap<std::string, Bucket> buckets_;
};

// Returns how the object is encrypted, as the API spells it; SetEncryption sets that, and returns false when no object
// can be encrypted so.
model::ServerSideEncryption EncryptionOf(const objects::ObjectInfo& info);
bool SetEncryption(const model::ServerSideEncryption& encryption, objects::ObjectInfo* info);

// Returns what the object's row in SQLite holds. The content is in rows of its own.
model::ObjectRecord RecordOf(std::string_view bucket, const StoredObject& object, std::int64_t first_piece);
// Returns the row that RecordOf wrote, with the number of pieces it had and all of them null. The error says what is
// missing or can't be.
base::Result<ObjectRow> RowOf(std::int64_t row_id, const model::ObjectRecord& record);

}  // namespace macie_local::state
