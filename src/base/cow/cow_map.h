// A persistent ordered map: copying costs one reference count, and a copy stays as it was whatever becomes of the
// original. The writer keeps one and changes it; readers hold copies. A change copies the nodes on one path where they
// are shared, and nothing where they are not.
#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <utility>

#include "base/cow/cow_tree.h"

namespace macie_local::base {

template <class First, class Second>
struct CowPairTraits {
  using Entry = std::pair<First, Second>;
  using Key = First;
  static const Key& KeyOf(const Entry& entry) { return entry.first; }
};

// Iterators and pointers are valid until the map they came from is changed or destroyed. Lookups take anything that
// Compare can compare with a Key. Threads: as CowTree.
template <class Key, class Value, class Compare = std::less<>>
class CowMap {
  using Traits = CowPairTraits<Key, Value>;
  using Tree = CowTree<Traits>;

 public:
  using value_type = typename Traits::Entry;
  using const_iterator = typename Tree::Cursor;
  using iterator = const_iterator;

  CowMap() = default;
  CowMap(std::initializer_list<value_type> entries) {
    for (const value_type& entry : entries) Set(entry.first, entry.second);
  }

  // Returns a map of `count` entries, which next() gives by ascending keys.
  template <class Next>
  static CowMap FromSorted(std::size_t count, const Next& next) {
    CowMap map;
    map.tree_ = Tree::FromSorted(count, next);
    return map;
  }

  std::size_t size() const { return tree_.size(); }
  bool empty() const { return tree_.empty(); }

  const_iterator begin() const { return tree_.Begin(); }
  const_iterator end() const { return tree_.End(); }

  // Returns the value of the key, or null when there is none.
  template <class Probe>
  const Value* Find(const Probe& key) const {
    const value_type* entry = tree_.Find(key, Compare{});
    return entry == nullptr ? nullptr : &entry->second;
  }
  template <class Probe>
  bool Contains(const Probe& key) const {
    return Find(key) != nullptr;
  }
  template <class Probe>
  const_iterator LowerBound(const Probe& key) const {
    return tree_.LowerBound(key, Compare{});
  }
  template <class Probe>
  const_iterator UpperBound(const Probe& key) const {
    return tree_.UpperBound(key, Compare{});
  }
  // Returns how many keys are less than `key`. Costs one descent.
  template <class Probe>
  std::size_t CountBelow(const Probe& key) const {
    return tree_.CountBelow(key, Compare{});
  }

  // Inserts or replaces. Returns true when the key is new.
  bool Set(Key key, Value value) { return tree_.Set(value_type(std::move(key), std::move(value)), Compare{}); }
  // Returns true when there was such a key.
  template <class Probe>
  bool Erase(const Probe& key) {
    return tree_.Erase(key, Compare{});
  }

 private:
  Tree tree_;
};

}  // namespace macie_local::base
