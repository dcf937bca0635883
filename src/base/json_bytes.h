// Eight bytes of a JSON string looked at together.
#pragma once

#include <bit>
#include <cstdint>

namespace macie_local::base {

inline constexpr std::uint64_t kByteOnes = 0x0101010101010101;
inline constexpr std::uint64_t kByteTops = 0x8080808080808080;

// Not 0 when one of eight bytes is a control character, '"' or '\'. Exact: a borrow that would be wrong can only come
// from a byte that is itself one of them. So the lowest bit that is set is the top of the lowest of them.
inline std::uint64_t JsonSpecials(std::uint64_t word) {
  const std::uint64_t quote = word ^ (kByteOnes * '"');
  const std::uint64_t slash = word ^ (kByteOnes * '\\');
  const std::uint64_t control = (word - kByteOnes * 0x20) & ~word;
  return (control | ((quote - kByteOnes) & ~quote) | ((slash - kByteOnes) & ~slash)) & kByteTops;
}

inline bool HasJsonSpecial(std::uint64_t word) {
  return JsonSpecials(word) != 0;
}

// How many of the eight bytes that `word` was copied from come before the first special one, of which there is one; 0
// where the order of bytes does not let it be told.
inline int BytesBeforeSpecial(std::uint64_t specials) {
  return std::endian::native == std::endian::little ? std::countr_zero(specials) / 8 : 0;
}

}  // namespace macie_local::base
