#include "extract/charsets/windows1252.h"

#include <array>
#include <cstdint>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/utf8.h"

namespace macie_local::extract {
namespace {

// The bytes 0x80 to 0x9F.
constexpr std::array<std::uint16_t, 32> kWindows1252 = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                        0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

}  // namespace

unsigned Windows1252Character(unsigned char byte) {
  return byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80u] : byte;
}

void AppendWindows1252(std::string_view bytes, std::string* out) {
  while (!bytes.empty()) {
    const std::size_t ascii = AsciiBytes(bytes);
    out->append(bytes.substr(0, ascii));
    bytes.remove_prefix(ascii);
    const std::string_view some = bytes.substr(0, 16);
    bytes.remove_prefix(some.size());
    for (std::size_t at = 0; at < some.size();) {
      const std::size_t begin = at;
      while (at < some.size() && static_cast<unsigned char>(some[at]) < 0x80) ++at;
      out->append(some.substr(begin, at - begin));
      if (at < some.size()) base::AppendUtf8(Windows1252Character(static_cast<unsigned char>(some[at++])), out);
    }
  }
}

std::size_t AsciiBytes(std::string_view bytes) {
  std::size_t count = 0;
#ifdef __SSE2__
  for (; bytes.size() - count >= 16; count += 16) {
    const auto* const at = reinterpret_cast<const __m128i*>(bytes.data() + count);
    if (_mm_movemask_epi8(_mm_loadu_si128(at)) != 0) break;
  }
#endif
  return count;
}

}  // namespace macie_local::extract
