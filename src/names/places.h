// What may stand around a postal code: places, numbers, streets. All are looked for in a bounded stretch of the text.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "names/span.h"

namespace macie_local::names {

// The longest known place of one to five words that ends before `end` and begins at `least` or behind it. `countries`
// are bits of kPlaces.
std::optional<std::size_t> PlaceBefore(std::string_view text, std::size_t end, int countries, std::size_t least);
// Where the longest known place of one to four words that begins at `begin` ends.
std::optional<std::size_t> PlaceBehind(std::string_view text, std::size_t begin, int countries);

// Returns where the blanks, commas, brackets and quotes that stand before `at` begin; one line end is among them at
// most.
std::size_t PassBack(std::string_view text, std::size_t at, std::size_t least);

// Whether a number of at most five digits, such as a house may have, begins in the `reach` bytes before `end`.
bool HasNumberBefore(std::string_view text, std::size_t end, std::size_t reach);
// Returns the first such number of the three lines that end at `end`, at most kStreetBytesMax before it; else `end`.
std::size_t StreetBegin(std::string_view text, std::size_t end);
inline constexpr std::size_t kStreetBytesMax = 64;

}  // namespace macie_local::names
