#include "engine/table_builder.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/sorting.h"

namespace macie_local::engine {
namespace {

constexpr std::size_t kPlacesMin = 64;

void CountUse(Code code, std::vector<std::uint32_t>* uses) {
  if (code == uses->size()) uses->push_back(0);
  ++(*uses)[code];
}

}  // namespace

void CodesByHash::Grow() {
  places_.assign(std::max(kPlacesMin, places_.size() * 2), 0);
  for (Code code = 0; code < hashes_.size(); ++code) {
    std::size_t place = hashes_[code] & (places_.size() - 1);
    while (places_[place] != 0) place = (place + 1) & (places_.size() - 1);
    places_[place] = code + 1;
  }
}

Code TextCodes::Add(std::string_view text, std::size_t hash) {
  const Code code = codes_.FindOrAdd(hash, [&](Code other) { return texts_[other] == text; });
  if (code == texts_.size()) texts_.emplace_back(text);
  return code;
}

Code TextCodes::Add(std::string_view text) {
  if (texts_.empty() || texts_[last_] != text) last_ = Add(text, HashOf(text));
  return last_;
}

std::optional<Code> TextCodes::Find(std::string_view text) const {
  return codes_.Find(HashOf(text), [&](Code other) { return texts_[other] == text; });
}

TableBuilder::TableBuilder(const Schema& schema, base::SeededHash hash)
    : schema_(schema),
      table_(schema),
      body_(Table::NewBody(schema)),
      lists_(schema.list_stores()),
      texts_(schema.dictionaries(), Texts(hash)),
      pair_keys_(hash),
      pair_values_(hash) {
  table_.body_ = Ref<Table::Body>(body_);
}

void TableBuilder::Add(std::string_view key, std::span<const Cell> cells, std::int64_t payload, std::int64_t version) {
  if (key_ends_.size() == kGroupRows) FlushGroup();
  keys_.append(key);
  key_ends_.push_back(static_cast<std::uint32_t>(keys_.size()));
  const std::size_t row = cells_.size();
  cells_.resize(row + schema_.number_stores());
  cells_[row + Schema::kPayloadStore] = payload;
  cells_[row + Schema::kVersionStore] = version;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Column& column = schema_.column(i);
    if (column.kind == ColumnKind::kTextList || column.kind == ColumnKind::kPairList) {
      AddList(column, i, cells[i]);
    } else if (column.kind != ColumnKind::kKey) {
      cells_[row + schema_.number_store(i)] = cells[i].null ? NumberChunk::kNull : CellOf(column, i, key, cells[i]);
    }
  }
  std::uint32_t digest = 0;
  for (const DigestField& field : schema_.digest()) {
    const std::int64_t cell = cells_[row + schema_.number_store(field.column)];
    digest |= cell == NumberChunk::kNull ? field.null_bit() : field.bit(cell);
  }
  cells_[row + Schema::kDigestStore] = digest;
}

std::int64_t TableBuilder::CellOf(const Column& column, std::size_t index, std::string_view key, const Cell& cell) {
  if (column.kind == ColumnKind::kText) {
    const KeptText kept = KeptText::Of(cell.text, key, column);
    Texts& texts = texts_[schema_.dictionary(index)];
    const Code code = texts.codes.Add(kept.text);
    CountUse(code, &texts.uses);
    return kept.CellFor(code, column);
  }
  if (column.kind == ColumnKind::kChoice) {
    ++body_->choice_counts[schema_.choice_counts(index) + static_cast<std::size_t>(cell.number)];
  }
  return std::max(cell.number, NumberChunk::kNull + 1);
}

void TableBuilder::AddList(const Column& column, std::size_t index, const Cell& cell) {
  Lists& lists = lists_[schema_.list_store(index)];
  if (!cell.null) {
    const std::size_t row = lists.ends.size();
    lists.present[row / 64] |= std::uint64_t{1} << (row % 64);
    if (column.kind == ColumnKind::kPairList) {
      for (std::size_t i = 0; i < cell.pairs.size(); ++i) {
        lists.codes.push_back(AddPair(i, cell.pairs[i].first, cell.pairs[i].second));
      }
    } else {
      Texts& texts = texts_[schema_.dictionary(index)];
      for (const std::string_view text : cell.texts) {
        lists.codes.push_back(texts.codes.Add(text));
        CountUse(lists.codes.back(), &texts.uses);
      }
    }
  }
  lists.ends.push_back(static_cast<std::uint32_t>(lists.codes.size()));
}

