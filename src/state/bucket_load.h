// Puts very many buckets into a partition that has none, as an import does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "state/bucket_table_builder.h"
#include "state/transaction.h"

namespace macie_local::state {

// Comes to what Transaction::PutBucket of each bucket would. The mutation makes one, each thread that adds buckets
// takes an Intake of its own, and the mutation calls Finish.
//
// Until Finish the transaction does not see the buckets, and must not be told to change the buckets or the jobs of this
// partition, nor a job of another account that touches them; all else may be done meanwhile, but by one thread. A
// mutation that does not reach Finish must be refused.
class BucketLoad {
 public:
  // Requires that the partition has no buckets, and already has the jobs that it is to have. `transaction` must outlive
  // this.
  BucketLoad(Transaction* transaction, const PartitionKey& key);
  BucketLoad(const BucketLoad&) = delete;
  BucketLoad& operator=(const BucketLoad&) = delete;
  ~BucketLoad();

  // Takes `count` row ids that follow one another, and returns the first. Thread-safe.
  std::int64_t TakeRowIds(std::size_t count);

  class Intake;
  // Returns an intake for one thread to add buckets to; it belongs to this and lives as long. Thread-safe.
  Intake* NewIntake();

  // Puts all buckets added into the partition. Call it once, when all threads have added what they have.
  void Finish();

 private:
  Transaction& transaction_;
  const PartitionKey key_;
  const std::int64_t partition_;  // its row id
  const std::shared_ptr<const TouchedBuckets> touched_;
  std::mutex mutex_;  // of what follows and, until Finish, of the transaction
  std::vector<std::unique_ptr<Intake>> intakes_;
};

// Takes the buckets that one thread adds. For one thread at a time.
class BucketLoad::Intake {
 public:
  explicit Intake(BucketLoad* load);

  // Adds a bucket, which must be complete as for PutBucket. Of several buckets of one name that of the greatest row id
  // counts.
  void Add(const model::BucketMetadata& bucket, std::int64_t row_id);

 private:
  friend class BucketLoad;
  void NoteChanges();

  BucketLoad& load_;
  BucketTableBuilder builder_;
  std::vector<Change> changes_;  // not noted yet
  std::vector<engine::Cell> cells_;
};

}  // namespace macie_local::state
