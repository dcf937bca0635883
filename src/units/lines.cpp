#include "units/lines.h"

#include <algorithm>
#include <bit>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace macie_local::units {
namespace {

bool StartsCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

struct LineEnds {
  std::uint64_t count = 0;
  std::size_t behind_last = 0;  // the first byte after the last of them
};

bool EndsLine(std::string_view text, std::size_t at) {
  return text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.size() || text[at + 1] != '\n'));
}

// Counts the line ends whose last byte is at or after `from` and before `to`.
LineEnds FindLineEnds(std::string_view text, std::size_t from, std::size_t to) {
  LineEnds ends;
  std::size_t at = from;
#ifdef __SSE2__
  const __m128i feeds = _mm_set1_epi8('\n');
  const __m128i returns = _mm_set1_epi8('\r');
  for (; to - at >= 16 && text.size() - at >= 17; at += 16) {
    const auto* const bytes = reinterpret_cast<const __m128i*>(text.data() + at);
    const auto* const next = reinterpret_cast<const __m128i*>(text.data() + at + 1);
    const __m128i here = _mm_loadu_si128(bytes);
    const __m128i before_feed = _mm_cmpeq_epi8(_mm_loadu_si128(next), feeds);
    const __m128i alone = _mm_andnot_si128(before_feed, _mm_cmpeq_epi8(here, returns));
    const auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(here, feeds), alone)));
    if (found == 0) continue;
    ends.count += static_cast<unsigned>(std::popcount(found));
    ends.behind_last = at + static_cast<std::size_t>(std::bit_width(found));
  }
#endif
  for (; at < to; ++at) {
    if (!EndsLine(text, at)) continue;
    ++ends.count;
    ends.behind_last = at + 1;
  }
  return ends;
}

}  // namespace

void Advance(std::string_view text, std::size_t from, std::size_t to, LinePosition* position) {
  const LineEnds ends = FindLineEnds(text, from, to);
  if (ends.count > 0) *position = {.line = position->line + ends.count, .column = 1};
  const std::string_view rest = text.substr(0, to).substr(ends.count > 0 ? ends.behind_last : from);
  position->column += static_cast<std::uint64_t>(std::count_if(rest.begin(), rest.end(), StartsCharacter));
}

std::size_t CharacterBegin(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < 3 && begin < text.size() && !StartsCharacter(text[begin])) --begin;
  return begin < text.size() && StartsCharacter(text[begin]) ? begin : at;
}

}  // namespace macie_local::units
