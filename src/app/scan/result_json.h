// Writes texts, integers and places as JSON, in the way of result files (behaviour 18).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "units/place.h"

namespace macie_local::app {

// Appends a text with its quotes, in which "'" is escaped too.
void AppendText(std::string_view text, std::string* out);
// Appends an integer, which is a text there.
void AppendNumber(std::uint64_t number, std::string* out);
// Appends an object, such as {"row":"2","column":"3"}; NoPlace is {}.
void AppendPlace(const units::Place& place, std::string* out);

}  // namespace macie_local::app
