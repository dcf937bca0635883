// Counted references to the immutable parts that tables share, and the vector that snapshots share.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace macie_local::engine {

// Base of what Ref points at. T gives `T* Clone() const` and `static void Delete(const T*)`.
struct Counted {
  mutable std::atomic<std::uint32_t> references{1};
  Counted() = default;
  Counted(const Counted&) {}
  Counted& operator=(const Counted&) = delete;
};

// Holds one reference to a T, or to nothing. Threads: any number may read what their Refs share; a Ref itself belongs
// to one thread.
template <class T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(T* adopted) : pointer_(adopted) {}
  Ref(const Ref& other) : pointer_(other.pointer_) {
    if (pointer_ != nullptr) pointer_->references.fetch_add(1, std::memory_order_relaxed);
  }
  Ref(Ref&& other) noexcept : pointer_(std::exchange(other.pointer_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(pointer_, other.pointer_);
    return *this;
  }
  ~Ref() {
    if (pointer_ != nullptr && pointer_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) T::Delete(pointer_);
  }

  const T* get() const { return pointer_; }
  const T* operator->() const { return pointer_; }
  const T& operator*() const { return *pointer_; }
  explicit operator bool() const { return pointer_ != nullptr; }

  // Returns the target, to be changed. Copies it first when somebody else holds it; the acquire pairs with that
  // holder's release. Requires a target.
  T* Edit() {
    if (pointer_->references.load(std::memory_order_acquire) != 1) *this = Ref(pointer_->Clone());
    return pointer_;
  }

 private:
  T* pointer_ = nullptr;
};

// A vector whose copies share their parts: copying is one count, a change copies one part of 128 items and the list of
// parts. Threads: any number may read copies while one thread changes its own copy.
template <class T>
class CowVector {
 public:
  std::size_t size() const { return size_; }
  const T& operator[](std::size_t index) const { return root_->parts[index / kPart]->items[index % kPart]; }

  // Returns an item to be changed, valid until the next change.
  T& Edit(std::size_t index) { return root_.Edit()->parts[index / kPart].Edit()->items[index % kPart]; }
  void PushBack(T value) {
    if (!root_) root_ = Ref<Root>(new Root);
    if (size_ % kPart == 0) root_.Edit()->parts.push_back(Ref<Part>(new Part));
    ++size_;
    Edit(size_ - 1) = std::move(value);
  }

 private:
  static constexpr std::size_t kPart = 128;
  struct Part : Counted {
    std::array<T, kPart> items{};
    Part* Clone() const { return new Part(*this); }
    static void Delete(const Part* part) { delete part; }
  };
  struct Root : Counted {
    std::vector<Ref<Part>> parts;
    Root* Clone() const { return new Root(*this); }
    static void Delete(const Root* root) { delete root; }
  };
  Ref<Root> root_;
  std::size_t size_ = 0;
};

}  // namespace macie_local::engine
