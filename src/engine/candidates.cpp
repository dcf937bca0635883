#include "engine/candidates.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace macie_local::engine {
namespace {

// The values that a test names, of a column with an index of values.
std::vector<std::int64_t> NamedValues(const Predicate& predicate) {
  if (predicate.kind == Predicate::Kind::kNumbers) return predicate.numbers;
  if (predicate.kind == Predicate::Kind::kListed) return {predicate.codes.begin(), predicate.codes.end()};
  if (predicate.kind == Predicate::Kind::kRange && predicate.least == predicate.greatest) return {predicate.least};
  return {};
}

// Calls visit(entries) with all postings of the code.
template <class Visit>
void ForEachPosting(const Table& table, std::size_t column, Code code, const Visit& visit) {
  const PostingTree& postings = table.postings(column);
  auto at = postings.LowerBound(PostingLess::Probe{.code = code, .key = {}, .edge = -1}, PostingLess(table));
  const auto end = postings.End();
  const auto same = [&](const PostingEntry& entry) { return entry.code == code; };
  while (true) {
    auto entries = at.TakeAhead(end);
    if (entries.empty()) return;
    const bool more = same(entries.back());
    if (!more) entries = {entries.begin(), std::partition_point(entries.begin(), entries.end(), same)};
    visit(entries);
    if (!more) return;
  }
}

// Calls visit(code) for each code of a kListed or kPairs predicate.
template <class Visit>
void ForEachCode(const Table& table, const Predicate& predicate, const Visit& visit) {
  const auto each = [&](Code code) {
    visit(code);
    return true;
  };
  for (const Code code : predicate.codes) each(code);
  for (const Code key : predicate.keys) table.pairs().ForEachWithKey(key, each);
  for (const Code value : predicate.values) table.pairs().ForEachWithValue(value, each);
}

OrderLess::Probe ProbeOf(const Table& table, std::size_t column, std::int64_t value, int edge) {
  OrderLess::Probe probe{.value = value, .text = {}, .key = {}, .edge = edge};
  if (table.schema().column(column).kind == ColumnKind::kText) {
    probe.text = table.dictionary(column).Get(static_cast<Code>(value));
  }
  return probe;
}

void AppendOrdered(const Table& table, const Predicate& predicate, std::int64_t least, std::int64_t greatest,
                   std::vector<Slot>* slots) {
  const OrderLess less(table, predicate.column);
  const OrderTree& values = table.order(predicate.column).values;
  auto at = values.LowerBound(ProbeOf(table, predicate.column, least, -1), less);
  const auto end = values.UpperBound(ProbeOf(table, predicate.column, greatest, 1), less);
  for (auto entries = at.TakeAhead(end); !entries.empty(); entries = at.TakeAhead(end)) {
    for (const OrderEntry& entry : entries) slots->push_back(entry.slot);
  }
}

void AppendPosted(const Table& table, std::size_t column, Code code, std::vector<Slot>* slots) {
  ForEachPosting(table, column, code, [&](std::span<const PostingEntry> entries) {
    for (const PostingEntry& entry : entries) slots->push_back(entry.slot);
  });
}

void AppendKeys(const Table& table, const Predicate& predicate, std::vector<Slot>* slots) {
  const KeyLess less(table);
  const KeyTree& keys = table.by_key();
  auto at = keys.LowerBound(std::string_view(predicate.text), less);
  const auto end =
      predicate.text_end.empty() ? keys.End() : keys.LowerBound(std::string_view(predicate.text_end), less);
  for (auto entries = at.TakeAhead(end); !entries.empty(); entries = at.TakeAhead(end)) {
    for (const KeyEntry& entry : entries) slots->push_back(entry.slot);
  }
}

void Mark(const std::vector<Slot>& slots, SlotBits* bits) {
  for (const Slot slot : slots) (*bits)[slot / 64] |= std::uint64_t{1} << (slot % 64);
}

// Marking many slots costs less than sorting them. `unique`: no slot is there twice.
void Arrange(const Table& table, bool unique, std::vector<Slot>* slots) {
  const std::size_t words = table.groups() * kGroupRows / 64;
  if (slots->size() < words / 4) {
    if (unique) return;  // too far apart for neighbours
    std::sort(slots->begin(), slots->end());
    slots->erase(std::unique(slots->begin(), slots->end()), slots->end());
    return;
  }
  SlotBits bits(words);
  Mark(*slots, &bits);
  slots->clear();
  for (std::size_t word = 0; word < bits.size(); ++word) {
    for (std::uint64_t rest = bits[word]; rest != 0; rest &= rest - 1) {
      slots->push_back(static_cast<Slot>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest))));
    }
  }
}

}  // namespace

