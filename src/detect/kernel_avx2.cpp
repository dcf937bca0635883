// The first stage for x86-64 with AVX2. CMake compiles this file for it, so nothing here may be called elsewhere.
#if defined(__x86_64__)
#include <immintrin.h>

#include "detect/kernel.h"
#include "detect/kernels.h"

namespace macie_local::detect {
namespace {

// The kinds of a byte, by its two halves: a kind holds where both have its bit.
enum Kind : int {
  kDigitKind,
  kFirstLetters,
  kLastLetters,
  kUnderscoreKind,
  kHyphenKind,
  kDotKind,
  kEdgeKind,
  kSpaceKind
};

struct KindTable {
  Byte low[16] = {};
  Byte high[16] = {};

  constexpr KindTable() {
    const auto set = [](Byte* table, int at, int kind) { table[at] = static_cast<Byte>(table[at] | 1 << kind); };
    for (int half = 0; half < 16; ++half) {
      if (half <= 9) set(low, half, kDigitKind);
      if (half >= 1) set(low, half, kFirstLetters);
      if (half <= 10) set(low, half, kLastLetters);
    }
    set(high, 3, kDigitKind);
    for (const int half : {4, 6}) set(high, half, kFirstLetters);
    for (const int half : {5, 7}) set(high, half, kLastLetters);
    set(low, 15, kUnderscoreKind);
    set(high, 5, kUnderscoreKind);
    set(low, 13, kHyphenKind);
    set(high, 2, kHyphenKind);
    for (const int half : {14, 15}) set(low, half, kDotKind);
    set(high, 2, kDotKind);
    // "+(%" and ';', and with them the digits 5 and 8, which are taken out again.
    for (const int half : {11, 8, 5}) set(low, half, kEdgeKind);
    for (const int half : {2, 3}) set(high, half, kEdgeKind);
    set(low, 0, kSpaceKind);
    set(high, 2, kSpaceKind);
  }
};
constexpr KindTable kKinds;

struct Avx2 {
  static __m256i Table(const Byte* table) {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table)));
  }
  static __m256i Load(const Byte* bytes) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes)); }
  static __m256i Low(__m256i v) { return _mm256_and_si256(v, _mm256_set1_epi8(15)); }
  static __m256i High(__m256i v) { return Low(_mm256_srli_epi16(v, 4)); }
  static __m256i Equal(__m256i v, char c) { return _mm256_cmpeq_epi8(v, _mm256_set1_epi8(c)); }
  static std::uint64_t Mask(__m256i v) { return static_cast<unsigned>(_mm256_movemask_epi8(v)); }
  template <int kKind>
  static std::uint64_t KindMask(__m256i kinds) {
    return Mask(_mm256_slli_epi16(kinds, 7 - kKind));
  }
  static __m256i Shared(const Byte (&halves)[2][16], __m256i v) {
    return _mm256_and_si256(_mm256_shuffle_epi8(Table(halves[0]), Low(v)),
                            _mm256_shuffle_epi8(Table(halves[1]), High(v)));
  }

  static void Classify(const Byte* bytes, unsigned word, Words* out) {
    std::uint64_t digit = 0, letter = 0, small = 0, underscore = 0, hyphen = 0, dot = 0, edge = 0, space = 0, plus = 0;
    std::uint64_t high = 0, lead = 0, second = 0, trigger = 0;
    for (unsigned n = 0; n < 64; n += 32) {
      const __m256i v = Load(bytes + n);
      const __m256i kinds = _mm256_and_si256(_mm256_shuffle_epi8(Table(kKinds.low), Low(v)),
                                             _mm256_shuffle_epi8(Table(kKinds.high), High(v)));
      digit |= KindMask<kDigitKind>(kinds) << n;
      letter |=
          Mask(_mm256_or_si256(_mm256_slli_epi16(kinds, 7 - kFirstLetters), _mm256_slli_epi16(kinds, 7 - kLastLetters)))
          << n;
      small |= Mask(_mm256_slli_epi16(v, 2)) << n;
      underscore |= KindMask<kUnderscoreKind>(kinds) << n;
      hyphen |= KindMask<kHyphenKind>(kinds) << n;
      dot |= KindMask<kDotKind>(kinds) << n;
      edge |= KindMask<kEdgeKind>(kinds) << n;
      space |= KindMask<kSpaceKind>(kinds) << n;
      plus |= Mask(_mm256_or_si256(Equal(v, '+'), Equal(v, '/'))) << n;
      const std::uint64_t is_high = Mask(v);
      if (is_high != 0) {
        high |= is_high << n;
        const __m256i moved = _mm256_sub_epi8(v, _mm256_set1_epi8(static_cast<char>(0xc3)));
        lead |= Mask(_mm256_cmpeq_epi8(_mm256_min_epu8(moved, _mm256_set1_epi8(0x1c)), moved)) << n;
        second |= Mask(_mm256_cmpgt_epi8(_mm256_set1_epi8(static_cast<char>(0xc0)), v)) << n;
      }
      const __m256i shared = _mm256_and_si256(
          _mm256_and_si256(Shared(kTriggers.halves[0], v), Shared(kTriggers.halves[1], Load(bytes + n + 1))),
          Shared(kTriggers.halves[2], Load(bytes + n + 2)));
      trigger |= (~Mask(_mm256_cmpeq_epi8(shared, _mm256_setzero_si256())) & 0xffffffffu) << n;
    }
    out->digit[word] = digit;
    out->upper[word] = letter & ~small;
    out->lower[word] = letter & small;
    out->underscore[word] = underscore;
    out->hyphen[word] = hyphen;
    out->dot[word] = dot;
    out->edge[word] = edge & ~digit;
    out->space[word] = space;
    out->plus[word] = plus;
    out->high[word] = high;
    out->lead[word] = lead;
    out->second[word] = second;
    out->trigger[word] = trigger;
  }

  static std::uint64_t AddWithCarry(std::uint64_t a, std::uint64_t b, unsigned long* carry) {
    unsigned long long sum = 0;
    *carry = _addcarry_u64(static_cast<unsigned char>(*carry), a, b, &sum);
    return sum;
  }
  static int CountLow(std::uint64_t bits) { return static_cast<int>(_tzcnt_u64(bits)); }
  static int CountHigh(std::uint64_t bits) { return static_cast<int>(_lzcnt_u64(bits)); }
  static std::uint64_t LowBits(int count) { return _bzhi_u64(~std::uint64_t{0}, static_cast<unsigned>(count)); }

  // Eight at a time where four bytes of each can be read.
  static int FilterBeginnings(const char* text, std::int64_t base, std::int64_t size, std::uint16_t* starts,
                              int count) {
    using Of = KernelOf<Avx2>;
    int kept = 0;
    int n = 0;
    const auto* bytes = reinterpret_cast<const int*>(text + base);
    while (n < count && base + starts[n] < 0) starts[kept++] = starts[n++];
    for (; n + 8 <= count && base + starts[n + 7] + 4 <= size; n += 8) {
      const __m256i at = _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(starts + n)));
      __m256i value = _mm256_i32gather_epi32(bytes, at, 1);
      value = _mm256_and_si256(_mm256_or_si256(value, _mm256_set1_epi32(0x202020)), _mm256_set1_epi32(0xffffff));
      value =
          _mm256_srli_epi32(_mm256_mullo_epi32(value, _mm256_set1_epi32(static_cast<int>(Of::kBeginningFactor))), 16);
      const __m256i known = _mm256_i32gather_epi32(reinterpret_cast<const int*>(table::kBeginnings.data()),
                                                   _mm256_srli_epi32(value, 5), 4);
      const __m256i bit = _mm256_and_si256(value, _mm256_set1_epi32(31));
      const __m256i top = _mm256_sllv_epi32(known, _mm256_sub_epi32(_mm256_set1_epi32(31), bit));
      for (auto may = static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(top))); may != 0; may &= may - 1) {
        starts[kept++] = starts[n + static_cast<int>(_tzcnt_u32(may))];
      }
    }
    return Of::FilterEach(text, base, size, starts, n, count, kept);
  }
};

}  // namespace

const Kernel& Avx2Kernel() {
  static constexpr Kernel kKernel = KernelOf<Avx2>::Make("avx2");
  return kKernel;
}

}  // namespace macie_local::detect
#endif
