#include "store/bucket_table_builder.h"

#include <utility>

#include "store/bucket_schema.h"
#include "store/parallel.h"

namespace macie_local::store {
namespace {

// Fewer are done before a second thread has begun.
constexpr std::size_t kParallelMin = 5000;

}  // namespace

BucketTableBuilder::BucketTableBuilder(const JobIndex& jobs)
    : untouched_(JobIndex::NoDetails()), builder_(BucketSchema::Get().columns()) {
  jobs.ForEach([this](std::string_view name, model::JobDetails details) {
    touched_.Add(name);
    details_.push_back(std::move(details));
  });
}

void BucketTableBuilder::Add(std::string_view bucket_name, std::int64_t row_id, std::vector<engine::Cell>* cells) {
  const auto touched = touched_.Find(bucket_name);
  FillJobDetailsCells(touched ? details_[*touched] : untouched_, cells);
  builder_.Add(bucket_name, *cells, row_id, NextRowVersion());
  ++added_;
}

BucketTable BucketTableBuilder::Finish(std::vector<std::int64_t>* replaced) {
  return BucketTable(
      builder_.Finish(added_ < kParallelMin ? engine::TableBuilder::RunHere : RunOnTwoThreads, replaced));
}

}  // namespace macie_local::store
