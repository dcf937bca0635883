#include "names/marks.h"

#include <array>
#include <cstring>

#include "names/letters.h"

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace macie_local::names {
namespace {

// What 64 bytes are, a bit each.
struct Classes {
  std::uint64_t digit = 0;
  std::uint64_t capital = 0;
  std::uint64_t letter = 0;  // of ASCII
  std::uint64_t dot = 0;
  std::uint64_t lead = 0;  // may begin a capital beyond ASCII
};

// A capital beyond ASCII begins with a byte from the first to the last.
constexpr int kFirstLead = 0xC3;
constexpr int kLastLead = 0xE1;

#if defined(__x86_64__)

std::uint64_t Mask(__m128i v) {
  return static_cast<unsigned>(_mm_movemask_epi8(v));
}
// Which bytes are from `first` to `last`.
std::uint64_t Within(__m128i v, int first, int last) {
  const __m128i moved = _mm_sub_epi8(v, _mm_set1_epi8(static_cast<char>(first)));
  return Mask(_mm_cmpeq_epi8(_mm_min_epu8(moved, _mm_set1_epi8(static_cast<char>(last - first))), moved));
}

Classes Classify(const char* bytes) {
  constexpr int kToSmall = 0x20;
  Classes classes;
  std::uint64_t small = 0;
  for (unsigned n = 0; n < 64; n += 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + n));
    classes.digit |= Within(v, '0', '9') << n;
    classes.letter |= Within(_mm_or_si128(v, _mm_set1_epi8(kToSmall)), 'a', 'z') << n;
    small |= Mask(_mm_slli_epi16(v, 2)) << n;  // the bit that tells small letters from capitals
    classes.dot |= Mask(_mm_cmpeq_epi8(v, _mm_set1_epi8('.'))) << n;
    if (Mask(v) != 0) classes.lead |= Within(v, kFirstLead, kLastLead) << n;
  }
  classes.capital = classes.letter & ~small;
  return classes;
}

#else

Classes Classify(const char* bytes) {
  Classes classes;
  for (unsigned n = 0; n < 64; ++n) {
    const auto c = static_cast<Byte>(bytes[n]);
    const auto put = [n](std::uint64_t* bits, bool holds) { *bits |= std::uint64_t{holds} << n; };
    put(&classes.digit, IsDigit(c));
    put(&classes.capital, IsCapital(c));
    put(&classes.letter, IsAsciiLetter(c));
    put(&classes.dot, c == '.');
    put(&classes.lead, c >= kFirstLead && c <= kLastLead);
  }
  return classes;
}

#endif

// The bits of the bytes that stand one before, or `by` behind.
std::uint64_t Before(std::uint64_t last, std::uint64_t now) {
  return now << 1 | last >> 63;
}
std::uint64_t Behind(std::uint64_t now, std::uint64_t next, int by) {
  return now >> by | next << (64 - by);
}

std::uint64_t CapitalsOf(const Classes& last, const Classes& now) {
  return (now.capital | now.lead) & ~Before(last.letter, now.letter);
}

std::uint64_t CodesOf(const Classes& last, const Classes& now, const Classes& next) {
  const auto digit = [&](int by) { return Behind(now.digit, next.digit, by); };
  const std::uint64_t word = now.digit | now.letter;
  const std::uint64_t next_word = next.digit | next.letter;
  const std::uint64_t begins = ~Before(last.digit | last.letter | last.dot, word | now.dot);
  const std::uint64_t two = digit(1) & digit(2);
  const std::uint64_t four = now.digit & two & digit(3) & begins;
  const std::uint64_t ends = ~Behind(word, next_word, 4) | (digit(4) & ~Behind(word, next_word, 5));
  const std::uint64_t letters = now.capital & (digit(1) | (Behind(now.capital, next.capital, 1) & digit(2)));
  return (four & ends) | letters;
}

}  // namespace

void Marks::Find(std::string_view text) {
  const std::size_t words = (text.size() + 63) / 64;
  capitals_.words().resize(words);
  codes_.words().resize(words);
  const auto classes_of = [&](std::size_t word) {
    const std::size_t at = word * 64;
    if (at + 64 <= text.size()) return Classify(text.data() + at);
    std::array<char, 64> rest{};
    if (at < text.size()) std::memcpy(rest.data(), text.data() + at, text.size() - at);
    return Classify(rest.data());
  };
  std::uint64_t* const capitals = capitals_.words().data();
  std::uint64_t* const codes = codes_.words().data();
  Classes last;
  Classes now = classes_of(0);
  for (std::size_t word = 0; word < words; ++word) {
    const Classes next = classes_of(word + 1);
    capitals[word] = CapitalsOf(last, now);
    codes[word] = CodesOf(last, now, next);
    last = now;
    now = next;
  }
}

}  // namespace macie_local::names
