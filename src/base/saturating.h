// Sums of numbers that users give: they stop at the ends of their range instead of leaving it.
#pragma once

#include <cstdint>
#include <limits>

namespace macie_local::base {

// a + b, or the end of the range that it would pass.
inline std::int64_t SaturatingAdd(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b < 0 ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
}

}  // namespace macie_local::base
