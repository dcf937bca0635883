#include "engine/dictionary.h"

#include <algorithm>
#include <utility>

namespace macie_local::engine {
namespace {

// Orders codes by their texts; a probe is a text.
struct ByText {
  const Dictionary& dictionary;
  bool operator()(Code code, std::string_view text) const { return dictionary.Get(code) < text; }
  bool operator()(std::string_view text, Code code) const { return text < dictionary.Get(code); }
  bool operator()(Code a, Code b) const { return dictionary.Get(a) < dictionary.Get(b); }
};

}  // namespace

CodeUses::CodeUses(std::span<const std::uint32_t> uses) {
  for (std::size_t code = 0; code < uses.size(); ++code) {
    uses_.PushBack(uses[code]);
    if (uses[code] > 0) continue;
    free_.PushBack(static_cast<Code>(code));
    ++free_count_;
  }
}

Code CodeUses::Allocate() {
  if (free_count_ > 0) return free_[--free_count_];
  uses_.PushBack(0);
  return static_cast<Code>(uses_.size() - 1);
}

bool CodeUses::Drop(Code code) {
  if (--uses_.Edit(code) > 0) return false;
  if (free_count_ < free_.size()) {
    free_.Edit(free_count_) = code;
  } else {
    free_.PushBack(code);
  }
  ++free_count_;
  return true;
}

Dictionary::Dictionary(std::span<const std::string> texts, std::span<const std::uint32_t> uses,
                       std::span<const Code> order)
    : uses_(uses) {
  for (std::size_t first = 0; first < texts.size(); first += kGroupRows) {
    texts_.PushBack(TextChunk::From(std::min(texts.size() - first, kGroupRows), [&](std::size_t i) {
      return uses[first + i] > 0 ? std::string_view(texts[first + i]) : std::string_view();
    }));
  }
  const auto used = std::count_if(uses.begin(), uses.end(), [](std::uint32_t count) { return count > 0; });
  auto at = order.begin();
  order_ = base::CowTree<PlainTraits<Code>>::FromSorted(static_cast<std::size_t>(used), [&] {
    while (uses[*at] == 0) ++at;
    return *at++;
  });
}

std::optional<Code> Dictionary::Find(std::string_view text) const {
  const Code* code = order_.Find(text, ByText{*this});
  return code == nullptr ? std::nullopt : std::optional(*code);
}

Code Dictionary::Acquire(std::string_view text) {
  std::optional<Code> code = Find(text);
  if (!code) {
    code = uses_.Allocate();
    if (*code / kGroupRows == texts_.size()) texts_.PushBack(TextChunk::Make());
    texts_.Edit(*code / kGroupRows).Edit()->Set(*code % kGroupRows, text);
    order_.Set(*code, ByText{*this});
  }
  uses_.Add(*code);
  return *code;
}

void Dictionary::Release(Code code) {
  if (uses_.count(code) == 1) {
    order_.Erase(Get(code), ByText{*this});
    texts_.Edit(code / kGroupRows).Edit()->Set(code % kGroupRows, {});
  }
  uses_.Drop(code);
}

PairDictionary::PairDictionary(Dictionary keys, Dictionary values, std::span<const Pair> pairs,
                               std::span<const std::uint32_t> uses)
    : keys_(std::move(keys)), values_(std::move(values)), uses_(uses) {
  std::vector<Indexed> by_key;
  std::vector<Indexed> by_value;
  for (Code code = 0; code < pairs.size(); ++code) {
    pairs_.PushBack(pairs[code]);
    if (uses[code] == 0) continue;
    by_key.push_back({pairs[code].key, pairs[code].value, code});
    by_value.push_back({pairs[code].value, pairs[code].key, code});
  }
  by_key_ = Sorted(std::move(by_key));
  by_value_ = Sorted(std::move(by_value));
}

PairDictionary::IndexedTree PairDictionary::Sorted(std::vector<Indexed> all) {
  std::sort(all.begin(), all.end(), Less{});
  auto at = all.begin();
  return IndexedTree::FromSorted(all.size(), [&] { return *at++; });
}

std::optional<Code> PairDictionary::Find(Pair pair) const {
  const Indexed* found = by_key_.Find(Indexed{pair.key, pair.value, 0}, Less{});
  return found == nullptr ? std::nullopt : std::optional(found->code);
}

Code PairDictionary::Acquire(std::string_view key, std::string_view value) {
  const Pair pair{keys_.Acquire(key), values_.Acquire(value)};
  std::optional<Code> code = Find(pair);
  if (!code) {
    code = uses_.Allocate();
    if (*code == pairs_.size()) {
      pairs_.PushBack(pair);
    } else {
      pairs_.Edit(*code) = pair;
    }
    by_key_.Set({pair.key, pair.value, *code}, Less{});
    by_value_.Set({pair.value, pair.key, *code}, Less{});
  }
  uses_.Add(*code);
  return *code;
}

void PairDictionary::Release(Code code) {
  const Pair pair = Get(code);
  keys_.Release(pair.key);
  values_.Release(pair.value);
  if (!uses_.Drop(code)) return;
  by_key_.Erase(Indexed{pair.key, pair.value, 0}, Less{});
  by_value_.Erase(Indexed{pair.value, pair.key, 0}, Less{});
}

}  // namespace macie_local::engine
