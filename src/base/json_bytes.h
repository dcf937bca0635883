// Looks at eight or sixteen bytes of a JSON string together.
#pragma once

#include <bit>
#include <cstdint>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace macie_local::base {

inline constexpr std::uint64_t kByteOnes = 0x0101010101010101;
inline constexpr std::uint64_t kByteTops = 0x8080808080808080;

// Says whether one of the eight bytes is a control character, '"' or '\'. The answer is exact: a borrow that would be
// wrong can only come from a byte that is itself one of them.
inline bool HasJsonSpecial(std::uint64_t word) {
  const std::uint64_t quote = word ^ (kByteOnes * '"');
  const std::uint64_t slash = word ^ (kByteOnes * '\\');
  const std::uint64_t control = (word - kByteOnes * 0x20) & ~word;
  return ((control | ((quote - kByteOnes) & ~quote) | ((slash - kByteOnes) & ~slash)) & kByteTops) != 0;
}

// The bytes that need no look by themselves at the beginning of sixteen bytes of a JSON string.
struct PlainBytes {
  int count;   // how many there are before the first control character, '"' or '\'; 16 when there is none
  bool ascii;  // all of them are ASCII
};

// Requires sixteen bytes at `at`.
inline PlainBytes PlainBytesAt(const char* at) {
#ifdef __SSE2__
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
  const __m128i marks =
      _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
  const auto specials = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(control, marks)));
  const int count = std::countr_zero(specials | 0x10000u);
  const auto tops = static_cast<unsigned>(_mm_movemask_epi8(bytes));
  return {count, (tops & ((1u << count) - 1)) == 0};
#else
  PlainBytes plain{0, true};
  for (int i = 0; i < 16; ++i, ++plain.count) {
    const auto byte = static_cast<unsigned char>(at[i]);
    if (byte < 0x20 || byte == '"' || byte == '\\') break;
    plain.ascii = plain.ascii && byte < 0x80;
  }
  return plain;
#endif
}

}  // namespace macie_local::base
