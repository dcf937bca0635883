#include "state/bucket_table_builder.h"

#include <utility>

#include "state/bucket_schema.h"

namespace macie_local::state {
namespace {

// Fewer are done before a second thread has begun.
constexpr std::size_t kParallelMin = 5000;

}  // namespace

TouchedBuckets::TouchedBuckets(const JobIndex& jobs, base::SeededHash hash)
    : hash_(hash), names_(hash), none_(JobIndex::NoDetails()) {
  jobs.ForEach([this](std::string_view name, model::JobDetails details) {
    names_.Add(name);
    details_.push_back(std::move(details));
  });
}

const model::JobDetails& TouchedBuckets::Details(std::string_view bucket_name) const {
  const auto found = names_.Find(bucket_name);
  return found ? details_[*found] : none_;
}

BucketTableBuilder::BucketTableBuilder(std::shared_ptr<const TouchedBuckets> touched)
    : touched_(std::move(touched)), builder_(BucketSchema::Get().columns(), touched_->hash()) {}

void BucketTableBuilder::Add(std::string_view bucket_name, std::int64_t row_id, std::vector<engine::Cell>* cells) {
  FillJobDetailsCells(touched_->Details(bucket_name), cells);
  builder_.Add(bucket_name, *cells, row_id, NextRowVersion());
  ++added_;
}

void BucketTableBuilder::Absorb(BucketTableBuilder&& other) {
  builder_.Absorb(std::move(other.builder_));
  added_ += other.added_;
}

BucketTable BucketTableBuilder::Finish(std::vector<std::int64_t>* replaced) {
  const base::Runner run = added_ < kParallelMin ? base::RunHere : base::RunOnTwoThreads;
  return BucketTable(builder_.Finish(run, replaced), run);
}

}  // namespace macie_local::state
