// Ports through which time and randomness reach the emulator. Nothing else in it may read a clock or draw a random
// number, so a run with a manual clock and seeded ids replays byte for byte.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

namespace macie_local {

// UTC, microseconds since 1970-01-01T00:00:00Z. Every time the API shows is one of these.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

// Tells the time of day. Must be thread-safe: every I/O thread and the writer thread call it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp Now() const = 0;
};

// Measures durations: Elapsed is the time since some fixed instant and never goes back. Must be thread-safe.
class Stopwatch {
 public:
  virtual ~Stopwatch() = default;
  virtual std::chrono::nanoseconds Elapsed() const = 0;
};

// Draws the bytes of ids and keys. Fill fills the whole span, with new bytes at every call. Must be thread-safe.
class IdSource {
 public:
  virtual ~IdSource() = default;
  virtual void Fill(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace macie_local
