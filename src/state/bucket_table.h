// The buckets of one account and region as an engine table: BucketMetadata in, BucketMetadata or its JSON out.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/table.h"
#include "model/types/buckets.h"
#include "state/bucket_schema.h"
#include "state/bucket_totals.h"
#include "state/job_index.h"

namespace macie_local::state {

// One cell for each column; texts point into `bucket`.
void FillBucketCells(const model::BucketMetadata& bucket, std::vector<engine::Cell>* cells);
// The same for the columns of jobDetails alone; texts point into `details`.
void FillJobDetailsCells(const model::JobDetails& details, std::vector<engine::Cell>* cells);

// Never given out twice in a process, also not by tables that were copied and dropped: a cached row must not pass for
// another. Thread-safe.
std::int64_t NextRowVersion();

// A bucket's place in its account's table, and its row in SQLite, which tells whether the place is still the bucket's:
// what is known of a row goes with its bucket, and a later bucket of the same name is another.
struct MatchedRow {
  engine::Slot slot = 0;
  std::int64_t row_id = 0;

  bool operator==(const MatchedRow&) const = default;
};

// What a run of a job, or its end, changes at the buckets that its criteria matched.
struct MatchChange {
  int monitoring = 0;         // added to the number of jobs that monitor the bucket because its match is fresh
  std::optional<JobRun> run;  // at which it matched
};

// A value: copying costs one reference count, and a copy stays as it was. Bucket names are unique, as S3 has them.
class BucketTable {
 public:
  BucketTable() : table_(BucketSchema::Get().columns()) {}
  // What it takes to count the buckets of a table that was built at once is given to `run`.
  explicit BucketTable(engine::Table table, const base::Runner& run = base::RunHere) : table_(std::move(table)) {
    totals_.AddAll(table_, run);
  }

  const engine::Table& table() const { return table_; }
  std::size_t size() const { return table_.size(); }
  const TotalsByAccount& totals() const { return totals_; }

  // `bucket` has its bucketName. `row_id` is its row in SQLite.
  void Put(const model::BucketMetadata& bucket, std::int64_t row_id);
  // The same of its cells.
  void Put(std::string_view bucket_name, std::span<const engine::Cell> cells, std::int64_t row_id);
  bool Erase(std::string_view bucket_name);

  // A bucket's jobDetails (behaviour B.9) follow from the jobs that name it, which `jobs` knows, and from those whose
  // criteria matched it, which hidden columns of its row know; the functions below bring them up to date.
  // After `jobs` changed for buckets of these names; those that are not there are passed over.
  void RefreshJobDetails(std::span<const std::string> bucket_names, const JobIndex& jobs);
  // Rows that are not there any longer are passed over.
  void ChangeMatches(std::span<const MatchedRow> rows, const MatchChange& change, const JobIndex& jobs);
  // Of all rows.
  void ForgetMatches(const JobIndex& jobs);
  // Fills the cells of jobDetails and the hidden ones with those of a row; texts point into the table.
  void CopyJobCells(engine::Slot slot, std::vector<engine::Cell>* cells) const;
  bool IsThere(const MatchedRow& row) const;

  std::optional<std::int64_t> RowId(std::string_view bucket_name) const;
  std::optional<model::BucketMetadata> Find(std::string_view bucket_name) const;
  model::BucketMetadata Get(engine::Slot slot) const;

  // The bytes that the codec would write for Get(slot) with nulls, straight from the columns.
  void AppendJson(engine::Slot slot, std::string* out) const;
  // Those of the state document: what is null is left out, and so is what is derived (BucketNode).
  void AppendStoredJson(engine::Slot slot, std::string* out) const;

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
  class JobCells;

  engine::Table table_;
  TotalsByAccount totals_;
};

// A bucket in one of several tables.
struct BucketRow {
  const BucketTable* buckets = nullptr;
  engine::Slot slot = 0;
};

// The JSON of recently shown pages, so that a page asked for again is sent from ready bytes. A page is known by the
// versions of its rows, in order; a row that changes has a new version, so nothing is ever stale. Thread-safe; bounded:
// at most kPages pages of at most kBytesMax bytes.
class PageCache {
 public:
  static constexpr std::size_t kPages = 128;
  static constexpr std::size_t kBytesMax = 128 * 1024;

  // What BucketTable::AppendJson gives for each row, separated by commas.
  std::shared_ptr<const std::string> Json(std::span<const BucketRow> rows);

 private:
  struct Entry {
    std::vector<std::int64_t> versions;
    std::shared_ptr<const std::string> bytes;
  };
  std::mutex mutex_;
  std::array<Entry, kPages> entries_;
};

}  // namespace macie_local::state
