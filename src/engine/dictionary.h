// Dictionaries keep texts, and pairs of texts, by small codes. They are persistent values like the tables that hold
// them: a reader's copy keeps saying what its codes mean while the writer adds, frees and reuses codes in another. A
// code is freed with its last use, so there is never garbage to collect.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/cow/cow_tree.h"
#include "engine/chunk.h"
#include "engine/ref.h"

namespace macie_local::engine {

using Code = std::uint32_t;

// Traits of a base::CowTree whose entries are their own keys.
template <class E>
struct PlainTraits {
  using Entry = E;
  using Key = E;
  static const Key& KeyOf(const Entry& entry) { return entry; }
};

// Counts the uses of each code, and knows the codes that are free.
class CodeUses {
 public:
  CodeUses() = default;
  // Gives the code i uses[i] uses; a code without any is free.
  explicit CodeUses(std::span<const std::uint32_t> uses);

  // Returns the number of uses, which is how many rows have the value.
  std::uint32_t count(Code code) const { return uses_[code]; }
  // Returns a code that is free, or a new one; it has no use yet.
  Code Allocate();
  void Add(Code code) { ++uses_.Edit(code); }
  // Takes one use away. Returns true when that was the last, and the code is free.
  bool Drop(Code code);
  // Returns a number that all codes are below.
  std::size_t codes() const { return uses_.size(); }

 private:
  CowVector<std::uint32_t> uses_;
  CowVector<Code> free_;  // the first free_count_ are free
  std::size_t free_count_ = 0;
};

// Texts by code. Views of texts are valid until the dictionary is changed.
class Dictionary {
 public:
  Dictionary() = default;
  // Gives texts[i], which is in use uses[i] times, the code i. `order` has all codes in the order of their texts.
  Dictionary(std::span<const std::string> texts, std::span<const std::uint32_t> uses, std::span<const Code> order);

  std::optional<Code> Find(std::string_view text) const;
  std::string_view Get(Code code) const { return texts_[code / kGroupRows]->Get(code % kGroupRows); }
  std::uint32_t count(Code code) const { return uses_.count(code); }
  std::size_t size() const { return order_.size(); }
  // Returns a number that all codes are below.
  std::size_t codes() const { return uses_.codes(); }

  // Adds one use of the text, and returns its code, a new one for a new text. Release takes one use away.
  Code Acquire(std::string_view text);
  void Release(Code code);

 private:
  CowVector<Ref<TextChunk>> texts_;
  base::CowTree<PlainTraits<Code>> order_;  // by text
  CodeUses uses_;
};

// Pairs of texts by code, as tags are.
class PairDictionary {
 public:
  struct Pair {
    Code key;
    Code value;
  };
  PairDictionary() = default;
  // Gives pairs[i], which is in use uses[i] times, the code i. Pairs are of codes in `keys` and `values`.
  PairDictionary(Dictionary keys, Dictionary values, std::span<const Pair> pairs, std::span<const std::uint32_t> uses);

  const Dictionary& keys() const { return keys_; }
  const Dictionary& values() const { return values_; }
  Pair Get(Code code) const { return pairs_[code]; }
  std::optional<Code> Find(Pair pair) const;
  std::uint32_t count(Code code) const { return uses_.count(code); }
  std::size_t codes() const { return uses_.codes(); }

  // These call visit(code) for each pair with that key, or that value, until it returns false.
  template <class Visit>
  void ForEachWithKey(Code key, const Visit& visit) const {
    for (auto at = by_key_.LowerBound(Indexed{key, 0, 0}, Less{}); !at.at_end() && at->first == key; ++at) {
      if (!visit(at->code)) return;
    }
  }
  template <class Visit>
  void ForEachWithValue(Code value, const Visit& visit) const {
    for (auto at = by_value_.LowerBound(Indexed{value, 0, 0}, Less{}); !at.at_end() && at->first == value; ++at) {
      if (!visit(at->code)) return;
    }
  }

  // Adds one use of the pair, and returns its code, a new one for a new pair. Release takes one use away.
  Code Acquire(std::string_view key, std::string_view value);
  void Release(Code code);

 private:
  struct Indexed {
    Code first;
    Code second;
    Code code;
  };
  struct Less {
    bool operator()(const Indexed& a, const Indexed& b) const {
      return a.first != b.first ? a.first < b.first : a.second < b.second;
    }
  };
  using IndexedTree = base::CowTree<PlainTraits<Indexed>>;
  static IndexedTree Sorted(std::vector<Indexed> all);

  Dictionary keys_;
  Dictionary values_;
  CowVector<Pair> pairs_;
  IndexedTree by_key_;
  IndexedTree by_value_;
  CodeUses uses_;
};

}  // namespace macie_local::engine
