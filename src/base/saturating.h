// Adds numbers that users give: sums stop at the ends of their range instead of leaving it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace macie_local::base {

// Holds the sum of as many 64-bit numbers as memory can hold, so that what was added can be taken away again exactly.
__extension__ using Wide = __int128;

// Returns the 64-bit number nearest to `number`.
constexpr std::int64_t Saturated(Wide number) {
  constexpr Wide least = std::numeric_limits<std::int64_t>::min();
  constexpr Wide greatest = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::clamp(number, least, greatest));
}

// Returns a + b, or the end of the range that it would pass.
constexpr std::int64_t SaturatingAdd(std::int64_t a, std::int64_t b) {
  return Saturated(Wide{a} + b);
}

}  // namespace macie_local::base