Code TableBuilder::AddPair(std::size_t place, std::string_view key, std::string_view value) {
  if (place >= last_pair_keys_.size()) last_pair_keys_.resize(place + 1, 0);
  Code& key_code = last_pair_keys_[place];
  const auto& keys = pair_keys_.codes.texts();
  if (keys.empty() || keys[key_code] != key) key_code = pair_keys_.codes.Add(key);
  const Code code = CodeOfPair(key_code, value);
  CountUse(code, &pair_uses_);
  return code;
}

Code TableBuilder::CodeOfPair(Code key, std::string_view value) {
  const std::size_t value_hash = pair_values_.codes.HashOf(value);
  // An odd factor with bits everywhere spreads the keys' small numbers.
  const Code code = pair_codes_.FindOrAdd(value_hash + key * std::size_t{0x9E3779B97F4A7C15u}, [&](Code other) {
    return pairs_[other].key == key && pair_values_.codes.texts()[pairs_[other].value] == value;
  });
  if (code == pairs_.size()) pairs_.push_back({key, pair_values_.codes.Add(value, value_hash)});
  return code;
}

void TableBuilder::FlushGroup() {
  const std::size_t rows = key_ends_.size();
  if (rows == 0) return;
  auto* group = new RowGroup;
  for (std::size_t row = 0; row < rows; ++row) group->alive[row / 64] |= std::uint64_t{1} << (row % 64);
  group->keys = TextChunk::From(rows, [&](std::size_t row) {
    const std::size_t begin = row == 0 ? 0 : key_ends_[row - 1];
    return std::string_view(keys_).substr(begin, key_ends_[row] - begin);
  });
  for (std::size_t i = 0; i < schema_.number_stores(); ++i) {
    group->numbers[i] = NumberChunk::From(cells_.data() + i, schema_.number_stores(), rows);
  }
  for (std::size_t i = 0; i < schema_.list_stores(); ++i) {
    Lists& lists = lists_[i];
    group->lists[i] = ListChunk::From(lists.codes, lists.ends, lists.present);
    lists.codes.clear();
    lists.ends.clear();
    lists.present = {};
  }
  body_->groups.PushBack(Ref<RowGroup>(group));
  body_->slots_used += static_cast<Slot>(rows);
  keys_.clear();
  key_ends_.clear();
  cells_.clear();
}

std::vector<Code> TableBuilder::Texts::Absorb(const Texts& other) {
  std::vector<Code> here;
  here.reserve(other.codes.texts().size());
  for (const std::string& text : other.codes.texts()) here.push_back(codes.Add(text));
  uses.resize(codes.texts().size());
  for (std::size_t i = 0; i < other.uses.size(); ++i) uses[here[i]] += other.uses[i];
  return here;
}

void TableBuilder::Absorb(TableBuilder&& other) {
  FlushGroup();
  other.FlushGroup();
  // The last group stays as it is; its empty places are free.
  for (; body_->slots_used % kGroupRows != 0; ++body_->slots_used) {
    body_->free_slots.PushBack(body_->slots_used);
    ++body_->free_count;
  }
  std::vector<std::vector<Code>> texts;
  for (std::size_t i = 0; i < texts_.size(); ++i) texts.push_back(texts_[i].Absorb(other.texts_[i]));
  const std::vector<Code> keys = pair_keys_.Absorb(other.pair_keys_);
  const auto& values = other.pair_values_.codes.texts();
  std::vector<Code> pairs;
  for (Code code = 0; code < other.pairs_.size(); ++code) {
    pairs.push_back(CodeOfPair(keys[other.pairs_[code].key], values[other.pairs_[code].value]));
    pair_uses_.resize(pairs_.size());
    pair_uses_[pairs.back()] += other.pair_uses_[code];
  }
  for (std::size_t i = 0; i < body_->choice_counts.size(); ++i) {
    body_->choice_counts[i] += other.body_->choice_counts[i];
  }
  for (std::size_t i = 0; i < other.body_->groups.size(); ++i) {
    Ref<RowGroup>& group = other.body_->groups.Edit(i);
    TranslateGroup(texts, pairs, group.Edit());
    body_->groups.PushBack(std::move(group));
  }
  body_->slots_used += other.body_->slots_used;
}

