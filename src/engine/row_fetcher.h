// Prefetches cells of rows that lie anywhere in a large table, many at once, before the first of them is looked at:
// waiting for them one by one is what such a read costs. Internal to the engine.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "engine/table.h"

namespace macie_local::engine {

class RowFetcher {
 public:
  static constexpr std::size_t kRowsMax = 64;

  // Says that a number store will be read. Those after the fourth are not fetched.
  void Add(std::size_t store) {
    const auto end = stores_.begin() + static_cast<std::ptrdiff_t>(count_);
    if (count_ < stores_.size() && std::find(stores_.begin(), end, store) == end) stores_[count_++] = store;
  }
  // Says that a list store will be read. Only the last one added is fetched.
  void AddList(std::size_t store) { list_ = store; }
  // Says that keys will be read.
  void AddKeys() { keys_ = true; }

  // Prefetches the cells of the first kRowsMax of `slots`.
  void Fetch(const Table& table, std::span<const Slot> slots) const {
    std::array<const RowGroup*, kRowsMax> groups;
    const std::size_t rows = std::min(slots.size(), kRowsMax);
    for (std::size_t i = 0; i < rows; ++i) {
      groups[i] = &table.group(slots[i] / kGroupRows);
      for (std::size_t s = 0; s < count_; ++s) __builtin_prefetch(&groups[i]->numbers[stores_[s]]);
      if (keys_) __builtin_prefetch(&groups[i]->keys);
      if (list_) __builtin_prefetch(&groups[i]->lists[*list_]);
    }
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t s = 0; s < count_; ++s) __builtin_prefetch(groups[i]->numbers[stores_[s]].get());
      if (keys_) groups[i]->keys->FetchPlace(slots[i] % kGroupRows);
      if (list_) groups[i]->lists[*list_]->FetchPlace(slots[i] % kGroupRows);
    }
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t s = 0; s < count_; ++s) groups[i]->numbers[stores_[s]]->Fetch(slots[i] % kGroupRows);
      if (keys_) groups[i]->keys->Fetch(slots[i] % kGroupRows);
      if (list_) groups[i]->lists[*list_]->Fetch(slots[i] % kGroupRows);
    }
  }

  // Prefetches the cells of all rows in the group `near`, and the places of those in the group `far`.
  void FetchGroups(const Table& table, std::size_t near, std::size_t far) const {
    const RowGroup& group = table.group(near);
    for (std::size_t s = 0; s < count_; ++s) {
      const NumberChunk* chunk = group.numbers[stores_[s]].get();
      for (std::size_t row = 0; row < kGroupRows; row += 64 / std::max(1u, chunk->width())) chunk->Fetch(row);
    }
    const RowGroup& later = table.group(far);
    for (std::size_t s = 0; s < count_; ++s) __builtin_prefetch(later.numbers[stores_[s]].get());
  }

 private:
  std::array<std::size_t, 4> stores_{};
  std::size_t count_ = 0;
  bool keys_ = false;
  std::optional<std::size_t> list_;
};

}  // namespace macie_local::engine
