// Writes a log of the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS), which code hosts and editors
// show beside the lines.
#pragma once

#include <string>
#include <string_view>

#include "scan/object_result.h"

namespace macie_local::app {

// The log is what stands before the results, the results with kSarifBetween between them, and what stands after.
std::string SarifBegin();
inline constexpr std::string_view kSarifBetween = ",\n";
std::string SarifEnd();

// Returns the results of one file, with kSarifBetween between them, or nothing: one for each place, at most
// scan::kPlacesMax of an identifier, and one for an identifier whose format has no places. A file that was not read to
// its end is a result of the kind "notApplicable", which is no alert. `path` is relative, or begins with '/'.
std::string SarifResults(std::string_view path, const scan::ObjectResult& result);

}  // namespace macie_local::app
