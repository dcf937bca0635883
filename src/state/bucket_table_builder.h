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

// What the jobs say of buckets, by their names; to be found fast and read by several threads.
class TouchedBuckets {
 public:
  // `jobs` is read here and not kept: it must be whole by now.
  TouchedBuckets(const JobIndex& jobs, base::SeededHash hash);
  const model::JobDetails& Details(std::string_view bucket_name) const;
  const base::SeededHash& hash() const { return hash_; }

 private:
  base::SeededHash hash_;
  engine::TextCodes names_;
  std::vector<model::JobDetails> details_;  // of those
  model::JobDetails none_;
};

class BucketTableBuilder {
 public:
  explicit BucketTableBuilder(std::shared_ptr<const TouchedBuckets> touched);

  // `cells` as FillBucketCells gives them; those of jobDetails are set here. Of several buckets of one name that of the
  // greatest row id counts.
  void Add(std::string_view bucket_name, std::int64_t row_id, std::vector<engine::Cell>* cells);

  // Takes all buckets of `other`, which is spent then.
  void Absorb(BucketTableBuilder&& other);

  // Call once. `replaced` gets the row ids of the buckets that another of their name took the place of.
  BucketTable Finish(std::vector<std::int64_t>* replaced);

 private:
  std::shared_ptr<const TouchedBuckets> touched_;
  engine::TableBuilder builder_;
  std::size_t added_ = 0;
};

}  // namespace macie_local::state
