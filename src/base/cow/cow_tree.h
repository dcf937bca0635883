// A persistent B+-tree: copying a tree is one reference count, and a changed copy shares every node it did not touch.
// CowMap (base/cow/cow_map.h) is built on it, and so are the engine's order indexes, which compare entries with the
// help of a table and therefore hand the comparison to each call instead of storing it.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "base/cow/cow_node.h"

namespace macie_local::base {

// Traits give `Entry` (what leaves hold), `Key` (what orders them) and `static const Key& KeyOf(const Entry&)`.
// Every `less` is called as less(Key, probe) and less(probe, Key); it must stay consistent between calls.
// Threads: any number may read copies of a tree while one thread changes its own copy. One object must not be read and
// changed at the same time.
template <class Traits>
class CowTree {
 public:
  using Entry = typename Traits::Entry;
  using Key = typename Traits::Key;
  using Cursor = CowCursor<Traits>;

  CowTree() = default;
  CowTree(const CowTree& other) : root_(other.root_), size_(other.size_) { Retain(root_); }
  CowTree(CowTree&& other) noexcept
      : root_(std::exchange(other.root_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  CowTree& operator=(CowTree other) noexcept {
    std::swap(root_, other.root_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~CowTree() { Release(root_); }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  Cursor Begin() const {
    Cursor cursor = End();
    if (root_ != nullptr) cursor.DescendLeft(0, root_);
    return cursor;
  }
  Cursor End() const {
    Cursor cursor;
    cursor.root_ = root_;
    return cursor;
  }

  // Returns the first entry whose key is not less than `probe`, or the end.
  template <class Probe, class Less>
  Cursor LowerBound(const Probe& probe, const Less& less) const {
    return Bound(probe, less, [&](const Entry* first, std::size_t count) {
      return std::partition_point(first, first + count, [&](const Entry& e) { return less(Traits::KeyOf(e), probe); });
    });
  }

  // Returns the first entry whose key is greater than `probe`, or the end.
  template <class Probe, class Less>
  Cursor UpperBound(const Probe& probe, const Less& less) const {
    return Bound(probe, less, [&](const Entry* first, std::size_t count) {
      return std::partition_point(first, first + count, [&](const Entry& e) { return !less(probe, Traits::KeyOf(e)); });
    });
  }

  // Returns the entry whose key equals `probe`, or null when there is none. Valid as long as a Cursor would be.
  template <class Probe, class Less>
  const Entry* Find(const Probe& probe, const Less& less) const {
    const Node* node = root_;
    if (node == nullptr) return nullptr;
    while (!node->leaf) {
      const Inner* inner = static_cast<const Inner*>(node);
      node = inner->children[ChildFor(*inner, probe, less)];
    }
    const Leaf* leaf = static_cast<const Leaf*>(node);
    const std::size_t place = PlaceIn(*leaf, probe, less);
    if (place == leaf->count || less(probe, Traits::KeyOf(leaf->entries.data()[place]))) return nullptr;
    return leaf->entries.data() + place;
  }

  // Returns how many entries have a key less than `probe`. Costs one descent.
  template <class Probe, class Less>
  std::size_t CountBelow(const Probe& probe, const Less& less) const {
    const Node* node = root_;
    std::size_t below = 0;
    if (node == nullptr) return 0;
    while (!node->leaf) {
      const Inner* inner = static_cast<const Inner*>(node);
      const std::size_t child = ChildFor(*inner, probe, less);
      for (std::size_t i = 0; i < child; ++i) below += inner->totals[i];
      node = inner->children[child];
    }
    return below + PlaceIn(*static_cast<const Leaf*>(node), probe, less);
  }

  // Adds the entry, or replaces the one with an equal key. Returns true when it was added.
  template <class Less>
  bool Set(Entry entry, const Less& less) {
    if (root_ == nullptr) {
      *this = FromSorted(1, [&] { return std::move(entry); });
      return true;
    }
    Split split;
    const bool added = SetBelow(root_, entry, less, true, &split);
    GrowRoot(std::move(split));
    if (added) ++size_;
    return added;
  }

  // Returns a tree of `count` entries, which next() gives in ascending order. It is built from the leaves up, with full
  // nodes.
  template <class Next>
  static CowTree FromSorted(std::size_t count, const Next& next) {
    CowTree tree;
    std::vector<Node*> level = Spread<Leaf>(count, [&](Leaf* leaf, std::size_t place) {
      ::new (static_cast<void*>(leaf->entries.data() + place)) Entry(next());
    });
    while (level.size() > 1) {
      std::size_t child = 0;
      level = Spread<Inner>(level.size(), [&](Inner* inner, std::size_t place) {
        Node* const node = level[child++];
        ::new (static_cast<void*>(inner->keys.data() + place)) Key(LeastKey(node));
        inner->children[place] = node;
        inner->totals[place] = Total(node);
      });
    }
    if (!level.empty()) tree.root_ = level.front();
    tree.size_ = count;
    return tree;
  }

  // Calls change(&entry) for every entry with wanted(entry), in order: for changes of many entries, which must leave
  // their order as it is. Costs a look at all entries, and copies of those nodes that have one of them.
  template <class Wanted, class Change>
  void ChangeAll(const Wanted& wanted, const Change& change) {
    if (root_ != nullptr) ChangeBelow(root_, wanted, change);
  }

  // Removes the entry whose key equals `probe`. Returns true when there was one.
  template <class Probe, class Less>
  bool Erase(const Probe& probe, const Less& less) {
    if (Find(probe, less) == nullptr) return false;
    bool least_changed = false;
    EraseBelow(root_, probe, less, &least_changed);
    --size_;
    if (root_->count == 0) {
      Release(root_);
      root_ = nullptr;
    } else if (!root_->leaf && root_->count == 1) {
      Node* child = static_cast<Inner*>(root_)->children[0];
      Retain(child);
      Release(root_);
      root_ = child;
    }
    return true;
  }

 private:
  using Nodes = CowNodes<Traits>;
  using Node = typename Nodes::Node;
  using Leaf = typename Nodes::Leaf;
  using Inner = typename Nodes::Inner;

  struct Split {
    Node* right = nullptr;  // the new node, to be put after the one that was changed
    std::size_t total = 0;  // entries in it
  };

  // Returns as few nodes as `count` items need, each with its even share of them; `put` fills a place.
  template <class Kind, class Put>
  static std::vector<Node*> Spread(std::size_t count, const Put& put) {
    std::vector<Node*> nodes((count + Kind::kCapacity - 1) / Kind::kCapacity);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      Kind* node = new Kind;
      nodes[i] = node;
      const std::size_t share = count * (i + 1) / nodes.size() - count * i / nodes.size();
      for (; node->count < share; ++node->count) put(node, node->count);
    }
    return nodes;
  }

  static void Retain(const Node* node) {
    if (node != nullptr) node->references.fetch_add(1, std::memory_order_relaxed);
  }

  static void Release(const Node* node) {
    if (node == nullptr || node->references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    if (node->leaf) {
      const Leaf* leaf = static_cast<const Leaf*>(node);
      std::destroy_n(leaf->entries.data(), leaf->count);
      delete leaf;
    } else {
      const Inner* inner = static_cast<const Inner*>(node);
      std::destroy_n(inner->keys.data(), inner->count);
      for (std::size_t i = 0; i < inner->count; ++i) Release(inner->children[i]);
      delete inner;
    }
  }

  // Makes `slot` a node that only this tree holds. The acquire pairs with the release of the last other holder, whose
  // reads of the node must come before our writes.
  static Node* Own(Node*& slot) {
    if (slot->references.load(std::memory_order_acquire) == 1) return slot;
    Node* fresh = nullptr;
    if (slot->leaf) {
      const Leaf* old = static_cast<const Leaf*>(slot);
      Leaf* leaf = new Leaf;
      std::uninitialized_copy_n(old->entries.data(), old->count, leaf->entries.data());
      fresh = leaf;
    } else {
      const Inner* old = static_cast<const Inner*>(slot);
      Inner* inner = new Inner;
      std::uninitialized_copy_n(old->keys.data(), old->count, inner->keys.data());
      std::copy_n(old->children.begin(), old->count, inner->children.begin());
      std::copy_n(old->totals.begin(), old->count, inner->totals.begin());
      for (std::size_t i = 0; i < old->count; ++i) Retain(inner->children[i]);
      fresh = inner;
    }
    fresh->count = slot->count;
    Release(slot);
    slot = fresh;
    return fresh;
  }

  // Opens a gap at `place` among `count` live values and puts `value` there.
  template <class T>
  static void Place(T* values, std::size_t count, std::size_t place, T value) {
    if (place == count) {
      ::new (static_cast<void*>(values + count)) T(std::move(value));
      return;
    }
    ::new (static_cast<void*>(values + count)) T(std::move(values[count - 1]));
    std::move_backward(values + place, values + count - 1, values + count);
    values[place] = std::move(value);
  }

  // Closes the gap at `place`.
  template <class T>
  static void Remove(T* values, std::size_t count, std::size_t place) {
    std::move(values + place + 1, values + count, values + place);
    std::destroy_at(values + count - 1);
  }

  // Moves values [from, count) to uninitialised room.
  template <class T>
  static void MoveTail(T* values, std::size_t from, std::size_t count, T* to) {
    std::uninitialized_move_n(values + from, count - from, to);
    std::destroy_n(values + from, count - from);
  }

  static const Key& LeastKey(const Node* node) {
    return node->leaf ? Traits::KeyOf(static_cast<const Leaf*>(node)->entries.data()[0])
                      : static_cast<const Inner*>(node)->keys.data()[0];
  }

  static std::size_t Total(const Node* node) {
    if (node->leaf) return node->count;
    const Inner* inner = static_cast<const Inner*>(node);
    std::size_t total = 0;
    for (std::size_t i = 0; i < inner->count; ++i) total += inner->totals[i];
    return total;
  }

  // The child that holds `probe` if any does: the last one whose least key is not greater, or the first.
  template <class Probe, class Less>
  static std::size_t ChildFor(const Inner& inner, const Probe& probe, const Less& less) {
    const Key* first = inner.keys.data() + 1;
    const Key* last = inner.keys.data() + inner.count;
    return static_cast<std::size_t>(
        std::partition_point(first, last, [&](const Key& key) { return !less(probe, key); }) - first);
  }

  template <class Probe, class Less>
  static std::size_t PlaceIn(const Leaf& leaf, const Probe& probe, const Less& less) {
    const Entry* first = leaf.entries.data();
    return static_cast<std::size_t>(
        std::partition_point(first, first + leaf.count,
                             [&](const Entry& entry) { return less(Traits::KeyOf(entry), probe); }) -
        first);
  }

  template <class Probe, class Less, class InLeaf>
  Cursor Bound(const Probe& probe, const Less& less, const InLeaf& in_leaf) const {
    Cursor cursor = End();
    const Node* node = root_;
    if (node == nullptr) return cursor;
    std::size_t level = 0;
    for (; !node->leaf; ++level) {
      const Inner* inner = static_cast<const Inner*>(node);
      const std::size_t child = ChildFor(*inner, probe, less);
      cursor.Push(level, node, child);
      node = inner->children[child];
    }
    const Leaf* leaf = static_cast<const Leaf*>(node);
    const Entry* first = leaf->entries.data();
    const std::size_t place = static_cast<std::size_t>(in_leaf(first, leaf->count) - first);
    cursor.Push(level, node, place);
    if (place < leaf->count) {
      cursor.Settle();
    } else {
      cursor.NextLeaf();
    }
    return cursor;
  }

  void GrowRoot(Split split) {
    if (split.right == nullptr) return;
    Inner* inner = new Inner;
    const std::array<Node*, 2> halves{root_, split.right};
    for (std::size_t i = 0; i < 2; ++i) {
      Place(inner->keys.data(), i, i, Key(LeastKey(halves[i])));
      inner->children[i] = halves[i];
      inner->totals[i] = Total(halves[i]);
    }
    inner->count = 2;
    root_ = inner;
  }

  // Puts an entry into a leaf of our own. A full leaf at the right edge is left full, so that ascending keys fill their
  // leaves; any other is halved.
  static void PutInLeaf(Leaf* leaf, std::size_t place, Entry entry, bool right_edge, Split* split) {
    if (leaf->count < Leaf::kCapacity) {
      Place(leaf->entries.data(), leaf->count, place, std::move(entry));
      ++leaf->count;
      return;
    }
    Leaf* right = new Leaf;
    const std::size_t keep = right_edge && place == leaf->count ? leaf->count : leaf->count / 2u;
    MoveTail(leaf->entries.data(), keep, leaf->count, right->entries.data());
    right->count = static_cast<std::uint16_t>(leaf->count - keep);
    leaf->count = static_cast<std::uint16_t>(keep);
    Leaf* into = place <= keep && keep < Leaf::kCapacity ? leaf : right;
    Place(into->entries.data(), into->count, into == leaf ? place : place - keep, std::move(entry));
    ++into->count;
    *split = {right, right->count};
  }

  static void PutInInner(Inner* inner, std::size_t place, Split child, bool right_edge, Split* split) {
    if (inner->count == Inner::kCapacity) {
      Inner* right = new Inner;
      const std::size_t keep = right_edge && place == inner->count ? inner->count : inner->count / 2u;
      MoveTail(inner->keys.data(), keep, inner->count, right->keys.data());
      std::copy(inner->children.begin() + keep, inner->children.begin() + inner->count, right->children.begin());
      std::copy(inner->totals.begin() + keep, inner->totals.begin() + inner->count, right->totals.begin());
      right->count = static_cast<std::uint16_t>(inner->count - keep);
      inner->count = static_cast<std::uint16_t>(keep);
      split->right = right;
      if (place > keep || keep == Inner::kCapacity) {
        inner = right;
        place -= keep;
      }
    }
    Place(inner->keys.data(), inner->count, place, Key(LeastKey(child.right)));
    std::move_backward(inner->children.begin() + place, inner->children.begin() + inner->count,
                       inner->children.begin() + inner->count + 1);
    std::move_backward(inner->totals.begin() + place, inner->totals.begin() + inner->count,
                       inner->totals.begin() + inner->count + 1);
    inner->children[place] = child.right;
    inner->totals[place] = child.total;
    ++inner->count;
    if (split->right != nullptr) split->total = Total(split->right);
  }

  template <class Less>
  static bool SetBelow(Node*& slot, Entry& entry, const Less& less, bool right_edge, Split* split) {
    Node* node = Own(slot);
    if (node->leaf) {
      Leaf* leaf = static_cast<Leaf*>(node);
      const std::size_t place = PlaceIn(*leaf, Traits::KeyOf(entry), less);
      if (place < leaf->count && !less(Traits::KeyOf(entry), Traits::KeyOf(leaf->entries.data()[place]))) {
        leaf->entries.data()[place] = std::move(entry);
        return false;
      }
      PutInLeaf(leaf, place, std::move(entry), right_edge, split);
      return true;
    }
    Inner* inner = static_cast<Inner*>(node);
    const std::size_t child = ChildFor(*inner, Traits::KeyOf(entry), less);
    if (child == 0 && less(Traits::KeyOf(entry), inner->keys.data()[0])) inner->keys.data()[0] = Traits::KeyOf(entry);
    Split below;
    const bool added = SetBelow(inner->children[child], entry, less, right_edge && child + 1u == inner->count, &below);
    FinishPut(inner, child, added ? 1 : 0, below, right_edge, split);
    return added;
  }

  static void FinishPut(Inner* inner, std::size_t child, std::size_t added, const Split& below, bool right_edge,
                        Split* split) {
    inner->totals[child] += added;
    if (below.right == nullptr) return;
    inner->totals[child] -= below.total;
    PutInInner(inner, child + 1, below, right_edge, split);
  }

  template <class Wanted, class Change>
  static void ChangeBelow(Node*& slot, const Wanted& wanted, const Change& change) {
    if (!slot->leaf) {
      Inner* inner = static_cast<Inner*>(Own(slot));
      for (std::size_t i = 0; i < inner->count; ++i) ChangeBelow(inner->children[i], wanted, change);
      return;
    }
    const Entry* first = static_cast<const Leaf*>(slot)->entries.data();
    if (std::none_of(first, first + slot->count, wanted)) return;
    Entry* entries = static_cast<Leaf*>(Own(slot))->entries.data();
    for (std::size_t i = 0; i < slot->count; ++i) {
      if (wanted(entries[i])) change(&entries[i]);
    }
  }

  template <class Probe, class Less>
  static void EraseBelow(Node*& slot, const Probe& probe, const Less& less, bool* least_changed) {
    Node* node = Own(slot);
    if (node->leaf) {
      Leaf* leaf = static_cast<Leaf*>(node);
      const std::size_t place = PlaceIn(*leaf, probe, less);
      Remove(leaf->entries.data(), leaf->count, place);
      --leaf->count;
      *least_changed = place == 0;
      return;
    }
    Inner* inner = static_cast<Inner*>(node);
    const std::size_t child = ChildFor(*inner, probe, less);
    bool below = false;
    EraseBelow(inner->children[child], probe, less, &below);
    --inner->totals[child];
    Node* changed = inner->children[child];
    if (changed->count == 0) {
      RemoveChild(inner, child);
      *least_changed = child == 0;
      return;
    }
    if (below) inner->keys.data()[child] = Key(LeastKey(changed));
    *least_changed = below && child == 0;
    const std::size_t capacity = changed->leaf ? Leaf::kCapacity : Inner::kCapacity;
    if (changed->count >= capacity / 4 || inner->count == 1) return;
    // Joins with a neighbour where both fit in one node with some room to spare.
    const std::size_t left = child > 0 ? child - 1 : 0;
    if (inner->children[left]->count + inner->children[left + 1]->count <= capacity * 3 / 4) Join(inner, left);
  }

  static void RemoveChild(Inner* inner, std::size_t child) {
    Release(inner->children[child]);
    Remove(inner->keys.data(), inner->count, child);
    std::copy(inner->children.begin() + child + 1, inner->children.begin() + inner->count,
              inner->children.begin() + child);
    std::copy(inner->totals.begin() + child + 1, inner->totals.begin() + inner->count, inner->totals.begin() + child);
    --inner->count;
  }

  // Moves all that children[left + 1] holds into children[left].
  static void Join(Inner* inner, std::size_t left) {
    Node* into = Own(inner->children[left]);
    Node* from = Own(inner->children[left + 1]);
    if (into->leaf) {
      MoveTail(static_cast<Leaf*>(from)->entries.data(), 0, from->count,
               static_cast<Leaf*>(into)->entries.data() + into->count);
    } else {
      Inner* to = static_cast<Inner*>(into);
      Inner* source = static_cast<Inner*>(from);
      MoveTail(source->keys.data(), 0, from->count, to->keys.data() + into->count);
      std::copy_n(source->children.begin(), from->count, to->children.begin() + into->count);
      std::copy_n(source->totals.begin(), from->count, to->totals.begin() + into->count);
    }
    into->count = static_cast<std::uint16_t>(into->count + from->count);
    from->count = 0;
    inner->totals[left] += inner->totals[left + 1];
    RemoveChild(inner, left + 1);
  }

  Node* root_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace macie_local::base
