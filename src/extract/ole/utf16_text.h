// Texts of UTF-16 that come piece by piece.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/utf8.h"
#include "extract/zip/little_endian.h"

namespace macie_local::extract {

// Puts characters together that may be cut in two. Half of a pair alone is U+FFFD.
class Utf16Text {
 public:
  // Takes a unit. Returns the character that is complete with it, or 0 where its other half must follow.
  unsigned Take(unsigned unit) {
    constexpr unsigned kReplacement = 0xFFFD;
    const bool high = unit >= 0xD800 && unit < 0xDC00;
    const bool low = unit >= 0xDC00 && unit < 0xE000;
    const unsigned before = std::exchange(high_, high ? unit : 0);
    if (high) return before != 0 ? kReplacement : 0;
    if (!low) return unit;
    return before != 0 ? 0x10000 + ((before - 0xD800) << 10) + (unit - 0xDC00) : kReplacement;
  }

 private:
  unsigned high_ = 0;
};

// Appends units as UTF-8; zero characters are left out.
inline void AppendUtf16(std::string_view bytes, Utf16Text* text, std::string* out) {
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    const unsigned character = text->Take(LittleEndian16(bytes, at));
    if (character == 0) continue;
    if (character < 0x80) {
      out->push_back(static_cast<char>(character));
    } else {
      base::AppendUtf8(character, out);
    }
  }
}

}  // namespace macie_local::extract