// The digest says a text by its code.
void TableBuilder::ReplaceInDigests(const DigestField& field, std::span<const std::int64_t, kGroupRows> cells,
                                    RowGroup* group) {
  std::array<std::int64_t, kGroupRows> digests;
  Ref<NumberChunk>& chunk = group->numbers[Schema::kDigestStore];
  chunk->CopyTo(digests.data());
  for (std::size_t row = 0; row < kGroupRows; ++row) {
    if (digests[row] == NumberChunk::kNull) continue;
    const std::uint32_t bit = cells[row] == NumberChunk::kNull ? field.null_bit() : field.bit(cells[row]);
    digests[row] = (digests[row] & ~std::int64_t{field.all_bits()}) | bit;
  }
  chunk = NumberChunk::From(digests.data(), 1, kGroupRows);
}

void TableBuilder::TranslateGroup(std::span<const std::vector<Code>> texts, std::span<const Code> pairs,
                                  RowGroup* group) const {
  for (std::size_t i = 0; i < schema_.columns().size(); ++i) {
    const Column& column = schema_.column(i);
    if (column.kind == ColumnKind::kText) {
      const std::vector<Code>& codes = texts[schema_.dictionary(i)];
      std::array<std::int64_t, kGroupRows> cells;
      Ref<NumberChunk>& chunk = group->numbers[schema_.number_store(i)];
      chunk->CopyTo(cells.data());
      for (std::int64_t& cell : cells) {
        if (cell == NumberChunk::kNull) continue;
        const bool key_follows = column.holds_key && cell % 2 != 0;
        cell = KeptText{{}, key_follows}.CellFor(codes[KeptText::CodeIn(cell, column)], column);
      }
      chunk = NumberChunk::From(cells.data(), 1, kGroupRows);
      if (const DigestField* field = schema_.digest_field(i)) ReplaceInDigests(*field, cells, group);
    } else if (column.kind == ColumnKind::kTextList) {
      group->lists[schema_.list_store(i)].Edit()->Map(texts[schema_.dictionary(i)]);
    } else if (column.kind == ColumnKind::kPairList) {
      group->lists[schema_.list_store(i)].Edit()->Map(pairs);
    }
  }
}

void TableBuilder::SortKeys(const base::Runner& run) {
  std::vector<Slot> rows;
  rows.reserve(body_->slots_used);
  for (Slot slot = 0; slot < body_->slots_used; ++slot) {
    if (TestBit(table_.group(slot / kGroupRows).alive, slot % kGroupRows)) rows.push_back(slot);
  }
  std::vector<std::string_view> keys;
  keys.reserve(rows.size());
  for (const Slot slot : rows) keys.push_back(table_.Key(slot));
  by_key_ = SortedByText(keys, run);
  for (Slot& slot : by_key_) slot = rows[slot];
}

void TableBuilder::DropReplaced(std::vector<std::int64_t>* replaced) {
  const auto same = [this](Slot a, Slot b) { return table_.Key(a) == table_.Key(b); };
  if (std::adjacent_find(by_key_.begin(), by_key_.end(), same) == by_key_.end()) return;
  std::vector<Slot> kept;
  std::vector<Slot> dropped;
  for (const Slot slot : by_key_) {
    if (kept.empty() || !same(kept.back(), slot)) {
      kept.push_back(slot);
    } else if (table_.payload(kept.back()) < table_.payload(slot)) {
      dropped.push_back(std::exchange(kept.back(), slot));
    } else {
      dropped.push_back(slot);
    }
  }
  by_key_ = std::move(kept);
  for (const Slot slot : dropped) {
    replaced->push_back(table_.payload(slot));
    DropRow(slot);
  }
}

