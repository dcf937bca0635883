#include "service/buckets/import.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "base/tasks.h"
#include "service/buckets/intake.h"
#include "service/buckets/objects.h"
#include "service/core/intake.h"
#include "wire/document_index.h"
#include "wire/list_reader.h"

namespace macie_local::service {
namespace {

// A bucket of a list, complete, with the objects that the list gives it.
struct Prepared {
  std::size_t place;  // in the list
  model::BucketMetadata bucket;
  TakenObjects objects;
};

std::string PlaceIn(const std::string& where, std::size_t place) {
  return where + "[" + std::to_string(place) + "]";
}

// Calls take(prepared) with each bucket of a piece of the list that is at `where`.
template <class Take>
base::Status ForEachBucket(const state::Transaction& transaction, const state::PartitionKey& key,
                           const ExcludedBuckets& excluded, const std::string& where,
                           std::span<const wire::ListPiece> list, std::size_t piece, const Take& take) {
  wire::ListReader reader(list[piece]);
  for (std::size_t i = 0; i < list[piece].count; ++i) {
    const std::size_t place = piece * wire::kPieceRecords + i;
    model::BucketRecord told;
    if (transaction.stopping()) return Stopping();
    MACIE_CHECK(reader.Next(&told));
    MACIE_TRY(auto objects, TakeObjects(transaction, key, PlaceIn(where, place), &told));
    MACIE_TRY(auto bucket, PrepareBucket(transaction, key, excluded, PlaceIn(where, place), std::move(told)));
    MACIE_CHECK(take(Prepared{place, std::move(bucket), std::move(objects)}));
  }
  return base::Done{};
}

// A bucket that a list has twice is the last of the two, with the objects of whichever has some.
void FitCounts(state::Transaction& transaction, const state::PartitionKey& key, const std::string& bucket_name) {
  if (transaction.partition(key).objects.Find(bucket_name) != nullptr) RefreshCounts(transaction, key, bucket_name);
}

// Puts the objects of buckets that are there, in the order of the list.
base::Status PutAllObjects(const Environment& environment, state::Transaction& transaction,
                           const state::PartitionKey& key, const std::string& where, std::vector<Prepared> buckets) {
  std::sort(buckets.begin(), buckets.end(), [](const Prepared& a, const Prepared& b) { return a.place < b.place; });
  for (const Prepared& one : buckets) {
    const std::string& name = *one.bucket.bucketName;
    MACIE_CHECK(PutTakenObjects(environment, transaction, key, PlaceIn(where, one.place), name, one.objects));
  }
  for (const Prepared& one : buckets) FitCounts(transaction, key, *one.bucket.bucketName);
  return base::Done{};
}

base::Status LoadAll(const Environment& environment, state::Transaction& transaction, const state::PartitionKey& key,
                     const ExcludedBuckets& excluded, const std::string& where, std::span<const wire::ListPiece> list) {
  state::BucketLoad load(&transaction, key);
  std::mutex mutex;  // of `with_objects`
  std::vector<Prepared> with_objects;
  const std::int64_t first_row_id = load.TakeRowIds((list.size() - 1) * wire::kPieceRecords + list.back().count);
  const auto begin = [&]() -> base::PieceWork {
    state::BucketLoad::Intake* const intake = load.NewIntake();
    return [&, intake](std::size_t piece) {
      return ForEachBucket(transaction, key, excluded, where, list, piece, [&](Prepared prepared) -> base::Status {
        intake->Add(prepared.bucket, first_row_id + static_cast<std::int64_t>(prepared.place));
        if (!prepared.objects) return base::Done{};
        const std::lock_guard lock(mutex);
        with_objects.push_back(std::move(prepared));
        return base::Done{};
      });
    };
  };
  MACIE_CHECK(base::RunPieces(list.size(), begin));
  load.Finish();
  return PutAllObjects(environment, transaction, key, where, std::move(with_objects));
}

}  // namespace

base::Status ImportBucketList(const Environment& environment, state::Transaction& transaction,
                              const state::PartitionKey& key, const std::string& where,
                              std::span<const wire::ListPiece> list) {
  if (list.empty()) return base::Done{};
  const ExcludedBuckets excluded(transaction, key);
  if (transaction.partition(key).buckets.size() == 0) {
    return LoadAll(environment, transaction, key, excluded, where, list);
  }
  const auto put = [&](Prepared prepared) -> base::Status {
    const std::string name = *prepared.bucket.bucketName;
    transaction.PutBucket(key, std::move(prepared.bucket));
    return PutTakenObjects(environment, transaction, key, PlaceIn(where, prepared.place), name, prepared.objects);
  };
  for (std::size_t piece = 0; piece < list.size(); ++piece) {
    MACIE_CHECK(ForEachBucket(transaction, key, excluded, where, list, piece, put));
  }
  return base::Done{};
}

base::Status BucketImport::Add(const state::PartitionKey& key, const std::string& where, model::BucketRecord told) {
  auto excluded = excluded_.find(key);
  if (excluded == excluded_.end()) excluded = excluded_.try_emplace(key, transaction_, key).first;
  MACIE_TRY(const auto objects, TakeObjects(transaction_, key, where, &told));
  MACIE_TRY(auto bucket, PrepareBucket(transaction_, key, excluded->second, where, std::move(told)));
  const std::string name = *bucket.bucketName;
  auto load = loads_.find(key);
  if (load == loads_.end() && transaction_.partition(key).buckets.size() == 0) {
    load = loads_.try_emplace(key, &transaction_, key).first;
  }
  if (load != loads_.end()) {
    load->second.intake->Add(bucket, load->second.load.TakeRowIds(1));
  } else {
    transaction_.PutBucket(key, std::move(bucket));
  }
  if (objects) with_objects_.emplace(key, name);
  return PutTakenObjects(environment_, transaction_, key, where, name, objects);
}

void BucketImport::Finish() {
  for (auto& [key, loading] : loads_) loading.load.Finish();
  for (const auto& [key, name] : with_objects_) FitCounts(transaction_, key, name);
}

}  // namespace macie_local::service
