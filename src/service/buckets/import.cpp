#include "service/buckets/import.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/tasks.h"
#include "service/buckets/intake.h"
#include "service/core/intake.h"
#include "wire/document_index.h"
#include "wire/list_reader.h"

namespace macie_local::service {
namespace {

// Calls take(place, bucket) with each bucket of a piece, checked and complete; `place` is its place in the whole list,
// which is at `where`.
template <class Take>
base::Status ForEachBucket(const state::Transaction& transaction, const state::PartitionKey& key,
                           const ExcludedBuckets& excluded, const std::string& where,
                           std::span<const wire::ListPiece> list, std::size_t piece, const Take& take) {
  wire::ListReader reader(list[piece]);
  for (std::size_t i = 0; i < list[piece].count; ++i) {
    const std::size_t place = piece * wire::kPieceRecords + i;
    model::BucketMetadata told;
    if (transaction.stopping()) return Stopping();
    MACIE_CHECK(reader.Next(&told));
    MACIE_TRY(auto bucket,
              PrepareBucket(transaction, key, excluded, where + "[" + std::to_string(place) + "]", std::move(told)));
    take(place, std::move(bucket));
  }
  return base::Done{};
}

base::Status LoadAll(state::Transaction& transaction, const state::PartitionKey& key, const ExcludedBuckets& excluded,
                     const std::string& where, std::span<const wire::ListPiece> list) {
  state::BucketLoad load(&transaction, key);
  const std::int64_t first_row_id = load.TakeRowIds((list.size() - 1) * wire::kPieceRecords + list.back().count);
  const auto begin = [&]() -> base::PieceWork {
    state::BucketLoad::Intake* const intake = load.NewIntake();
    return [&, intake](std::size_t piece) {
      return ForEachBucket(transaction, key, excluded, where, list, piece,
                           [&](std::size_t place, const model::BucketMetadata& bucket) {
                             intake->Add(bucket, first_row_id + static_cast<std::int64_t>(place));
                           });
    };
  };
  MACIE_CHECK(base::RunPieces(list.size(), begin));
  load.Finish();
  return base::Done{};
}

}  // namespace

base::Status ImportBucketList(state::Transaction& transaction, const state::PartitionKey& key, const std::string& where,
                              std::span<const wire::ListPiece> list) {
  if (list.empty()) return base::Done{};
  const ExcludedBuckets excluded(transaction, key);
  if (transaction.partition(key).buckets.size() == 0) return LoadAll(transaction, key, excluded, where, list);
  for (std::size_t piece = 0; piece < list.size(); ++piece) {
    MACIE_CHECK(ForEachBucket(
        transaction, key, excluded, where, list, piece,
        [&](std::size_t, model::BucketMetadata bucket) { transaction.PutBucket(key, std::move(bucket)); }));
  }
  return base::Done{};
}

base::Status BucketImport::Add(const state::PartitionKey& key, const std::string& where, model::BucketMetadata told) {
  auto excluded = excluded_.find(key);
  if (excluded == excluded_.end()) excluded = excluded_.try_emplace(key, transaction_, key).first;
  MACIE_TRY(auto bucket, PrepareBucket(transaction_, key, excluded->second, where, std::move(told)));
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
