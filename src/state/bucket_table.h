// The buckets of one account and region as an engine table, which takes BucketMetadata and returns it, or its JSON.
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

// Sets `cells` to one cell for each column of BucketSchema. Texts in them point into `bucket`.
void FillBucketCells(const model::BucketMetadata& bucket, std::vector<engine::Cell>* cells);
// Sets only the cells of jobDetails in `cells`, which has one for each column. Texts in them point into `details`.
void FillJobDetailsCells(const model::JobDetails& details, std::vector<engine::Cell>* cells);

// Returns a number that was never returned before in this process, so that no cached row passes for another, not even
// one of a table that was copied and dropped. Thread-safe.
std::int64_t NextRowVersion();

// A bucket's place in its account's table, and its row in SQLite, which tells whether the place is still the bucket's:
// what is known of a row goes with its bucket, and a later bucket of the same name is another.
struct MatchedRow {
  engine::Slot slot = 0;
  std::int64_t row_id = 0;

  bool operator==(const MatchedRow&) const = default;
};

// The change that a run of a job, or the end of its match, makes at a bucket that its criteria matched.
struct MatchChange {
  int monitoring = 0;         // added to the number of jobs that monitor the bucket because its match is fresh
  std::optional<JobRun> run;  // the run that matched the bucket; nullopt: there was none
};

// A value: copying costs a few reference counts, and a copy stays as it was. Bucket names are unique, as S3 has them.
// Threads: as base::CowTree.
class BucketTable {
 public:
  BucketTable() : table_(BucketSchema::Get().columns()) {}
  // Takes a table that was built at once; `run` does the work of adding up its totals.
  explicit BucketTable(engine::Table table, const base::Runner& run = base::RunHere) : table_(std::move(table)) {
    totals_.AddAll(table_, run);
  }

  const engine::Table& table() const { return table_; }
  std::size_t size() const { return table_.size(); }
  const TotalsByAccount& totals() const { return totals_; }

  // Puts a bucket, or replaces the one of its name. Requires its bucketName. `row_id` is its row in SQLite.
  void Put(const model::BucketMetadata& bucket, std::int64_t row_id);
  // Puts a bucket that is given by its cells, as FillBucketCells sets them.
  void Put(std::string_view bucket_name, std::span<const engine::Cell> cells, std::int64_t row_id);
  // Returns false when there was no bucket of that name.
  bool Erase(std::string_view bucket_name);

  // A bucket's jobDetails (behaviour B.9) follow from the jobs that name it, which `jobs` knows, and from those whose
  // criteria matched it, which hidden columns of its row know.

  // Computes the jobDetails of these buckets anew. Call it after `jobs` changed for them; passes over names of no
  // bucket.
  void RefreshJobDetails(std::span<const std::string> bucket_names, const JobIndex& jobs);
  // Makes the change at each row, and computes its jobDetails anew. Passes over rows that are not there any longer.
  void ChangeMatches(std::span<const MatchedRow> rows, const MatchChange& change, const JobIndex& jobs);
  // Forgets what criteria matched, in all rows, so that jobDetails follow from `jobs` alone.
  void ForgetMatches(const JobIndex& jobs);
  // Sets the cells of jobDetails, and the hidden ones, to those of a row. Texts in them point into the table.
  void CopyJobCells(engine::Slot slot, std::vector<engine::Cell>* cells) const;
  // Says whether the row's place still holds the row's own bucket.
  bool IsThere(const MatchedRow& row) const;

  // RowId and Find return nullopt when there is no bucket of that name; Get requires that the slot holds one.
  std::optional<std::int64_t> RowId(std::string_view bucket_name) const;
  std::optional<model::BucketMetadata> Find(std::string_view bucket_name) const;
  model::BucketMetadata Get(engine::Slot slot) const;

  // Appends the bytes that the codec would write for Get(slot) with nulls, straight from the columns.
  void AppendJson(engine::Slot slot, std::string* out) const;
  // Appends the bucket as a state document has it: without members that are null or derived (BucketNode).
  void AppendStoredJson(engine::Slot slot, std::string* out) const;

  // Call `visit` with the slot, or the name, of each bucket in the order of names. `visit` must not change the table.
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

// A bucket in one of several tables. Valid until its table is changed.
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

  // Returns what BucketTable::AppendJson gives for each row, separated by commas; never null.
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
