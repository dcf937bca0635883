#include "service/bucket_import.h"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>

#include "base/tasks.h"
#include "service/bucket_intake.h"
#include "wire/list_reader.h"

namespace macie_local::service {
namespace {

// `reader` has a bucket; `place` is its place in the whole list at `where`.
base::Result<model::BucketMetadata> NextBucket(const store::Transaction& transaction, const store::PartitionKey& key,
                                               const std::string& where, std::size_t place, wire::ListReader* reader) {
  model::BucketMetadata told;
  MACIE_CHECK(reader->Next(&told));
  return PrepareBucket(transaction, key, where + "[" + std::to_string(place) + "]", std::move(told));
}

// Two threads take turns at the pieces of the list; each decodes the buckets of its own, makes them complete and adds
// them.
class ListImport {
 public:
  ListImport(store::Transaction& transaction, const store::PartitionKey& key, const std::string& where,
             std::span<const wire::ListPiece> list)
      : transaction_(transaction), key_(key), where_(where), list_(list), load_(&transaction, key) {}

  base::Status Run() {
    std::size_t count = 0;
    for (const wire::ListPiece& piece : list_) count += piece.count;
    first_row_id_ = load_.TakeRowIds(count);
    const auto work = [this] { Work(); };
    if (list_.size() > 1) {
      base::RunOnTwoThreads({work, work});
    } else {
      work();
    }
    MACIE_CHECK(failed_);
    load_.Finish();
    return base::Done{};
  }

 private:
  void Work() {
    store::BucketLoad::Intake* const intake = load_.NewIntake();
    std::size_t place = 0;
    while (const wire::ListPiece* piece = Take(&place)) Add(*piece, place, intake);
  }

  // Null when there are no more, or one has failed: then those before it are taken already. `place` becomes that of
  // its first bucket in the list.
  const wire::ListPiece* Take(std::size_t* place) {
    const std::lock_guard lock(mutex_);
    if (!failed_.ok() || next_ == list_.size()) return nullptr;
    *place = next_place_;
    next_place_ += list_[next_].count;
    return &list_[next_++];
  }

  void Add(const wire::ListPiece& piece, std::size_t place, store::BucketLoad::Intake* intake) {
    wire::ListReader reader(piece);
    for (const std::size_t end = place + piece.count; place < end; ++place) {
      const auto bucket = NextBucket(transaction_, key_, where_, place, &reader);
      if (!bucket.ok()) return Fail(place, bucket.error());
      intake->Add(*bucket, first_row_id_ + static_cast<std::int64_t>(place));
    }
  }

  void Fail(std::size_t place, base::ApiError error) {
    const std::lock_guard lock(mutex_);
    if (!failed_.ok() && failed_place_ < place) return;
    failed_ = std::move(error);
    failed_place_ = place;
  }

  store::Transaction& transaction_;
  const store::PartitionKey& key_;
  const std::string& where_;
  const std::span<const wire::ListPiece> list_;
  store::BucketLoad load_;
  std::int64_t first_row_id_ = 0;
  std::mutex mutex_;  // of what follows
  std::size_t next_ = 0;
  std::size_t next_place_ = 0;
  base::Status failed_ = base::Done{};  // the failure of the least place
  std::size_t failed_place_ = 0;
};

}  // namespace

base::Status ImportBucketList(store::Transaction& transaction, const store::PartitionKey& key, const std::string& where,
                              std::span<const wire::ListPiece> list) {
  if (list.empty()) return base::Done{};
  if (transaction.partition(key).buckets.size() == 0) return ListImport(transaction, key, where, list).Run();
  std::size_t place = 0;
  for (const wire::ListPiece& piece : list) {
    wire::ListReader reader(piece);
    for (const std::size_t end = place + piece.count; place < end; ++place) {
      MACIE_TRY(auto bucket, NextBucket(transaction, key, where, place, &reader));
      transaction.PutBucket(key, std::move(bucket));
    }
  }
  return base::Done{};
}

base::Status BucketImport::Add(const store::PartitionKey& key, const std::string& where, model::BucketMetadata told) {
  MACIE_TRY(auto bucket, PrepareBucket(transaction_, key, where, std::move(told)));
  auto load = loads_.find(key);
  if (load == loads_.end() && transaction_.partition(key).buckets.size() == 0) {
    load = loads_.try_emplace(key, &transaction_, key).first;
  }
  if (load != loads_.end()) {
    load->second.intake->Add(bucket, load->second.load.TakeRowIds(1));
  } else {
    transaction_.PutBucket(key, std::move(bucket));
  }
  return base::Done{};
}

void BucketImport::Finish() {
  for (auto& [key, loading] : loads_) loading.load.Finish();
}

}  // namespace macie_local::service
