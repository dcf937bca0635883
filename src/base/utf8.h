// Reads text that need not be well-formed UTF-8, one sequence at a time, and writes characters as UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace macie_local::base {

// Returns the bytes (1 to 4) of the well-formed sequence that `text` begins with, or 0 when it begins with none. `text`
// must not be empty.
std::size_t SequenceLength(std::string_view text);

// Returns `text` with U+FFFD in the place of every byte that belongs to no well-formed sequence.
std::string MendUtf8(std::string_view text);

// Appends the character `code`, which is at most 0x10FFFF.
void AppendUtf8(unsigned code, std::string* out);

}  // namespace macie_local::base
