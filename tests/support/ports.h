// A clock moved by hand and ids that count: what makes a test's run the same every time.
#pragma once

#include <atomic>
#include <cstdint>

#include "macie_local/ports.h"

namespace macie_local::support {

class ManualClock : public Clock {
 public:
  // Stands at `start` until it is set.
  explicit ManualClock(Timestamp start = Timestamp{}) : micros_(start.time_since_epoch().count()) {}
  Timestamp Now() const override { return Timestamp(std::chrono::microseconds(micros_.load())); }
  void Set(Timestamp time) { micros_ = time.time_since_epoch().count(); }

 private:
  std::atomic<std::int64_t> micros_;
};

// Every reading is a millisecond after the one before.
class CountingStopwatch : public Stopwatch {
 public:
  std::chrono::nanoseconds Elapsed() const override { return std::chrono::milliseconds(++read_); }

 private:
  mutable std::atomic<std::int64_t> read_{0};
};

// A copy goes on from the same number.
class CountingIds : public IdSource {
 public:
  CountingIds() = default;
  CountingIds(const CountingIds& other) : IdSource(other), last_(other.last_.load()) {}
  CountingIds& operator=(const CountingIds& other) {
    last_ = other.last_.load();
    return *this;
  }
  void Fill(std::span<std::uint8_t> bytes) override {
    const std::uint64_t number = ++last_;
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(number >> (8 * (i % 8)));
  }

 private:
  std::atomic<std::uint64_t> last_{0};
};

}  // namespace macie_local::support
