#include "state/bucket_load.h"

#include <stdexcept>
#include <utility>

namespace macie_local::state {
namespace {

// How many changes a thread gathers before it notes them, and how many when the other is just writing to SQLite.
constexpr std::size_t kNotedAtOnce = 256;
constexpr std::size_t kGatheredMax = 16'384;

}  // namespace

BucketLoad::BucketLoad(Transaction* transaction, const PartitionKey& key)
    : transaction_(*transaction),
      key_(key),
      partition_(transaction->Edit(key).row_id),
      touched_(std::make_shared<TouchedBuckets>(transaction->partition(key).job_index, transaction->hash())) {
  if (transaction_.partition(key).buckets.size() > 0) {
    throw std::logic_error("buckets are loaded into a partition that has some already: " + key.account + " " +
                           key.region);
  }
}

BucketLoad::~BucketLoad() = default;

std::int64_t BucketLoad::TakeRowIds(std::size_t count) {
  const std::lock_guard lock(mutex_);
  const std::int64_t first = transaction_.NextRowId(TableId::kBuckets);
  for (std::size_t i = 1; i < count; ++i) transaction_.NextRowId(TableId::kBuckets);
  return first;
}

BucketLoad::Intake* BucketLoad::NewIntake() {
  const std::lock_guard lock(mutex_);
  return intakes_.emplace_back(std::make_unique<Intake>(this)).get();
}

void BucketLoad::Finish() {
  if (intakes_.empty()) return;
  for (const auto& intake : intakes_) intake->NoteChanges();
  BucketTableBuilder& all = intakes_.front()->builder_;
  for (std::size_t i = 1; i < intakes_.size(); ++i) all.Absorb(std::move(intakes_[i]->builder_));
  std::vector<std::int64_t> replaced;
  transaction_.Edit(key_).buckets = all.Finish(&replaced);
  for (const std::int64_t row_id : replaced) transaction_.NoteErase(TableId::kBuckets, row_id);
  intakes_.clear();
}

BucketLoad::Intake::Intake(BucketLoad* load) : load_(*load), builder_(load->touched_) {}

void BucketLoad::Intake::Add(const model::BucketMetadata& bucket, std::int64_t row_id) {
  const std::string& name = *bucket.bucketName;
  FillBucketCells(bucket, &cells_);
  changes_.push_back(load_.transaction_.PutOfBucket(load_.partition_, row_id, name, cells_));
  builder_.Add(name, row_id, &cells_);
  if (changes_.size() < kNotedAtOnce) return;
  std::unique_lock lock(load_.mutex_, std::try_to_lock);
  if (!lock.owns_lock()) {
    if (changes_.size() < kGatheredMax) return;
    lock.lock();
  }
  NoteChanges();
}

void BucketLoad::Intake::NoteChanges() {
  for (Change& change : changes_) load_.transaction_.batch_.Note(std::move(change));
  changes_.clear();
}

}  // namespace macie_local::state
