// Sums over the buckets of an account, kept as buckets come, change and go, so that GetBucketStatistics costs the same
// for any number of them (behaviour B.10, which also marks how a bucket is counted).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/cow/cow_map.h"
#include "base/saturating.h"
#include "base/tasks.h"
#include "engine/table.h"
#include "macie_local/ports.h"

namespace macie_local::state {

// A value.
class BucketTotals {
 public:
  enum Sum : std::size_t {
    kBuckets,
    kPubliclyAccessible,
    kPubliclyReadable,
    kPubliclyWritable,
    kPermissionUnknown,
    kSharedExternal,
    kSharedInternal,
    kNotShared,
    kSharedUnknown,
    kKmsManaged,
    kS3Managed,
    kUnencrypted,
    kEncryptionUnknown,
    kAllowsUnencryptedUploads,
    kDeniesUnencryptedUploads,
    kUploadsUnknown,
    // These and all that follow leave out buckets that have an errorCode (behaviour B.4).
    kObjectCount,
    kSizeInBytes,
    kSizeInBytesCompressed,
    kClassifiableObjectCount,
    kClassifiableSizeInBytes,
    kUnclassifiableCountFileType,
    kUnclassifiableCountStorageClass,
    kUnclassifiableCountTotal,
    kUnclassifiableSizeFileType,
    kUnclassifiableSizeStorageClass,
    kUnclassifiableSizeTotal,
    // Four sums, in the order of OfSensitivity, for each Sensitivity in turn.
    kSensitivity,
    kSums = kSensitivity + 16
  };
  enum class Sensitivity : std::size_t { kClassificationError, kNotClassified, kNotSensitive, kSensitive };
  struct OfSensitivity {
    std::int64_t buckets, publicly_accessible, size_in_bytes, classifiable_size_in_bytes;
  };

  // Both return each sum as it is, or the greatest number of 63 bits when it is beyond that.
  std::int64_t operator[](Sum sum) const { return base::Saturated(sums_[sum]); }
  OfSensitivity operator[](Sensitivity sensitivity) const;

  // Adds a row of the bucket table (sign 1) or takes it away (-1). No sum overflows, however large the numbers are.
  void Change(const engine::RowGroup& group, std::size_t row, int sign);
  void Add(const BucketTotals& other);

 private:
  std::array<base::Wide, kSums> sums_{};
};

// The totals of each accountId that buckets name. A value: a copy costs a reference count and stays as it was.
class TotalsByAccount {
 public:
  // Adds a row of the bucket table (sign 1) or takes it away (-1). When a row changes, call it before and after.
  void Change(const engine::Table& table, engine::Slot slot, int sign);
  // Adds all rows of a table that was built at once; `run` does the work, which may be on several threads.
  void AddAll(const engine::Table& table, const base::Runner& run);

  // Adds the totals of one account, or of all when `account` is nullopt, to `totals`, and lowers `last_updated` to the
  // earliest lastUpdated of their buckets.
  void Collect(const std::optional<std::string>& account, BucketTotals* totals,
               std::optional<Timestamp>* last_updated) const;

 private:
  struct Account {
    BucketTotals totals;
    base::CowMap<std::int64_t, std::int64_t> retrieved;  // buckets by lastUpdated, in microseconds
  };
  base::CowMap<std::string, std::shared_ptr<const Account>> accounts_;
};

}  // namespace macie_local::state
