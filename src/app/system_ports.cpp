#include "app/system_ports.h"

#include <sys/random.h>
#include <array>
#include <cstring>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace macie_local::app {
namespace {

// Fills from the kernel; blocks only before the system has gathered its first entropy.
void FillFromKernel(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      std::abort();  // the kernel has no random numbers: nothing sensible can follow
    }
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

std::uint64_t Mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15;

}  // namespace

Timestamp SystemClock::Now() const {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::chrono::nanoseconds SystemStopwatch::Elapsed() const {
  return std::chrono::steady_clock::now().time_since_epoch();
}

void RandomIds::Fill(std::span<std::uint8_t> bytes) {
  // Each thread draws from the kernel in blocks: a system call for every request id costs more than the id.
  struct Block {
    std::array<std::uint8_t, 1024> bytes;
    std::size_t used = 1024;
  };
  static thread_local Block block;
  if (bytes.size() > block.bytes.size()) return FillFromKernel(bytes);
  if (block.bytes.size() - block.used < bytes.size()) {
    FillFromKernel(block.bytes);
    block.used = 0;
  }
  std::copy_n(block.bytes.begin() + static_cast<std::ptrdiff_t>(block.used), bytes.size(), bytes.begin());
  block.used += bytes.size();
}

SeededIds::SeededIds(std::uint64_t seed, std::uint64_t stream) : state_(Mix(seed + kStep) ^ Mix(stream * kStep + 1)) {}

void SeededIds::Fill(std::span<std::uint8_t> bytes) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < bytes.size();) {
    state_ += kStep;
    std::uint64_t word = Mix(state_);
    for (int k = 0; k < 8 && i < bytes.size(); ++k, word >>= 8) bytes[i++] = static_cast<std::uint8_t>(word);
  }
}

std::uint64_t RandomSeed() {
  std::array<std::uint8_t, sizeof(std::uint64_t)> bytes{};
  RandomIds().Fill(bytes);
  std::uint64_t seed = 0;
  std::memcpy(&seed, bytes.data(), sizeof seed);
  return seed;
}

}  // namespace macie_local::app
