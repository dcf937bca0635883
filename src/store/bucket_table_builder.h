// Makes the table of very many buckets at once.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/table_builder.h"
#include "store/bucket_table.h"
#include "store/job_index.h"

namespace macie_local::store {

class BucketTableBuilder {
 public:
  // `jobs` says what the buckets' jobDetails are. It is read here and not kept: it must be whole by now.
  explicit BucketTableBuilder(const JobIndex& jobs);

  // `cells` as FillBucketCells gives them; those of jobDetails are set here. Of several buckets of one name the last
  // counts.
  void Add(std::string_view bucket_name, std::int64_t row_id, std::vector<engine::Cell>* cells);

  // Call once. `replaced` gets the row ids of the buckets that a later one of their name took the place of.
  BucketTable Finish(std::vector<std::int64_t>* replaced);

 private:
  engine::TextCodes touched_;               // buckets
  std::vector<model::JobDetails> details_;  // of those
  model::JobDetails untouched_;
  engine::TableBuilder builder_;
  std::size_t added_ = 0;
};

}  // namespace macie_local::store
