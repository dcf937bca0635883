// Finds the pages of a PDF that has lost its list of them, or the table of its objects.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace macie_local::extract {

// A larger file is not repaired: the copy takes as much memory.
inline constexpr std::size_t kRepairedPdfBytesMax = 64 << 20;

// Returns the file with a table of the objects that stand in it and a list of all pages among them, in the order in
// which they stand there; empty when there are none, or when the file is too large or encrypted. Takes time that grows
// as the file.
std::string RepairedPdf(std::string_view file);

}  // namespace macie_local::extract
