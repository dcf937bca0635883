// The first stage for every x86-64.
#if defined(__x86_64__)
#include <emmintrin.h>

#include "detect/kernel.h"
#include "detect/kernels.h"
#include "detect/text.h"

namespace macie_local::detect {
namespace {

struct Sse2 : PortableSteps<Sse2> {
  static __m128i Equal(__m128i v, char c) { return _mm_cmpeq_epi8(v, _mm_set1_epi8(c)); }
  static __m128i Either(__m128i a, __m128i b) { return _mm_or_si128(a, b); }
  // From `first` on, `count` values.
  static __m128i Within(__m128i v, int first, int count) {
    const __m128i moved = _mm_sub_epi8(v, _mm_set1_epi8(static_cast<char>(first)));
    return _mm_cmpeq_epi8(_mm_min_epu8(moved, _mm_set1_epi8(static_cast<char>(count - 1))), moved);
  }
  static std::uint64_t Mask(__m128i v) { return static_cast<unsigned>(_mm_movemask_epi8(v)); }

  // The places of single bytes of the literals.
  struct Letters {
    std::uint64_t b, j, y, i, z, k, capital_y, colon, n, e, equals, slash;
  };

  static void Classify(const Byte* bytes, unsigned word, Words* out) {
    std::uint64_t digit = 0, letter = 0, small = 0, underscore = 0, hyphen = 0, dot = 0, edge = 0, space = 0, plus = 0;
    std::uint64_t high = 0, lead = 0, second = 0;
    Letters at{};
    for (unsigned n = 0; n < 64; n += 16) {
      const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + n));
      const __m128i folded = _mm_or_si128(v, _mm_set1_epi8(0x20));
      const auto put = [n](std::uint64_t* bits, __m128i holds) { *bits |= Mask(holds) << n; };
      const __m128i is_plus = Equal(v, '+');
      const __m128i is_slash = Equal(v, '/');
      put(&digit, Within(v, '0', 10));
      put(&letter, Within(folded, 'a', 26));
      put(&small, _mm_slli_epi16(v, 2));
      put(&underscore, Equal(v, '_'));
      put(&hyphen, Equal(v, '-'));
      put(&dot, Either(Equal(v, '.'), is_slash));
      put(&edge, Either(Either(is_plus, Equal(v, '(')), Either(Equal(v, ';'), Equal(v, '%'))));
      put(&space, Equal(v, ' '));
      put(&plus, Either(is_plus, is_slash));
      const std::uint64_t is_high = Mask(v);
      high |= is_high << n;
      if (is_high != 0) {
        put(&lead, Within(v, 0xc3, 0x1d));
        put(&second, Within(v, 0x80, 0x40));
      }
      put(&at.equals, Equal(v, '='));
      put(&at.slash, is_slash);
      put(&at.b, Equal(v, 'B'));
      put(&at.j, Equal(v, 'J'));
      put(&at.y, Equal(v, 'y'));
      put(&at.i, Equal(v, 'I'));
      put(&at.z, Equal(v, 'z'));
      put(&at.k, Equal(v, 'k'));
      put(&at.capital_y, Equal(v, 'Y'));
      put(&at.colon, Equal(v, ':'));
      put(&at.n, Equal(folded, 'n'));
      put(&at.e, Equal(folded, 'e'));
    }
    out->digit[word] = digit;
    out->upper[word] = letter & ~small;
    out->lower[word] = letter & small;
    out->underscore[word] = underscore;
    out->hyphen[word] = hyphen;
    out->dot[word] = dot;
    out->edge[word] = edge;
    out->space[word] = space;
    out->plus[word] = plus;
    out->high[word] = high;
    out->lead[word] = lead;
    out->second[word] = second;
    out->trigger[word] = Triggers(bytes, at, hyphen, underscore);
  }

  static std::uint64_t Triggers(const Byte* bytes, const Letters& at, std::uint64_t hyphen, std::uint64_t underscore) {
    constexpr std::uint64_t kLastTwo = std::uint64_t{3} << 62;
    std::uint64_t bits = (hyphen & hyphen >> 1 & at.b >> 2) | (at.y >> 1 & at.j >> 2) | (at.i >> 1 & at.z >> 2) |
                         (at.k & underscore >> 1) | (at.equals & at.slash >> 1) | at.capital_y >> 2 |
                         ((at.n | at.e) >> 1 & at.colon >> 2);
    bits &= ~kLastTwo;
    for (unsigned n = 62; n < 64; ++n) bits |= std::uint64_t{MayTrigger(bytes + n)} << n;
    return bits;
  }
};

}  // namespace

const Kernel& Sse2Kernel() {
  static constexpr Kernel kKernel = KernelOf<Sse2>::Make("sse2");
  return kKernel;
}

}  // namespace macie_local::detect
#endif
