// The seed of a test with random inputs.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace macie_local::support {

// Returns what MACIE_SEED says, or 1: a run that fails fails again. Prints it. Throws std::invalid_argument when
// MACIE_SEED is no number from 0 to 2^64-1.
inline std::uint64_t SeedOfRun() {
  std::uint64_t seed = 1;
  if (const char* given = std::getenv("MACIE_SEED"); given != nullptr && *given != '\0') {
    const std::string_view text(given);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (error != std::errc() || end != text.data() + text.size()) {
      throw std::invalid_argument("MACIE_SEED is a number from 0 to 2^64-1; '" + std::string(text) + "' given");
    }
  }
  std::printf("MACIE_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

}  // namespace macie_local::support