void TableBuilder::DropRow(Slot slot) {
  for (std::size_t i = 0; i < schema_.columns().size(); ++i) {
    const Column& column = schema_.column(i);
    switch (column.kind) {
      case ColumnKind::kKey:
      case ColumnKind::kNumber:
        break;
      case ColumnKind::kChoice:
        if (const auto choice = table_.Number(slot, i)) {
          --body_->choice_counts[schema_.choice_counts(i) + static_cast<std::size_t>(*choice)];
        }
        break;
      case ColumnKind::kText:
        if (const auto cell = table_.Number(slot, i)) {
          --texts_[schema_.dictionary(i)].uses[KeptText::CodeIn(*cell, column)];
        }
        break;
      case ColumnKind::kTextList:
        for (const Code code : table_.List(slot, i)) --texts_[schema_.dictionary(i)].uses[code];
        break;
      case ColumnKind::kPairList:
        for (const Code code : table_.List(slot, i)) --pair_uses_[code];
        break;
    }
  }
  const std::size_t row = slot % kGroupRows;
  RowGroup* group = body_->groups.Edit(slot / kGroupRows).Edit();
  for (std::size_t i = 0; i < schema_.list_stores(); ++i) group->lists[i].Edit()->Set(row, {}, true);
  group->keys.Edit()->Set(row, {});
  group->alive[row / 64] &= ~(std::uint64_t{1} << (row % 64));
  body_->free_slots.PushBack(slot);
  ++body_->free_count;
}

// A store's number of each slot; kNull where there is none.
std::vector<std::int64_t> TableBuilder::Values(std::size_t store) const {
  std::vector<std::int64_t> values(body_->groups.size() * kGroupRows);
  for (std::size_t i = 0; i < body_->groups.size(); ++i) {
    body_->groups[i]->numbers[store]->CopyTo(values.data() + i * kGroupRows);
  }
  return values;
}

// The rows lie in memory in another order: copied together, each costs one look at a far place instead of four.
template <class Each>
void TableBuilder::ForEachListed(std::size_t column, const Each& each) const {
  std::vector<Code> codes;
  std::vector<std::uint32_t> begins;
  const std::size_t store = schema_.list_store(column);
  for (std::size_t i = 0; i < body_->groups.size(); ++i) {
    for (std::size_t row = 0; row < kGroupRows; ++row) {
      begins.push_back(static_cast<std::uint32_t>(codes.size()));
      const auto list = body_->groups[i]->lists[store]->Get(row);
      codes.insert(codes.end(), list.begin(), list.end());
    }
  }
  begins.push_back(static_cast<std::uint32_t>(codes.size()));
  constexpr std::size_t kAhead = 16;
  for (std::size_t i = 0; i < by_key_.size(); ++i) {
    if (i + 2 * kAhead < by_key_.size()) __builtin_prefetch(&begins[by_key_[i + 2 * kAhead]]);
    if (i + kAhead < by_key_.size()) __builtin_prefetch(codes.data() + begins[by_key_[i + kAhead]]);
    const Slot slot = by_key_[i];
    for (std::uint32_t at = begins[slot]; at < begins[slot + 1]; ++at) each(codes[at], slot);
  }
}

OrderIndex TableBuilder::BuildOrder(std::size_t column) const {
  const bool text = schema_.column(column).kind == ColumnKind::kText;
  const std::vector<std::int64_t> values = Values(schema_.number_store(column));
  std::vector<Keyed> entries;
  std::vector<Slot> nulls;
  entries.reserve(by_key_.size());
  for (const Slot slot : by_key_) {
    const std::int64_t value = values[slot];
    if (value == NumberChunk::kNull) {
      nulls.push_back(slot);
    } else if (text) {
      entries.push_back({texts_[schema_.dictionary(column)].rank[static_cast<Code>(value)], slot});
    } else {
      // Flipping the sign's bit makes the order of unsigned numbers that of signed ones.
      entries.push_back({static_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63), slot});
    }
  }
  SortStably(&entries);
  OrderIndex index;
  auto at = entries.begin();
  index.values = OrderTree::FromSorted(entries.size(), [&] {
    const Slot slot = at++->item;
    return OrderEntry{values[slot], slot, digests_[slot]};
  });
  auto null = nulls.begin();
  index.nulls = KeyTree::FromSorted(nulls.size(), [&] {
    const Slot slot = *null++;
    return KeyEntry{slot, digests_[slot]};
  });
  return index;
}

