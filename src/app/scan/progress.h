// How far a scan is, on the last line of a terminal.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "macie_local/ports.h"

namespace macie_local::app {

// Returns "999 bytes", "1.5 kB", "20.0 MB" and so on: of 1,000 each.
std::string BytesInWords(std::uint64_t bytes);

class Progress {
 public:
  // The line is written anew so often at most.
  static constexpr std::chrono::milliseconds kBetween{100};

  // With null as `terminal` nothing is ever written. Both outlive it.
  Progress(std::FILE* terminal, const Stopwatch& stopwatch) : terminal_(terminal), stopwatch_(stopwatch) {}

  // Any thread.
  void CountBytes(std::uint64_t bytes) { bytes_ += bytes; }
  void CountFile(std::uint64_t hits) {
    ++files_;
    hits_ += hits;
  }

  // Writes the line anew if it is time to.
  void Show();
  // Takes the line away, so that something else may be written. Neither is called while the other runs.
  void Erase();

 private:
  std::FILE* terminal_;
  const Stopwatch& stopwatch_;
  std::atomic<std::uint64_t> files_{0};
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::uint64_t> hits_{0};
  std::optional<std::chrono::nanoseconds> shown_at_;
  std::size_t width_ = 0;  // of the line that is there
};

}  // namespace macie_local::app
