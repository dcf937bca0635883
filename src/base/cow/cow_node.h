// The nodes of a CowTree (base/cow/cow_tree.h), and places in it.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <new>
#include <span>

namespace macie_local::base {

template <class Traits>
class CowTree;

template <class Traits>
struct CowNodes {
  using Entry = typename Traits::Entry;
  using Key = typename Traits::Key;

  static constexpr std::size_t CapacityFor(std::size_t bytes) { return std::clamp<std::size_t>(1024 / bytes, 16, 64); }

  struct Node {
    mutable std::atomic<std::uint32_t> references{1};
    std::uint16_t count = 0;
    const bool leaf;
    explicit Node(bool is_leaf) : leaf(is_leaf) {}
  };

  // Uninitialised room for `N` values; the node's count says how many live.
  template <class T, std::size_t N>
  struct Room {
    alignas(T) std::byte bytes[sizeof(T) * N];
    T* data() { return std::launder(reinterpret_cast<T*>(bytes)); }
    const T* data() const { return std::launder(reinterpret_cast<const T*>(bytes)); }
  };

  struct Leaf : Node {
    static constexpr std::size_t kCapacity = CapacityFor(sizeof(Entry));
    Room<Entry, kCapacity> entries;
    Leaf() : Node(true) {}
  };

  // keys[i] is exactly the least key below children[i], totals[i] the number of entries there.
  struct Inner : Node {
    static constexpr std::size_t kCapacity = CapacityFor(sizeof(Key) + 16);
    Room<Key, kCapacity> keys;
    std::array<Node*, kCapacity> children;
    std::array<std::size_t, kCapacity> totals;
    Inner() : Node(false) {}
  };

  static constexpr std::size_t kDepthMax = 16;
};

// A place in a tree: an entry, or the end. Valid as long as the tree it came from is neither changed nor destroyed.
template <class Traits>
class CowCursor {
  using Nodes = CowNodes<Traits>;
  using Node = typename Nodes::Node;
  using Leaf = typename Nodes::Leaf;
  using Inner = typename Nodes::Inner;
  using Entry = typename Nodes::Entry;

 public:
  using iterator_category = std::bidirectional_iterator_tag;
  using value_type = Entry;
  using difference_type = std::ptrdiff_t;
  using pointer = const Entry*;
  using reference = const Entry&;

  CowCursor() = default;
  const Entry& operator*() const { return *entry_; }
  const Entry* operator->() const { return entry_; }
  bool operator==(const CowCursor& other) const { return entry_ == other.entry_; }
  bool at_end() const { return entry_ == nullptr; }

  CowCursor& operator++() {
    const Leaf* leaf = static_cast<const Leaf*>(nodes_[depth_]);
    if (++places_[depth_] < leaf->count) {
      ++entry_;
    } else {
      NextLeaf();
    }
    return *this;
  }
  CowCursor operator++(int) {
    CowCursor old = *this;
    ++*this;
    return old;
  }
  // Goes to the entry before; from the end, to the last one. Must not be called at the first.
  CowCursor& operator--() {
    if (entry_ == nullptr) {
      DescendRight(0, root_);
    } else if (places_[depth_] > 0) {
      --places_[depth_];
      --entry_;
    } else {
      std::size_t level = depth_;
      while (level > 0 && places_[level - 1] == 0) --level;
      if (level == 0) {
        entry_ = nullptr;
      } else {
        --places_[level - 1];
        DescendRight(level, static_cast<const Inner*>(nodes_[level - 1])->children[places_[level - 1]]);
      }
    }
    return *this;
  }
  CowCursor operator--(int) {
    CowCursor old = *this;
    --*this;
    return old;
  }

  // TakeAhead and TakeBehind serve loops over many entries, a node's worth at a time.

  // Returns entries from here on, but not `end` and what follows it, and goes behind them. Returns none when this is
  // `end`, which must not be before this.
  std::span<const Entry> TakeAhead(const CowCursor& end) {
    if (entry_ == end.entry_) return {};
    const Entry* first = entry_;
    const Entry* last = first + (nodes_[depth_]->count - places_[depth_]);
    if (std::less_equal<>()(first, end.entry_) && std::less<>()(end.entry_, last)) {
      *this = end;
      return {first, end.entry_};
    }
    NextLeaf();
    if (entry_ != nullptr) FetchNeighbour(1);
    return {first, last};
  }
  // Returns entries before here, but none before `begin`, and goes back to the first of them. Returns none when this is
  // `begin`, which must not be behind this.
  std::span<const Entry> TakeBehind(const CowCursor& begin) {
    if (entry_ == begin.entry_) return {};
    if (entry_ == nullptr) {
      DescendRight(0, root_);
      ++places_[depth_];
    } else if (places_[depth_] == 0) {
      std::size_t level = depth_;
      while (places_[level - 1] == 0) --level;
      --places_[level - 1];
      DescendRight(level, static_cast<const Inner*>(nodes_[level - 1])->children[places_[level - 1]]);
      ++places_[depth_];
    }
    const std::size_t passed = places_[depth_];
    places_[depth_] = 0;
    Settle();
    const Entry* last = entry_ + passed;
    if (std::less_equal<>()(entry_, begin.entry_) && std::less<>()(begin.entry_, last)) {
      *this = begin;
    } else {
      FetchNeighbour(-1);
    }
    return {entry_, last};
  }

 private:
  friend class CowTree<Traits>;
  // Prefetches the leaf beside this one, if it hangs from the same node.
  void FetchNeighbour(int step) const {
    if (depth_ == 0) return;
    const Inner* parent = static_cast<const Inner*>(nodes_[depth_ - 1]);
    const int place = places_[depth_ - 1] + step;
    if (place < 0 || place >= parent->count) return;
    const auto* bytes = reinterpret_cast<const char*>(parent->children[static_cast<std::size_t>(place)]);
    for (std::size_t at = 0; at < sizeof(Leaf); at += 64) __builtin_prefetch(bytes + at);
  }
  void Push(std::size_t level, const Node* node, std::size_t place) {
    nodes_[level] = node;
    places_[level] = static_cast<std::uint16_t>(place);
    depth_ = static_cast<std::uint16_t>(level);
  }
  void Settle() { entry_ = static_cast<const Leaf*>(nodes_[depth_])->entries.data() + places_[depth_]; }
  void NextLeaf() {
    std::size_t level = depth_;
    while (level > 0 && places_[level - 1] + 1 == nodes_[level - 1]->count) --level;
    if (level == 0) {
      entry_ = nullptr;
      return;
    }
    ++places_[level - 1];
    DescendLeft(level, static_cast<const Inner*>(nodes_[level - 1])->children[places_[level - 1]]);
  }
  void DescendLeft(std::size_t level, const Node* node) {
    for (; !node->leaf; ++level) {
      Push(level, node, 0);
      node = static_cast<const Inner*>(node)->children[0];
    }
    Push(level, node, 0);
    Settle();
  }
  void DescendRight(std::size_t level, const Node* node) {
    for (; !node->leaf; ++level) {
      Push(level, node, node->count - 1u);
      node = static_cast<const Inner*>(node)->children[node->count - 1u];
    }
    Push(level, node, node->count - 1u);
    Settle();
  }

  const Node* root_ = nullptr;
  const Entry* entry_ = nullptr;
  std::array<const Node*, Nodes::kDepthMax> nodes_;
  std::array<std::uint16_t, Nodes::kDepthMax> places_;
  std::uint16_t depth_ = 0;
};

}  // namespace macie_local::base
