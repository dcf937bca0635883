// Where the program is that reads objects.
#pragma once

#include <string>

#include "base/result.h"

namespace macie_local::worker {

inline constexpr char kProgramName[] = "macie-local-scan";

// Returns the path of the program: `given`, unless that is empty; else the file beside this executable, or that in
// ../libexec/macie-local from there. The error names the places where it is not.
base::Result<std::string> FindProgram(const std::string& given);

}  // namespace macie_local::worker
