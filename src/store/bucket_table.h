// The buckets of one account and region as an engine table: BucketMetadata in, BucketMetadata or its JSON out.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/table.h"
#include "model/types/buckets.h"
#include "store/bucket_schema.h"

namespace macie_local::store {

// A value: copying costs one reference count, and a copy stays as it was. Bucket names are unique, as S3 has them.
class BucketTable {
 public:
  BucketTable() : table_(BucketSchema::Get().columns()) {}

  const engine::Table& table() const { return table_; }
  std::size_t size() const { return table_.size(); }

  // `bucket` has its bucketName. `row_id` is its row in SQLite.
  void Put(const model::BucketMetadata& bucket, std::int64_t row_id);
  bool Erase(std::string_view bucket_name) { return table_.Erase(bucket_name); }
  // Nothing happens when there is no such bucket.
  void SetJobDetails(std::string_view bucket_name, const model::JobDetails& details);

  std::optional<std::int64_t> RowId(std::string_view bucket_name) const;
  std::optional<model::BucketMetadata> Find(std::string_view bucket_name) const;
  model::BucketMetadata Get(engine::Slot slot) const;

  // The bytes that the codec would write for Get(slot) with nulls, straight from the columns.
  void AppendJson(engine::Slot slot, std::string* out) const;

  // In the order of names. `visit` must not change the table.
  template <class Visit>
  void ForEach(const Visit& visit) const {
    table_.ForEach([&](engine::Slot slot) { visit(slot); });
  }
  template <class Visit>
  void ForEachName(const Visit& visit) const {
    table_.ForEach([&](engine::Slot slot) { visit(table_.Key(slot)); });
  }

 private:
  engine::Table table_;
};

// The JSON of recently shown rows, so that a page asked for again is put together from ready bytes. Thread-safe;
// bounded: at most kEntries rows of at most kBytesMax bytes. A row that changes has a new version, so nothing is ever
// stale.
class FragmentCache {
 public:
  static constexpr std::size_t kEntries = 4096;
  static constexpr std::size_t kBytesMax = 4096;

  // As BucketTable::AppendJson.
  void AppendJson(const BucketTable& buckets, engine::Slot slot, std::string* out);

 private:
  static constexpr std::size_t kLocks = 64;
  struct Entry {
    std::int64_t version = 0;
    std::shared_ptr<const std::string> bytes;
  };
  std::array<std::mutex, kLocks> locks_;
  std::array<Entry, kEntries> entries_;
};

}  // namespace macie_local::store
