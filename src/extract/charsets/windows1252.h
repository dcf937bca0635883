// Windows-1252, which texts are in that are in nothing else.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace macie_local::extract {

// Returns the character that a byte stands for. Those that mean nothing are the control characters of Latin-1.
unsigned Windows1252Character(unsigned char byte);

// Appends the text as UTF-8.
void AppendWindows1252(std::string_view bytes, std::string* out);

// Returns how many of the first bytes are ASCII, in steps of sixteen.
std::size_t AsciiBytes(std::string_view bytes);

}  // namespace macie_local::extract
