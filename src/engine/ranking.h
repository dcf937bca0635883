// The order in which a query gives its rows. Internal to the engine.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/plan.h"
#include "engine/table.h"

namespace macie_local::engine {

// A row as the order of the query sees it. A row with a lesser number comes first, in either direction; only rows of
// one number must be looked at.
struct Ranked {
  std::int64_t order = 0;
  Slot slot = 0;
};

// Returns the first eight bytes of a text as a number that orders as they do.
inline std::int64_t LeadingBytes(std::string_view text) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i) word = word << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0);
  return static_cast<std::int64_t>(word ^ (std::uint64_t{1} << 63));
}

// The order of the rows in a query's answer: by the sort column, rows without a value last, then by key. The table and
// the query must outlive it, and the table stay as it is.
class Ranking {
 public:
  Ranking(const Table& table, const Query& query) : table_(table), place_(query.after ? &*query.after : nullptr) {
    const Schema& schema = table.schema();
    column_ = query.sort.value_or(schema.key_column());
    kind_ = schema.column(column_).kind;
    descending_ = query.descending;
    if (kind_ == ColumnKind::kChoice) {
      const auto& choices = schema.column(column_).choices;
      for (const auto& choice : choices) {
        ranks_.push_back(
            std::count_if(choices.begin(), choices.end(), [&](const auto& other) { return other < choice; }));
      }
    }
    if (!by_key()) store_ = schema.number_store(column_);
    held_key_ = schema.column(column_).holds_key;
    if (place_ != nullptr) place_order_ = OrderOf(*place_);
  }

  std::size_t column() const { return column_; }
  bool by_key() const { return kind_ == ColumnKind::kKey; }
  bool descending() const { return descending_; }
  bool texts() const { return kind_ == ColumnKind::kText; }
  // Says whether rows are ordered by the numbers of store() as they stand.
  bool numbers() const { return kind_ == ColumnKind::kNumber; }
  // Returns the number store of the sort column. Requires that the order is not that of keys.
  std::size_t store() const { return store_; }
  // Returns the number in the sort column of a row, or nullopt when it has none and so comes last. Requires numbers().
  std::optional<std::int64_t> NumberOf(const Ranked& row) const {
    if (row.order == kLast) return std::nullopt;
    return descending_ ? ~row.order : row.order;
  }

  Ranked Rank(Slot slot) const {
    if (by_key()) return {Directed(LeadingBytes(table_.Key(slot))), slot};
    const auto cell = table_.group(slot / kGroupRows).numbers[store_]->Get(slot % kGroupRows);
    if (!cell) return {kLast, slot};
    if (kind_ == ColumnKind::kNumber) return {Directed(*cell), slot};
    if (kind_ == ColumnKind::kChoice) return {Directed(ranks_[static_cast<std::size_t>(*cell)]), slot};
    const auto code = static_cast<Code>(held_key_ ? *cell / 2 : *cell);
    // A text of two parts is not told by the first.
    return {held_key_ ? 0 : Directed(LeadingBytes(table_.dictionary(column_).Get(code))), slot};
  }

  bool Before(const Ranked& a, const Ranked& b) const {
    return a.order != b.order ? a.order < b.order : Compare(ViewOf(a.slot), ViewOf(b.slot)) < 0;
  }
  // Says whether the row is behind the query's position, which there must be.
  bool IsBehind(const Ranked& row) const {
    return row.order != place_order_ ? row.order > place_order_ : Compare(ViewOf(row.slot), ViewOf(*place_)) > 0;
  }

  Position PositionOf(Slot slot) const {
    const View view = ViewOf(slot);
    return {.null = view.null, .number = view.number, .text = view.text.str(), .key = std::string(view.key)};
  }

 private:
  static constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

  std::int64_t Directed(std::int64_t number) const { return descending_ ? ~number : number; }
  std::int64_t OrderOf(const Position& place) const {
    if (by_key()) return Directed(LeadingBytes(place.key));
    if (place.null) return kLast;
    if (!texts()) return Directed(place.number);
    return held_key_ ? 0 : Directed(LeadingBytes(place.text));
  }

  // A row or a place, as it is compared.
  struct View {
    bool null = false;
    std::int64_t number = 0;
    JoinedText text;
    std::string_view key;
  };
  View ViewOf(Slot slot) const {
    View view{.null = false, .number = 0, .text = {}, .key = table_.Key(slot)};
    if (by_key()) return view;
    if (texts()) {
      const auto text = table_.Text(slot, column_);
      view.null = !text;
      if (text) view.text = *text;
      return view;
    }
    const auto number = table_.Number(slot, column_);
    view.null = !number;
    if (number) view.number = ranks_.empty() ? *number : ranks_[static_cast<std::size_t>(*number)];
    return view;
  }
  static View ViewOf(const Position& place) {
    return {.null = place.null, .number = place.number, .text = {place.text, {}}, .key = place.key};
  }

  // Less than, equal to or greater than 0 as `a` comes before, with or behind `b`.
  int Compare(const View& a, const View& b) const {
    if (by_key()) return descending_ ? b.key.compare(a.key) : a.key.compare(b.key);
    if (a.null != b.null) return a.null ? 1 : -1;
    int order = a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
    if (order == 0 && texts())
      order = held_key_ ? a.text.str().compare(b.text.str()) : a.text.first.compare(b.text.first);
    if (order != 0) return descending_ ? -order : order;
    return a.key.compare(b.key);
  }

  const Table& table_;
  const Position* place_;
  std::int64_t place_order_ = 0;
  std::size_t column_ = 0;
  std::size_t store_ = 0;
  ColumnKind kind_ = ColumnKind::kKey;
  bool held_key_ = false;
  bool descending_ = false;
  std::vector<std::int64_t> ranks_;  // of choices, by their spelling
};

}  // namespace macie_local::engine