bool HasCandidates(const Table& table, const Predicate& predicate) {
  if (predicate.negated || table.size() == 0) return false;
  const Column& column = table.schema().column(predicate.column);
  switch (predicate.kind) {
    case Predicate::Kind::kSlots:
      return predicate.numbers.empty();
    case Predicate::Kind::kPrefix:
    case Predicate::Kind::kListed:
    case Predicate::Kind::kPairs:
      return true;
    case Predicate::Kind::kRange:
    case Predicate::Kind::kNumbers:
      return column.kind != ColumnKind::kChoice && !column.holds_key && column.access != Access::kNone;
    case Predicate::Kind::kConstant:
      return false;
  }
  return false;
}

std::vector<Slot> Candidates(const Table& table, const Predicate& predicate) {
  if (predicate.kind == Predicate::Kind::kSlots) return predicate.slots;
  std::vector<Slot> slots;
  slots.reserve(predicate.matches);
  bool unique = true;
  if (predicate.kind == Predicate::Kind::kPrefix) {
    AppendKeys(table, predicate, &slots);
  } else if (predicate.kind == Predicate::Kind::kListed || predicate.kind == Predicate::Kind::kPairs) {
    ForEachCode(table, predicate, [&](Code code) {
      unique = slots.empty();
      AppendPosted(table, predicate.column, code, &slots);
    });
  } else if (table.schema().column(predicate.column).access == Access::kPosted) {
    for (const auto code : NamedValues(predicate))
      AppendPosted(table, predicate.column, static_cast<Code>(code), &slots);
  } else if (predicate.kind == Predicate::Kind::kRange) {
    AppendOrdered(table, predicate, predicate.least, predicate.greatest, &slots);
  } else {
    for (const auto number : predicate.numbers) AppendOrdered(table, predicate, number, number, &slots);
  }
  Arrange(table, unique, &slots);
  return slots;
}

SlotBits ListedBits(const Table& table, const Predicate& predicate) {
  SlotBits bits(table.groups() * kGroupRows / 64);
  ForEachCode(table, predicate, [&](Code code) {
    ForEachPosting(table, predicate.column, code, [&](std::span<const PostingEntry> entries) {
      for (const PostingEntry& entry : entries) bits[entry.slot / 64] |= std::uint64_t{1} << (entry.slot % 64);
    });
  });
  return bits;
}

KeyRun KeyRun::OfPosting(const Table& table, std::size_t column, Code code, const std::string_view* after, bool up) {
  const PostingTree& postings = table.postings(column);
  const PostingLess less(table);
  PostingLess::Probe probe{.code = code, .key = {}, .edge = up ? -1 : 1};
  if (after != nullptr) probe = {.code = code, .key = *after, .edge = 0};
  // Upwards from behind the place, downwards from before it.
  const bool behind = up == (after != nullptr);
  KeyRun run(up);
  run.range_ = Postings{code, behind ? postings.UpperBound(probe, less) : postings.LowerBound(probe, less),
                        up ? postings.End() : postings.Begin()};
  return run;
}

KeyRun KeyRun::OfOrder(const Table& table, std::size_t column, std::int64_t value, const std::string_view* after,
                       bool up) {
  const OrderTree& values = table.order(column).values;
  const OrderLess less(table, column);
  OrderLess::Probe probe = ProbeOf(table, column, value, up ? -1 : 1);
  if (after != nullptr) {
    probe.edge = 0;
    probe.key = *after;
  }
  const bool behind = up == (after != nullptr);
  KeyRun run(up);
  run.range_ = Order{value, behind ? values.UpperBound(probe, less) : values.LowerBound(probe, less),
                     up ? values.End() : values.Begin()};
  return run;
}

