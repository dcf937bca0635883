#include "engine/table.h"

#include <algorithm>

namespace macie_local::engine {

Table::Table(const Schema& schema) : schema_(&schema) {}

std::optional<Slot> Table::Find(std::string_view key) const {
  if (!body_) return std::nullopt;
  const KeyEntry* entry = body_->by_key.Find(key, KeyLess(*this));
  return entry == nullptr ? std::nullopt : std::optional(entry->slot);
}

std::optional<std::int64_t> Table::Number(Slot slot, std::size_t column) const {
  return Store(slot, schema_->number_store(column));
}

std::optional<JoinedText> Table::Text(Slot slot, std::size_t column) const {
  const auto cell = Store(slot, schema_->number_store(column));
  if (!cell) return std::nullopt;
  if (!schema_->column(column).holds_key) return JoinedText{dictionary(column).Get(static_cast<Code>(*cell)), {}};
  const std::string_view first = dictionary(column).Get(static_cast<Code>(*cell / 2));
  return JoinedText{first, *cell % 2 != 0 ? Key(slot) : std::string_view{}};
}

bool Table::ListIsNull(Slot slot, std::size_t column) const {
  return group(slot / kGroupRows).lists[schema_->list_store(column)]->IsNull(slot % kGroupRows);
}

std::span<const Code> Table::List(Slot slot, std::size_t column) const {
  return group(slot / kGroupRows).lists[schema_->list_store(column)]->Get(slot % kGroupRows);
}

void Table::PutStore(Slot slot, std::size_t store, std::optional<std::int64_t> value) {
  const RowGroup& current = group(slot / kGroupRows);
  if (TestBit(current.alive, slot % kGroupRows) && current.numbers[store]->Get(slot % kGroupRows) == value) return;
  RowGroup* edited = EditGroup(slot);
  NumberChunk::Set(&edited->numbers[store], slot % kGroupRows, value, edited->alive);
}

Slot Table::AllocateSlot(std::string_view key) {
  Body* body = body_.Edit();
  Slot slot = body->slots_used;
  if (body->free_count > 0) {
    slot = body->free_slots[--body->free_count];
  } else {
    ++body->slots_used;
  }
  if (slot / kGroupRows == body->groups.size()) {
    auto* fresh = new RowGroup;
    fresh->keys = TextChunk::Make();
    for (std::size_t i = 0; i < schema_->number_stores(); ++i) fresh->numbers[i] = NumberChunk::Make();
    for (std::size_t i = 0; i < schema_->list_stores(); ++i) fresh->lists[i] = ListChunk::Make();
    body->groups.PushBack(Ref<RowGroup>(fresh));
  }
  RowGroup* edited = EditGroup(slot);
  edited->keys.Edit()->Set(slot % kGroupRows, key);
  return slot;
}

Table::Body* Table::NewBody(const Schema& schema) {
  auto* body = new Body;
  body->orders.resize(schema.order_indexes());
  body->postings.resize(schema.posting_indexes());
  body->dictionaries.resize(schema.dictionaries());
  body->choice_counts.resize(schema.choice_counts());
  return body;
}

Slot Table::Upsert(std::string_view key, std::span<const Cell> cells, std::int64_t payload, std::int64_t version) {
  if (!body_) body_ = Ref<Body>(NewBody(*schema_));
  const std::optional<Slot> existing = Find(key);
  const bool fresh = !existing;
  const Slot slot = existing ? *existing : AllocateSlot(key);
  // What indexes hold of a row includes its digest, which follows from these.
  for (const DigestField& field : schema_->digest()) SetCell(slot, field.column, cells[field.column], fresh);
  const bool digest_changed = UpdateDigest(slot) && !fresh;
  for (std::size_t column = 0; column < cells.size(); ++column) {
    if (!schema_->column(column).digested) SetCell(slot, column, cells[column], fresh);
  }
  PutStore(slot, Schema::kPayloadStore, payload);
  PutStore(slot, Schema::kVersionStore, version);
  if (fresh) {
    EditGroup(slot)->alive[slot % kGroupRows / 64] |= std::uint64_t{1} << (slot % 64);
    body_.Edit()->by_key.Set(KeyEntry{slot, digest(slot)}, KeyLess(*this));
  }
  if (digest_changed) PutDigestInOrders(slot);
  return slot;
}

bool Table::UpdateDigest(Slot slot) {
  std::uint32_t digest = 0;
  for (const DigestField& field : schema_->digest()) {
    const auto value = Store(slot, schema_->number_store(field.column));
    digest |= value ? field.bit(*value) : field.null_bit();
  }
  if (Store(slot, Schema::kDigestStore) == std::int64_t{digest}) return false;
  PutStore(slot, Schema::kDigestStore, digest);
  return true;
}

void Table::PutDigestInOrders(Slot slot) {
  Body* body = body_.Edit();
  const std::uint32_t digest = this->digest(slot);
  for (std::size_t column = 0; column < schema_->columns().size(); ++column) {
    const Column& description = schema_->column(column);
    if (description.access != Access::kOrdered) continue;
    OrderIndex& index = body->orders[schema_->order_index(column)];
    if (const auto value = Store(slot, schema_->number_store(column))) {
      index.values.Set(OrderEntry{*value, slot, digest}, OrderLess(*this, column));
    } else {
      index.nulls.Set(KeyEntry{slot, digest}, KeyLess(*this));
    }
  }
  body->by_key.Set(KeyEntry{slot, digest}, KeyLess(*this));
}

// All at once: looking through every entry costs less than finding many of them one by one.
void Table::PutDigestsInOrders(std::span<const Slot> slots) {
  Body* body = body_.Edit();
  std::vector<bool> changed(groups() * kGroupRows);
  for (const Slot slot : slots) changed[slot] = true;
  const auto wanted = [&](const auto& entry) { return changed[entry.slot]; };
  const auto change = [this](auto* entry) { entry->digest = digest(entry->slot); };
  for (OrderIndex& index : body->orders) {
    index.values.ChangeAll(wanted, change);
    index.nulls.ChangeAll(wanted, change);
  }
  body->by_key.ChangeAll(wanted, change);
}

void Table::Finish(std::span<const Slot> slots) {
  constexpr std::size_t kOneByOnePart = 200;  // measured: from one row in so many on, all at once is faster
  std::vector<Slot> changed;
  for (const Slot slot : slots) {
    if (UpdateDigest(slot)) changed.push_back(slot);
  }
  if (changed.size() > size() / kOneByOnePart) return PutDigestsInOrders(changed);
  for (const Slot slot : changed) PutDigestInOrders(slot);
}

void Table::Set(Slot slot, std::size_t column, const Cell& cell) {
  SetCell(slot, column, cell, false);
}

void Table::SetCell(Slot slot, std::size_t column, const Cell& cell, bool fresh) {
  switch (schema_->column(column).kind) {
    case ColumnKind::kKey:
      return;
    case ColumnKind::kNumber:
    case ColumnKind::kChoice:
      SetNumber(slot, column, cell.null ? std::nullopt : std::optional(cell.number), fresh);
      return;
    case ColumnKind::kText:
      SetText(slot, column, cell, fresh);
      return;
    case ColumnKind::kTextList:
    case ColumnKind::kPairList:
      SetList(slot, column, cell);
      return;
  }
}

void Table::Index(Slot slot, std::size_t column, std::optional<std::int64_t> value) {
  Body* body = body_.Edit();
  const Column& description = schema_->column(column);
  if (description.kind == ColumnKind::kChoice) {
    if (!value) return;
    ++body->choice_counts[schema_->choice_counts(column) + static_cast<std::size_t>(*value)];
  } else if (description.access == Access::kOrdered) {
    OrderIndex& index = body->orders[schema_->order_index(column)];
    if (value) {
      index.values.Set(OrderEntry{*value, slot, digest(slot)}, OrderLess(*this, column));
    } else {
      index.nulls.Set(KeyEntry{slot, digest(slot)}, KeyLess(*this));
    }
  } else if (description.access == Access::kPosted && value) {
    const Code code = KeptText::CodeIn(*value, description);
    body->postings[schema_->posting_index(column)].Set(PostingEntry{code, slot}, PostingLess(*this));
  }
}

void Table::Unindex(Slot slot, std::size_t column, std::optional<std::int64_t> value) {
  Body* body = body_.Edit();
  const Column& description = schema_->column(column);
  if (description.kind == ColumnKind::kChoice) {
    if (value) --body->choice_counts[schema_->choice_counts(column) + static_cast<std::size_t>(*value)];
  } else if (description.access == Access::kOrdered) {
    OrderIndex& index = body->orders[schema_->order_index(column)];
    if (value) {
      index.values.Erase(OrderEntry{*value, slot, 0}, OrderLess(*this, column));
    } else {
      index.nulls.Erase(KeyEntry{slot, 0}, KeyLess(*this));
    }
  } else if (description.access == Access::kPosted && value) {
    const Code code = KeptText::CodeIn(*value, description);
    body->postings[schema_->posting_index(column)].Erase(PostingEntry{code, slot}, PostingLess(*this));
  }
}

void Table::SetNumber(Slot slot, std::size_t column, std::optional<std::int64_t> value, bool fresh) {
  if (!fresh) {
    const auto old = Number(slot, column);
    if (old == value) return;
    Unindex(slot, column, old);
  }
  PutStore(slot, schema_->number_store(column), value);
  Index(slot, column, value);
}

void Table::SetText(Slot slot, std::size_t column, const Cell& cell, bool fresh) {
  const Column& description = schema_->column(column);
  const std::size_t store = schema_->number_store(column);
  const std::optional<std::int64_t> old = fresh ? std::nullopt : Store(slot, store);
  const KeptText kept = KeptText::Of(cell.text, Key(slot), description);
  if (!fresh) {
    // Writing what is there already is common and should copy nothing.
    if (cell.null && !old) return;
    if (!cell.null && old) {
      const Code code = KeptText::CodeIn(*old, description);
      if (dictionary(column).Get(code) == kept.text && kept.CellFor(code, description) == *old) return;
    }
    Unindex(slot, column, old);
  }
  Dictionary& texts = body_.Edit()->dictionaries[schema_->dictionary(column)];
  std::optional<std::int64_t> value;
  if (!cell.null) {
    value = kept.CellFor(texts.Acquire(kept.text), description);
  }
  if (old) texts.Release(KeptText::CodeIn(*old, description));
  PutStore(slot, store, value);
  Index(slot, column, value);
}

bool Table::HoldsList(Slot slot, std::size_t column, const Cell& cell) const {
  if (ListIsNull(slot, column) != cell.null) return false;
  if (cell.null) return true;
  const std::span<const Code> codes = List(slot, column);
  if (schema_->column(column).kind == ColumnKind::kPairList) {
    return std::equal(
        codes.begin(), codes.end(), cell.pairs.begin(), cell.pairs.end(), [&](Code code, const auto& pair) {
          const PairDictionary::Pair held = pairs().Get(code);
          return pairs().keys().Get(held.key) == pair.first && pairs().values().Get(held.value) == pair.second;
        });
  }
  return std::equal(codes.begin(), codes.end(), cell.texts.begin(), cell.texts.end(),
                    [&](Code code, std::string_view text) { return dictionary(column).Get(code) == text; });
}

void Table::SetList(Slot slot, std::size_t column, const Cell& cell) {
  // Writing what is there already is common and should copy nothing.
  if (HoldsList(slot, column, cell)) return;
  const bool pairs = schema_->column(column).kind == ColumnKind::kPairList;
  const std::size_t store = schema_->list_store(column);
  Body* body = body_.Edit();
  PostingTree& postings = body->postings[schema_->posting_index(column)];
  Dictionary* texts = pairs ? nullptr : &body->dictionaries[schema_->dictionary(column)];
  const std::span<const Code> old_span = List(slot, column);
  const std::vector<Code> old(old_span.begin(), old_span.end());
  std::vector<Code> codes;
  if (!cell.null) {
    if (pairs) {
      for (const auto& [key, value] : cell.pairs) codes.push_back(body->pairs.Acquire(key, value));
    } else {
      for (const std::string_view text : cell.texts) codes.push_back(texts->Acquire(text));
    }
  }
  for (const Code code : old) {
    if (std::find(codes.begin(), codes.end(), code) == codes.end())
      postings.Erase(PostingEntry{code, slot}, PostingLess(*this));
  }
  for (const Code code : codes) {
    if (std::find(old.begin(), old.end(), code) == old.end())
      postings.Set(PostingEntry{code, slot}, PostingLess(*this));
  }
  for (const Code code : old) {
    if (pairs) {
      body->pairs.Release(code);
    } else {
      texts->Release(code);
    }
  }
  EditGroup(slot)->lists[store].Edit()->Set(slot % kGroupRows, codes, cell.null);
}

bool Table::Erase(std::string_view key) {
  const std::optional<Slot> found = Find(key);
  if (!found) return false;
  const Slot slot = *found;
  // Cells become null, which takes them out of every index but the orders' nulls; those need the key, which goes last.
  const Cell null;
  for (std::size_t column = 0; column < schema_->columns().size(); ++column) {
    SetCell(slot, column, null, false);
    const Column& description = schema_->column(column);
    const bool has_number = description.kind == ColumnKind::kNumber || description.kind == ColumnKind::kText;
    if (has_number && description.access == Access::kOrdered) Unindex(slot, column, std::nullopt);
  }
  Body* body = body_.Edit();
  body->by_key.Erase(KeyEntry{slot, 0}, KeyLess(*this));
  RowGroup* edited = EditGroup(slot);
  edited->alive[slot % kGroupRows / 64] &= ~(std::uint64_t{1} << (slot % 64));
  edited->keys.Edit()->Set(slot % kGroupRows, {});
  if (body->free_count < body->free_slots.size()) {
    body->free_slots.Edit(body->free_count) = slot;
  } else {
    body->free_slots.PushBack(slot);
  }
  ++body->free_count;
  return true;
}

}  // namespace macie_local::engine
