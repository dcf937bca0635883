// An optional that holds its value behind one pointer: for members that are large and often absent, where
// std::optional would keep their whole room free.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

namespace macie_local::base {

// Used as std::optional<T> is. A copy shares the value until one of the two is reached through an access that is not
// const, which gives that one a value of its own: copying a record costs a count for each of its boxes, and changing it
// copies the boxes on the way to the change. What such an access returned must not be written to any more once the box
// has been copied. Unlike an optional, a box that was moved from is empty.
// Threads: as std::optional; copies that share a value may belong to different threads.
template <class T>
class Boxed {
 public:
  using value_type = T;

  Boxed() = default;
  Boxed(std::nullopt_t) {}                               // NOLINT: as std::optional
  Boxed(const T& value) : box_(new Box(value)) {}        // NOLINT: as std::optional
  Boxed(T&& value) : box_(new Box(std::move(value))) {}  // NOLINT: as std::optional
  Boxed(const Boxed& other) : box_(other.box_) {
    if (box_ != nullptr) box_->holders.fetch_add(1, std::memory_order_relaxed);
  }
  Boxed(Boxed&& other) noexcept : box_(std::exchange(other.box_, nullptr)) {}
  Boxed& operator=(Boxed other) noexcept {
    std::swap(box_, other.box_);
    return *this;
  }
  ~Boxed() { Release(); }

  bool has_value() const { return box_ != nullptr; }
  explicit operator bool() const { return box_ != nullptr; }

  // These require a value.
  const T& operator*() const { return box_->value; }
  const T* operator->() const { return &box_->value; }
  T& operator*() { return Own(); }
  T* operator->() { return &Own(); }

  T value_or(T fallback) const { return box_ != nullptr ? box_->value : std::move(fallback); }

  template <class... Arguments>
  T& emplace(Arguments&&... arguments) {
    Box* const box = new Box(std::forward<Arguments>(arguments)...);
    Release();
    box_ = box;
    return box->value;
  }
  void reset() {
    Release();
    box_ = nullptr;
  }

  friend bool operator==(const Boxed& a, const Boxed& b) {
    if (a.box_ == b.box_) return true;
    return a.box_ != nullptr && b.box_ != nullptr && a.box_->value == b.box_->value;
  }
  friend bool operator==(const Boxed& a, const T& b) { return a.box_ != nullptr && a.box_->value == b; }
  friend bool operator==(const Boxed& a, std::nullopt_t) { return a.box_ == nullptr; }

 private:
  struct Box {
    template <class... Arguments>
    explicit Box(Arguments&&... arguments) : value{std::forward<Arguments>(arguments)...} {}
    std::atomic<std::uint32_t> holders{1};
    T value;
  };

  // The acquire pairs with the release of the last other holder, whose reads must come before our writes.
  T& Own() {
    if (box_->holders.load(std::memory_order_acquire) != 1) *this = Boxed(std::as_const(box_->value));
    return box_->value;
  }
  void Release() {
    if (box_ == nullptr) return;
    if (box_->holders.load(std::memory_order_acquire) == 1 ||
        box_->holders.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      delete box_;
    }
  }

  Box* box_ = nullptr;
};

// A generated structure holds another as Nested: in place up to so many bytes, boxed above.
inline constexpr std::size_t kInPlaceBytesMax = 64;
template <class T>
using Nested = std::conditional_t<(sizeof(T) > kInPlaceBytesMax), Boxed<T>, std::optional<T>>;

}  // namespace macie_local::base