namespace {

// The next entries of [at, end), or of [end, at) against their order, as long as same(entry); in the order of reading.
template <class Cursor, class Same>
void ReadRun(Cursor* at, Cursor* end, bool up, const Same& same, std::vector<Slot>* slots) {
  auto entries = up ? at->TakeAhead(*end) : at->TakeBehind(*end);
  if (entries.empty()) return;
  if (!same(up ? entries.back() : entries.front())) {
    const auto other = [&](const auto& entry) { return !same(entry); };
    if (up) {
      entries = {entries.begin(), std::partition_point(entries.begin(), entries.end(), same)};
    } else {
      entries = {std::partition_point(entries.begin(), entries.end(), other), entries.end()};
    }
    *at = *end;
  }
  for (const auto& entry : entries) slots->push_back(entry.slot);
  if (!up) std::reverse(slots->begin(), slots->end());
}

}  // namespace

bool KeyRun::Read(std::vector<Slot>* slots) {
  slots->clear();
  if (auto* postings = std::get_if<Postings>(&range_)) {
    const auto same = [&](const PostingEntry& entry) { return entry.code == postings->code; };
    ReadRun(&postings->at, &postings->end, up_, same, slots);
  } else {
    auto& order = std::get<Order>(range_);
    const auto same = [&](const OrderEntry& entry) { return entry.value == order.value; };
    ReadRun(&order.at, &order.end, up_, same, slots);
  }
  return !slots->empty();
}

void KeyRuns::Add(KeyRun run) {
  readers_.push_back({.run = run, .slots = {}, .next = 0, .key = {}});
}

bool KeyRuns::SetHead(Reader* reader) {
  if (reader->next == reader->slots.size()) {
    reader->next = 0;
    if (!reader->run.Read(&reader->slots)) return false;
  }
  reader->key = table_.Key(reader->slots[reader->next]);
  return true;
}

bool KeyRuns::Read(std::vector<Slot>* slots) {
  constexpr std::size_t kRowsMax = 64;
  if (readers_.empty()) return false;
  if (readers_.size() == 1) return readers_.front().run.Read(slots);
  const auto later = [this](const Reader* a, const Reader* b) { return Later(a, b); };
  if (!merging_) {
    merging_ = true;
    for (Reader& reader : readers_) {
      if (SetHead(&reader)) heads_.push_back(&reader);
    }
    std::make_heap(heads_.begin(), heads_.end(), later);
  }
  slots->clear();
  while (!heads_.empty() && slots->size() < kRowsMax) {
    std::pop_heap(heads_.begin(), heads_.end(), later);
    Reader* first = heads_.back();
    const Slot slot = first->slots[first->next++];
    // A row of two runs comes from one right after the other.
    if (last_ != slot) slots->push_back(slot);
    last_ = slot;
    if (SetHead(first)) {
      std::push_heap(heads_.begin(), heads_.end(), later);
    } else {
      heads_.pop_back();
    }
  }
  return !slots->empty();
}

bool HasKeyRuns(const Table& table, const Predicate& predicate) {
  if (!HasCandidates(table, predicate) || table.schema().column(predicate.column).holds_key) return false;
  const auto values = NamedValues(predicate).size();
  return values > 0 && values <= kRunsMax;
}

KeyRuns KeyRunsOf(const Table& table, const Predicate& predicate, const std::string_view* after, bool up) {
  KeyRuns runs(table, up);
  const Column& column = table.schema().column(predicate.column);
  const bool ordered = column.access == Access::kOrdered;
  for (const auto value : NamedValues(predicate)) {
    runs.Add(ordered ? KeyRun::OfOrder(table, predicate.column, value, after, up)
                     : KeyRun::OfPosting(table, predicate.column, static_cast<Code>(value), after, up));
  }
  return runs;
}

}  // namespace macie_local::engine
