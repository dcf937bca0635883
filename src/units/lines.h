// Counts lines and characters as places tell them (behaviour 16.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace macie_local::units {

// A place in a text: the line, from 1, and the character in that line, from 1.
struct LinePosition {
  std::uint64_t line = 1;
  std::uint64_t column = 1;

  bool operator==(const LinePosition&) const = default;
};

// Takes `position`, which is that of text[from], to text[to]. A line ends with "\n", "\r\n" or "\r"; its end belongs to
// it. A character is what is no continuation byte of UTF-8, so that malformed bytes are counted somehow. Requires
// from <= to <= text.size(); text[to], where there is one, tells whether a "\r" before it ends the line.
void Advance(std::string_view text, std::size_t from, std::size_t to, LinePosition* position);

// Returns the first byte of the character that text[at] belongs to. Where that is not to be found, `at`.
std::size_t CharacterBegin(std::string_view text, std::size_t at);

}  // namespace macie_local::units
