// A table in memory, with columns in chunks and indexes in persistent trees. It is a value: a copy costs one count,
// holds what the table held, and is never changed by changes of the original. It knows columns and rows, not what they
// mean.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/cow/cow_tree.h"
#include "engine/chunk.h"
#include "engine/dictionary.h"
#include "engine/ref.h"
#include "engine/schema.h"

namespace macie_local::engine {

// The place of a row. It stays the row's for as long as the row lives, and may then become another's.
using Slot = std::uint32_t;

// One cell to write. Which member counts depends on the column's kind. Texts must live until it is written.
struct Cell {
  bool null = true;
  std::int64_t number = 0;                                           // kNumber; kChoice: the index
  std::string_view text;                                             // kText
  std::vector<std::string_view> texts;                               // kTextList
  std::vector<std::pair<std::string_view, std::string_view>> pairs;  // kPairList

  void SetNumber(std::int64_t value) {
    null = false;
    number = value;
  }
  void SetText(std::string_view value) {
    null = false;
    text = value;
  }
};

// A text that is kept in two parts, of which the second may be the row's key.
struct JoinedText {
  std::string_view first;
  std::string_view second;
  std::string str() const { return std::string(first).append(second); }
};

// A text as a kText cell keeps it. The cell has a code of the column's dictionary; in a column that may hold keys, code
// * 2, plus 1 where the row's key follows the dictionary's text.
struct KeptText {
  std::string_view text;
  bool key_follows = false;

  static KeptText Of(std::string_view text, std::string_view key, const Column& column) {
    if (!column.holds_key || key.empty() || !text.ends_with(key)) return {text, false};
    return {text.substr(0, text.size() - key.size()), true};
  }
  std::int64_t CellFor(Code code, const Column& column) const {
    return column.holds_key ? static_cast<std::int64_t>(code) * 2 + (key_follows ? 1 : 0)
                            : static_cast<std::int64_t>(code);
  }
  static Code CodeIn(std::int64_t cell, const Column& column) {
    return static_cast<Code>(column.holds_key ? cell / 2 : cell);
  }
};

// The entries of indexes. The digest (schema.h) of the row stands beside the slot, so that a walk need not look at rows
// that can't satisfy a query.
struct OrderEntry {
  std::int64_t value;
  Slot slot;
  std::uint32_t digest;
};
struct KeyEntry {
  Slot slot;
  std::uint32_t digest;
};
struct PostingEntry {
  Code code;
  Slot slot;
};

// The cells of kGroupRows rows. Which stores there are, the schema says; others are null.
struct RowGroup : Counted {
  RowBits alive{};
  Ref<TextChunk> keys;
  std::array<Ref<NumberChunk>, kNumberColumnsMax> numbers;
  std::array<Ref<ListChunk>, kListColumnsMax> lists;

  RowGroup* Clone() const { return new RowGroup(*this); }
  static void Delete(const RowGroup* group) { delete group; }
};

using OrderTree = base::CowTree<PlainTraits<OrderEntry>>;
using KeyTree = base::CowTree<PlainTraits<KeyEntry>>;
using PostingTree = base::CowTree<PlainTraits<PostingEntry>>;

// The index of a column: the rows in the order of value and key, and those without a value in the order of keys.
struct OrderIndex {
  OrderTree values;
  KeyTree nulls;
};

// Threads: any number may read copies of a table while one thread changes its own copy. Views and spans are valid until
// the table is changed.
class Table {
 public:
  // `schema` must outlive the table and its copies.
  explicit Table(const Schema& schema);

  const Schema& schema() const { return *schema_; }
  std::size_t size() const { return body_ ? body_->by_key.size() : 0; }

