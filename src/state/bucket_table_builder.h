// Makes the table of very many buckets at once.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/table_builder.h"
#include "state/bucket_table.h"
#include "state/job_index.h"

namespace macie_local::state {

// The jobDetails of the buckets that jobs name, by bucket name. Immutable: several threads may read it.
class TouchedBuckets {
 public:
  // Copies what it needs of `jobs`, which must be whole by now.
  TouchedBuckets(const JobIndex& jobs, base::SeededHash hash);
  // Returns the bucket's jobDetails; those of a bucket that no job names are JobIndex::NoDetails(). Valid as long as
  // this.
  const model::JobDetails& Details(std::string_view bucket_name) const;
  const base::SeededHash& hash() const { return hash_; }

 private:
  base::SeededHash hash_;
  engine::TextCodes names_;
  std::vector<model::JobDetails> details_;  // by the code that names_ gives the name
  model::JobDetails none_;
};

// Collects buckets, in any order, and makes a table of them. For one thread at a time.
class BucketTableBuilder {
 public:
  explicit BucketTableBuilder(std::shared_ptr<const TouchedBuckets> touched);

  // Adds a bucket. `cells` are as FillBucketCells gives them; those of jobDetails are set here. Of several buckets of
  // one name that of the greatest row id counts.
  void Add(std::string_view bucket_name, std::int64_t row_id, std::vector<engine::Cell>* cells);

  // Takes all buckets of `other`, which is spent then.
  void Absorb(BucketTableBuilder&& other);

  // Returns the table of all buckets added. Appends to `replaced` the row ids of the buckets whose place another of
  // their name took. Call it once, last.
  BucketTable Finish(std::vector<std::int64_t>* replaced);

 private:
  std::shared_ptr<const TouchedBuckets> touched_;
  engine::TableBuilder builder_;
  std::size_t added_ = 0;
};

}  // namespace macie_local::state
