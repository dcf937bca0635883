// Says for people where something was found.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "units/place.h"

namespace macie_local::app {

// Returns `text` with '?' for what would move a terminal's cursor, as a file's name may.
std::string Printable(std::string_view text);

// Returns "row 2 column 3 (ssn)", "line 7 column 1", "record 4 $.card", "page 2", "B3", or nothing for no place.
std::string PlaceInWords(const units::Place& place);

// Returns "once", or "3 times".
std::string TimesInWords(std::uint64_t count);

}  // namespace macie_local::app
