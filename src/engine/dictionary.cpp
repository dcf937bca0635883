#include "engine/dictionary.h"

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
