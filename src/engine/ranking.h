// The order in which a query gives its rows. Internal to the engine.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/query.h"
#include "engine/table.h"

namespace macie_local::engine {

// A row as the order of the query sees it.
struct Ranked {
  bool null = false;
  std::int64_t value = 0;
  Slot slot = 0;
};

// The first eight bytes of a key as a number that orders as they do.
inline std::int64_t LeadingBytes(std::string_view key) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i) word = word << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0);
  return static_cast<std::int64_t>(word ^ (std::uint64_t{1} << 63));
}

// The order of the rows in a query's answer.
class Ranking {
 public:
  Ranking(const Table& table, const Query& query) : table_(table) {
    const Schema& schema = table.schema();
    column_ = query.sort.value_or(schema.key_column());
    kind_ = schema.column(column_).kind;
    by_key_ = kind_ == ColumnKind::kKey;
    descending_ = query.descending;
    if (by_key_) return;
    store_ = schema.number_store(column_);
    if (kind_ == ColumnKind::kText) texts_ = &table.dictionary(column_);
    held_key_ = schema.column(column_).holds_key;
    if (kind_ != ColumnKind::kChoice) return;
    const auto& choices = schema.column(column_).choices;
    for (const auto& choice : choices) {
      ranks_.push_back(
          std::count_if(choices.begin(), choices.end(), [&](const auto& other) { return other < choice; }));
    }
  }

  std::size_t column() const { return column_; }
  bool by_key() const { return by_key_; }
  bool descending() const { return descending_; }
  bool texts() const { return texts_ != nullptr; }
  // Whether rows are ordered by the numbers of store() as they stand.
  bool numbers() const { return kind_ == ColumnKind::kNumber; }
  // Requires that the order is not that of keys.
  std::size_t store() const { return store_; }

  Ranked Rank(const RowGroup& group, Slot slot) const {
    if (by_key_) return {false, LeadingBytes(group.keys->Get(slot % kGroupRows)), slot};
    const auto value = group.numbers[store_]->Get(slot % kGroupRows);
    if (!value) return {true, 0, slot};
    return {false, ranks_.empty() ? *value : ranks_[static_cast<std::size_t>(*value)], slot};
  }

  bool Before(const Ranked& a, const Ranked& b) const {
    if (a.null != b.null) return b.null;
    if (!a.null) {
      const int order = CompareValues(a, b);
      if (order != 0) return descending_ ? order > 0 : order < 0;
    }
    const int order = table_.Key(a.slot).compare(table_.Key(b.slot));
    return by_key_ && descending_ ? order > 0 : order < 0;
  }

  bool IsBehind(const Ranked& row, const Position& place) const {
    if (!by_key_) {
      if (row.null != place.null) return row.null;
      if (!row.null) {
        const int order = CompareToPlace(row, place);
        if (order != 0) return descending_ ? order < 0 : order > 0;
      }
    }
    const int order = table_.Key(row.slot).compare(place.key);
    return by_key_ && descending_ ? order < 0 : order > 0;
  }

  Position PositionOf(Slot slot) const {
    Position place;
    place.key = table_.Key(slot);
    if (by_key_) return place;
    const Ranked ranked = Rank(table_.group(slot / kGroupRows), slot);
    place.null = ranked.null;
    if (ranked.null) return place;
    if (texts_ != nullptr) {
      place.text = table_.Text(slot, column_)->str();
    } else {
      place.number = ranked.value;
    }
    return place;
  }

 private:
  int CompareValues(const Ranked& a, const Ranked& b) const {
    if (a.value == b.value && !held_key_) return 0;
    if (texts_ == nullptr) return a.value < b.value ? -1 : 1;
    if (!held_key_) return texts_->Get(static_cast<Code>(a.value)).compare(texts_->Get(static_cast<Code>(b.value)));
    return table_.Text(a.slot, column_)->str().compare(table_.Text(b.slot, column_)->str());
  }
  int CompareToPlace(const Ranked& row, const Position& place) const {
    if (texts_ != nullptr) {
      if (!held_key_) return texts_->Get(static_cast<Code>(row.value)).compare(place.text);
      return table_.Text(row.slot, column_)->str().compare(place.text);
    }
    return row.value == place.number ? 0 : row.value < place.number ? -1 : 1;
  }

  const Table& table_;
  std::size_t column_ = 0;
  std::size_t store_ = 0;
  ColumnKind kind_ = ColumnKind::kKey;
  bool by_key_ = false;
  bool held_key_ = false;
  bool descending_ = false;
  const Dictionary* texts_ = nullptr;
  std::vector<std::int64_t> ranks_;  // of choices, by their spelling
};

}  // namespace macie_local::engine