  // These read. A slot must hold a row, and `column` be of the kind named. They return nullopt where there is no such
  // row, or the cell is null.
  std::optional<Slot> Find(std::string_view key) const;
  std::string_view Key(Slot slot) const { return group(slot / kGroupRows).keys->Get(slot % kGroupRows); }
  std::optional<std::int64_t> Number(Slot slot, std::size_t column) const;  // kNumber, kChoice
  std::optional<JoinedText> Text(Slot slot, std::size_t column) const;      // kText
  bool ListIsNull(Slot slot, std::size_t column) const;
  std::span<const Code> List(Slot slot, std::size_t column) const;  // empty when null
  std::int64_t payload(Slot slot) const { return *Store(slot, Schema::kPayloadStore); }
  std::int64_t version(Slot slot) const { return *Store(slot, Schema::kVersionStore); }
  const Dictionary& dictionary(std::size_t column) const { return body_->dictionaries[schema_->dictionary(column)]; }
  const PairDictionary& pairs() const { return body_->pairs; }

  // Calls visit(slot) for each row in the order of keys.
  template <class Visit>
  void ForEach(const Visit& visit) const {
    if (!body_) return;
    for (auto at = body_->by_key.Begin(); !at.at_end(); ++at) visit(at->slot);
  }

  // Puts a row, or replaces the one of that key, and returns its slot. `cells` has one for each column of the schema
  // (the key's is not looked at). `version` names this state of the row and must never be used again.
  Slot Upsert(std::string_view key, std::span<const Cell> cells, std::int64_t payload, std::int64_t version);
  // Returns false when there was no such row.
  bool Erase(std::string_view key);
  // Writes one cell. When all cells are written, each row that has one must get a new version, and Finish must be
  // called for all these rows, before anything else is done with the table.
  void Set(Slot slot, std::size_t column, const Cell& cell);
  void SetVersion(Slot slot, std::int64_t version) { PutStore(slot, Schema::kVersionStore, version); }
  void Finish(std::span<const Slot> slots);

  // The query planner works on these. All but groups() require that the table is not empty.
  std::size_t groups() const { return body_ ? body_->groups.size() : 0; }
  const RowGroup& group(std::size_t index) const { return *body_->groups[index]; }
  std::uint32_t digest(Slot slot) const { return static_cast<std::uint32_t>(*Store(slot, Schema::kDigestStore)); }
  const KeyTree& by_key() const { return body_->by_key; }
  const OrderIndex& order(std::size_t column) const { return body_->orders[schema_->order_index(column)]; }
  const PostingTree& postings(std::size_t column) const { return body_->postings[schema_->posting_index(column)]; }
  std::uint32_t choice_count(std::size_t column, std::size_t choice) const {
    return body_->choice_counts[schema_->choice_counts(column) + choice];
  }

 private:
  friend class TableBuilder;

  struct Body : Counted {
    CowVector<Ref<RowGroup>> groups;
    CowVector<Slot> free_slots;  // the first free_count are free
    std::size_t free_count = 0;
    Slot slots_used = 0;
    KeyTree by_key;
    std::vector<OrderIndex> orders;
    std::vector<PostingTree> postings;
    std::vector<Dictionary> dictionaries;
    std::vector<std::uint32_t> choice_counts;  // of all columns, one behind the other
    PairDictionary pairs;

    Body* Clone() const { return new Body(*this); }
    static void Delete(const Body* body) { delete body; }
  };

  std::optional<std::int64_t> Store(Slot slot, std::size_t store) const {
    return group(slot / kGroupRows).numbers[store]->Get(slot % kGroupRows);
  }
  void PutStore(Slot slot, std::size_t store, std::optional<std::int64_t> value);
  static Body* NewBody(const Schema& schema);
  RowGroup* EditGroup(Slot slot) { return body_.Edit()->groups.Edit(slot / kGroupRows).Edit(); }
  Slot AllocateSlot(std::string_view key);
  void SetNumber(Slot slot, std::size_t column, std::optional<std::int64_t> value, bool fresh);
  void SetText(Slot slot, std::size_t column, const Cell& cell, bool fresh);
  bool HoldsList(Slot slot, std::size_t column, const Cell& cell) const;
  void SetList(Slot slot, std::size_t column, const Cell& cell);
  void SetCell(Slot slot, std::size_t column, const Cell& cell, bool fresh);
  // Brings the digest up to the row's cells. Returns true when it changed.
  bool UpdateDigest(Slot slot);
  void PutDigestInOrders(Slot slot);
  void PutDigestsInOrders(std::span<const Slot> slots);
  void Index(Slot slot, std::size_t column, std::optional<std::int64_t> value);
  void Unindex(Slot slot, std::size_t column, std::optional<std::int64_t> value);

