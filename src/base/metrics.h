// Counters and histograms that any thread adds to without a lock, and the Prometheus text format (version 0.0.4) that
// shows them.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace macie_local::base {

// Thread-safe.
class Counter {
 public:
  void Add(std::uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// The bounds and units of a histogram's values.
struct HistogramShape {
  static constexpr std::size_t kBoundsMax = 15;
  std::span<const std::int64_t> bounds;  // ascending, inclusive, in the unit in which values are recorded
  double scale;                          // how many such units make one that is shown (nanoseconds to seconds: 1e9)
};

// Thread-safe. Always give it the same shape.
class Histogram {
 public:
  void Record(const HistogramShape& shape, std::int64_t value) {
    std::size_t bucket = 0;
    while (bucket < shape.bounds.size() && value > shape.bounds[bucket]) ++bucket;
    buckets_[bucket].Add();
    sum_.Add(static_cast<std::uint64_t>(value));
  }
  std::uint64_t bucket(std::size_t index) const { return buckets_[index].value(); }
  std::uint64_t sum() const { return sum_.value(); }

 private:
  std::array<Counter, HistogramShape::kBoundsMax + 1> buckets_;
  Counter sum_;
};

// The bounds for the latencies of requests and commits: ten microseconds to ten seconds.
inline constexpr std::array<std::int64_t, 13> kLatencyBoundsNs{
    10'000,     25'000,      50'000,      100'000,       250'000,       1'000'000,     5'000'000,
    25'000'000, 100'000'000, 500'000'000, 1'000'000'000, 5'000'000'000, 10'000'000'000};
inline constexpr HistogramShape kLatency{kLatencyBoundsNs, 1e9};

// Writes families one after the other: Begin, then its samples. For one thread.
class MetricsText {
 public:
  // Begins a family. `type` is counter, gauge or histogram; `help` has no line break.
  void Begin(std::string_view name, std::string_view type, std::string_view help);
  // Write a sample, or those of a histogram. `labels` are as Label() makes them, joined by commas; empty: none.
  void Sample(std::string_view labels, double value);
  void Samples(std::string_view labels, const HistogramShape& shape, const Histogram& histogram);

  // Returns name="value" with the value escaped.
  static std::string Label(std::string_view name, std::string_view value);

  // Returns all that was written, and leaves nothing.
  std::string Take() { return std::move(text_); }

 private:
  void Line(std::string_view suffix, std::string_view labels, double value);

  std::string name_;
  std::string text_;
};

}  // namespace macie_local::base
