// A budget of memory that many holders share up to a limit, such as the unfinished requests of all connections. It only
// counts bytes; it allocates none.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace macie_local::base {

// Thread-safe.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // Returns false, and takes nothing, when less than `bytes` is left.
  bool Take(std::size_t bytes) {
    std::size_t taken = taken_.load(std::memory_order_relaxed);
    do {
      if (bytes > bytes_max_ || taken > bytes_max_ - bytes) return false;
    } while (!taken_.compare_exchange_weak(taken, taken + bytes, std::memory_order_relaxed));
    return true;
  }
  // Takes `bytes` even when less is left.
  void TakeAnyway(std::size_t bytes) { taken_.fetch_add(bytes, std::memory_order_relaxed); }
  void Give(std::size_t bytes) { taken_.fetch_sub(bytes, std::memory_order_relaxed); }

  bool is_overdrawn() const { return taken_.load(std::memory_order_relaxed) > bytes_max_; }
  bool is_half_taken() const { return taken_.load(std::memory_order_relaxed) > bytes_max_ / 2; }

 private:
  const std::size_t bytes_max_;
  std::atomic<std::size_t> taken_{0};
};

// The share that one holder has of a budget; it is given back when this is destroyed. Without a budget everything is
// granted. For one thread at a time.
class MemoryShare {
 public:
  MemoryShare() = default;
  explicit MemoryShare(std::shared_ptr<MemoryBudget> budget) : budget_(std::move(budget)) {}
  MemoryShare(MemoryShare&& other) noexcept { *this = std::move(other); }
  MemoryShare& operator=(MemoryShare&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~MemoryShare() { Resize(0); }

  std::size_t bytes() const { return bytes_; }

  // Makes the share `bytes`; returns false, and changes nothing, when the budget does not have as many more. Fewer are
  // always possible.
  bool Resize(std::size_t bytes) {
    if (budget_ && bytes > bytes_ && !budget_->Take(bytes - bytes_)) return false;
    if (budget_ && bytes < bytes_) budget_->Give(bytes_ - bytes);
    bytes_ = bytes;
    return true;
  }
  // Makes the share `bytes` even beyond what the budget has.
  void ResizeAnyway(std::size_t bytes) {
    if (bytes <= bytes_) {
      Resize(bytes);
      return;
    }
    if (budget_) budget_->TakeAnyway(bytes - bytes_);
    bytes_ = bytes;
  }

 private:
  std::shared_ptr<MemoryBudget> budget_;
  std::size_t bytes_ = 0;
};

}  // namespace macie_local::base
