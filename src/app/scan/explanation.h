// Says for programs and for people why something was no hit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scan/near_miss.h"

namespace macie_local::app {

// Appends an array of JSON.
void AppendNearMisses(const std::vector<scan::NearMiss>& near_misses, std::string* out);

// Returns a line for each: "PATH: not ID, 2 times (no keyword near): line 3 column 1 (ssn is 45 characters before it),
// ...".
std::string NearMissLines(std::string_view path, const std::vector<scan::NearMiss>& near_misses);

}  // namespace macie_local::app