PostingTree TableBuilder::BuildPostings(std::size_t index) const {
  const Column& column = schema_.column(index);
  const bool pairs = column.kind == ColumnKind::kPairList;
  const std::vector<std::uint32_t>& uses = pairs ? pair_uses_ : texts_[schema_.dictionary(index)].uses;
  // Each code has room for its uses; `ends` says how far it is filled. A row that names a code twice is there once.
  std::vector<std::size_t> begins(uses.size());
  std::size_t total = 0;
  for (Code code = 0; code < uses.size(); ++code) begins[code] = std::exchange(total, total + uses[code]);
  std::vector<std::size_t> ends = begins;
  std::vector<Slot> slots(total);
  std::size_t count = 0;
  const auto add = [&](Code code, Slot slot) {
    if (ends[code] > begins[code] && slots[ends[code] - 1] == slot) return;
    slots[ends[code]++] = slot;
    ++count;
  };
  if (column.kind == ColumnKind::kText) {
    const std::vector<std::int64_t> values = Values(schema_.number_store(index));
    for (const Slot slot : by_key_) {
      if (values[slot] != NumberChunk::kNull) add(KeptText::CodeIn(values[slot], column), slot);
    }
  } else {
    ForEachListed(index, add);
  }
  Code code = 0;
  std::size_t at = 0;
  return PostingTree::FromSorted(count, [&] {
    while (at == ends[code]) at = begins[++code];
    return PostingEntry{code, slots[at++]};
  });
}

Table TableBuilder::Finish(const base::Runner& run, std::vector<std::int64_t>* replaced) {
  FlushGroup();
  if (body_->slots_used == 0) return Table(schema_);

  std::vector<Texts*> all_texts{&pair_keys_, &pair_values_};
  for (Texts& texts : texts_) all_texts.push_back(&texts);
  SortKeys(run);
  base::Tasks tasks;
  for (Texts* texts : all_texts) {
    tasks.emplace_back([texts] {
      const auto& all = texts->codes.texts();
      texts->order = SortedByText(std::vector<std::string_view>(all.begin(), all.end()));
      texts->rank.resize(all.size());
      for (Code i = 0; i < all.size(); ++i) texts->rank[texts->order[i]] = i;
    });
  }
  run(tasks);

  DropReplaced(replaced);
  const std::vector<std::int64_t> digests = Values(Schema::kDigestStore);
  digests_.assign(digests.begin(), digests.end());
  pair_keys_.uses.assign(pair_keys_.codes.texts().size(), 0);
  pair_values_.uses.assign(pair_values_.codes.texts().size(), 0);
  for (Code code = 0; code < pairs_.size(); ++code) {
    pair_keys_.uses[pairs_[code].key] += pair_uses_[code];
    pair_values_.uses[pairs_[code].value] += pair_uses_[code];
  }

  // The longest first, so that two threads end together.
  tasks.clear();
  for (std::size_t i = 0; i < schema_.columns().size(); ++i) {
    const Column& column = schema_.column(i);
    const bool list = column.kind == ColumnKind::kTextList || column.kind == ColumnKind::kPairList;
    if (!list && column.access != Access::kPosted) continue;
    auto* postings = &body_->postings[schema_.posting_index(i)];
    tasks.insert(list ? tasks.begin() : tasks.end(), [this, i, postings] { *postings = BuildPostings(i); });
  }
  for (std::size_t i = 0; i < schema_.columns().size(); ++i) {
    if (schema_.column(i).access != Access::kOrdered) continue;
    tasks.emplace_back([this, i] { body_->orders[schema_.order_index(i)] = BuildOrder(i); });
  }
  tasks.emplace_back([this] {
    auto at = by_key_.begin();
    body_->by_key = KeyTree::FromSorted(by_key_.size(), [&] {
      const Slot slot = *at++;
      return KeyEntry{slot, digests_[slot]};
    });
  });
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    tasks.emplace_back(
        [this, i] { body_->dictionaries[i] = Dictionary(texts_[i].codes.texts(), texts_[i].uses, texts_[i].order); });
  }
  const auto dictionary_of = [](const Texts& texts) {
    return Dictionary(texts.codes.texts(), texts.uses, texts.order);
  };
  tasks.emplace_back([this, dictionary_of] {
    body_->pairs = PairDictionary(dictionary_of(pair_keys_), dictionary_of(pair_values_), pairs_, pair_uses_);
  });
  run(tasks);
  body_ = nullptr;
  return std::move(table_);
}

}  // namespace macie_local::engine
