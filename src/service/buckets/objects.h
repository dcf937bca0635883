// The objects of buckets that are kept in the state, and what the inventory tells of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "macie_local/ports.h"
#include "model/types/records.h"
#include "objects/totals.h"
#include "service/core/call.h"
#include "state/object_table.h"
#include "state/transaction.h"

namespace macie_local::service {

// The bounds of an object: those of keys and tags are S3's own, the others ours [I].
inline constexpr std::size_t kObjectKeyBytesMax = 1024;
inline constexpr std::uint64_t kObjectBytesMax = 1 << 30;
inline constexpr std::size_t kObjectTagsMax = 10;
inline constexpr std::size_t kObjectTagKeyMax = 128;    // characters, at least 1
inline constexpr std::size_t kObjectTagValueMax = 256;  // characters
inline constexpr std::size_t kObjectContentTypeBytesMax = 255;
inline constexpr std::size_t kObjectKmsKeyBytesMax = 2048;

inline constexpr std::string_view kContentTypeDefault = "binary/octet-stream";  // as S3's

// Returns what is wrong with an object's key, or nullopt: it is text in UTF-8 of 1 to kObjectKeyBytesMax bytes, of any
// characters, U+0000 among them.
std::optional<std::string> FindKeyMistake(std::string_view key);

// Returns what `told` says of an object but for its content: key, times, class, encryption, tags and type, with S3's
// defaults. `where` is its path in the document, or names the request; `now` is the default of lastModified. Refuses
// with 400 the first member that is wrong.
base::Result<state::StoredObject> CompleteObject(const std::string& where, Timestamp now,
                                                 const model::ObjectDocument& told);

// Cuts content into pieces, and keeps its length and its ETag. For one thread, and one object.
class ContentIntake {
 public:
  ContentIntake();
  ~ContentIntake();
  ContentIntake(ContentIntake&&) noexcept;
  // Takes the next bytes. All calls but the last must bring a multiple of state::kObjectPieceBytes.
  void Add(std::string_view bytes);
  const std::vector<state::ObjectPiece>& pieces() const { return pieces_; }
  // Puts the content into `object`. Call it once, last.
  void Finish(state::StoredObject* object);

 private:
  struct Sum;
  std::vector<state::ObjectPiece> pieces_;
  std::uint64_t size_ = 0;
  std::unique_ptr<Sum> sum_;
};

// The objects that a document gives a bucket; nullopt: it says nothing of them, and the bucket keeps those that it has.
using TakenObjects = std::optional<std::vector<std::shared_ptr<const state::StoredObject>>>;

// Takes `objects` out of what a document tells of a bucket, with their content, and sets the members of `told` that
// follow from the objects that the bucket then has. A bucket without any keeps what is told. Refuses with 400; `where`
// is the bucket's path in the document. Reads `transaction` only, from any thread while nobody changes it.
base::Result<TakenObjects> TakeObjects(const state::Transaction& transaction, const state::PartitionKey& key,
                                       const std::string& where, model::BucketRecord* told);
// Gives the bucket the objects that were taken. Refuses with 400 those for whose content there is no room; `where` is
// as above.
base::Status PutTakenObjects(const Environment& environment, state::Transaction& transaction,
                             const state::PartitionKey& key, const std::string& where, const std::string& bucket_name,
                             const TakenObjects& objects);

// Says whether content of `bytes` would leave that of all objects within Environment::object_bytes_max, when content of
// `replaced` bytes goes and `pending` bytes more come. If not, returns what to tell the caller.
std::optional<std::string> FindNoRoom(const Environment& environment, const state::Transaction& transaction,
                                      std::uint64_t bytes, std::uint64_t replaced, std::uint64_t pending);

// Sets the members that follow from the objects of a bucket (behaviour B.2, B.6).
void SetCounts(const objects::ObjectTotals& totals, model::BucketMetadata* bucket);
// Sets the same members to those of `from`.
void CopyCounts(const model::BucketMetadata& from, model::BucketMetadata* bucket);
// Brings a stored bucket up to its objects in the state, after one came or went: the counts, the score that follows
// from them, and lastUpdated. Does nothing when there is no such bucket.
void RefreshCounts(state::Transaction& transaction, const state::PartitionKey& key, const std::string& bucket_name);

}  // namespace macie_local::service
