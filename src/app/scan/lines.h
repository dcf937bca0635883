// Writes what was found in a file, for programs and for people.
#pragma once

#include <string>
#include <string_view>

#include "scan/object_result.h"

namespace macie_local::app {

// Says whether a file is told of: something was found in it, or near to it, or it was not read to its end.
bool IsWorthALine(const scan::ObjectResult& result);

// Returns one line of JSON, with its line end: the path, type and size, and `classificationDetails` as a result file
// has them (behaviour 18), but for what only a job has; with near misses, `nearMisses`.
std::string JsonLine(std::string_view path, const scan::ObjectResult& result);

// Returns lines for people: one for each identifier, "PATH: ID, 2 times: line 3, line 7", or one with the status. At
// most kPlacesShown places are told.
inline constexpr std::size_t kPlacesShown = 5;
std::string TextLines(std::string_view path, const scan::ObjectResult& result);

}  // namespace macie_local::app
