// The clock and the sources of ids of a running emulator. This is the only place where time and randomness enter.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>

#include "macie_local/ports.h"

namespace macie_local::app {

class SystemClock : public Clock {
 public:
  Timestamp Now() const override;
};

class SystemStopwatch : public Stopwatch {
 public:
  std::chrono::nanoseconds Elapsed() const override;
};

// Draws bytes from the operating system.
class RandomIds : public IdSource {
 public:
  void Fill(std::span<std::uint8_t> bytes) override;
};

// Draws the same bytes for the same seed and stream, in the order of the calls. Streams of one seed are independent.
class SeededIds : public IdSource {
 public:
  SeededIds(std::uint64_t seed, std::uint64_t stream);
  void Fill(std::span<std::uint8_t> bytes) override;

 private:
  std::mutex mutex_;
  std::uint64_t state_;
};

// Returns a number that nobody can guess, for hashes of what strangers send.
std::uint64_t RandomSeed();

}  // namespace macie_local::app
