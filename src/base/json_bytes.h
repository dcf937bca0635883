// Eight bytes of a JSON string looked at together.
#pragma once

#include <cstdint>

namespace macie_local::base {

inline constexpr std::uint64_t kByteOnes = 0x0101010101010101;
inline constexpr std::uint64_t kByteTops = 0x8080808080808080;

// Whether one of eight bytes is a control character, '"' or '\'. Exact: a borrow that would be wrong can only come
// from a byte that is itself one of them.
inline bool HasJsonSpecial(std::uint64_t word) {
  const std::uint64_t quote = word ^ (kByteOnes * '"');
  const std::uint64_t slash = word ^ (kByteOnes * '\\');
  const std::uint64_t control = (word - kByteOnes * 0x20) & ~word;
  return ((control | ((quote - kByteOnes) & ~quote) | ((slash - kByteOnes) & ~slash)) & kByteTops) != 0;
}

}  // namespace macie_local::base