  const Schema* schema_;
  Ref<Body> body_;
};

// The order of an order index: by value (texts by their bytes), then by key.
class OrderLess {
 public:
  OrderLess(const Table& table, std::size_t column)
      : table_(table),
        texts_(table.schema().column(column).kind == ColumnKind::kText ? &table.dictionary(column) : nullptr) {}

  // A place between entries, or at one.
  struct Probe {
    std::int64_t value = 0;
    std::string_view text;  // instead of value where the column is kText
    std::string_view key;
    int edge = 0;  // -1: before every key, 0: at `key`, 1: after every key
  };

  int CompareValues(std::int64_t a, std::int64_t b) const {
    if (a == b) return 0;
    if (texts_ == nullptr) return a < b ? -1 : 1;
    return texts_->Get(static_cast<Code>(a)) < texts_->Get(static_cast<Code>(b)) ? -1 : 1;
  }
  bool operator()(const OrderEntry& a, const OrderEntry& b) const {
    const int order = CompareValues(a.value, b.value);
    if (order != 0) return order < 0;
    return a.slot != b.slot && table_.Key(a.slot) < table_.Key(b.slot);
  }
  bool operator()(const OrderEntry& entry, const Probe& probe) const { return Compare(entry, probe) < 0; }
  bool operator()(const Probe& probe, const OrderEntry& entry) const { return Compare(entry, probe) > 0; }

 private:
  int Compare(const OrderEntry& entry, const Probe& probe) const {
    if (texts_ != nullptr) {
      const int order = texts_->Get(static_cast<Code>(entry.value)).compare(probe.text);
      if (order != 0) return order;
    } else if (entry.value != probe.value) {
      return entry.value < probe.value ? -1 : 1;
    }
    if (probe.edge != 0) return -probe.edge;
    return table_.Key(entry.slot).compare(probe.key);
  }
  const Table& table_;
  const Dictionary* texts_;
};

// The order of rows by key.
class KeyLess {
 public:
  explicit KeyLess(const Table& table) : table_(table) {}
  bool operator()(const KeyEntry& a, const KeyEntry& b) const {
    return a.slot != b.slot && table_.Key(a.slot) < table_.Key(b.slot);
  }
  bool operator()(const KeyEntry& entry, std::string_view key) const { return table_.Key(entry.slot) < key; }
  bool operator()(std::string_view key, const KeyEntry& entry) const { return key < table_.Key(entry.slot); }

 private:
  const Table& table_;
};

// The order of postings: by code, then by key, so that the rows of one value come in the order of keys.
class PostingLess {
 public:
  explicit PostingLess(const Table& table) : table_(table) {}

  // A place between the rows of one code, or at one.
  struct Probe {
    Code code = 0;
    std::string_view key;
    int edge = 0;  // -1: before every key, 0: at `key`, 1: after every key
  };

  bool operator()(const PostingEntry& a, const PostingEntry& b) const {
    if (a.code != b.code) return a.code < b.code;
    return a.slot != b.slot && table_.Key(a.slot) < table_.Key(b.slot);
  }
  bool operator()(const PostingEntry& entry, const Probe& probe) const { return Compare(entry, probe) < 0; }
  bool operator()(const Probe& probe, const PostingEntry& entry) const { return Compare(entry, probe) > 0; }

 private:
  int Compare(const PostingEntry& entry, const Probe& probe) const {
    if (entry.code != probe.code) return entry.code < probe.code ? -1 : 1;
    if (probe.edge != 0) return -probe.edge;
    return table_.Key(entry.slot).compare(probe.key);
  }
  const Table& table_;
};

}  // namespace macie_local::engine
