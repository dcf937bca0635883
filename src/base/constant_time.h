// Compares secrets.
#pragma once

#include <string_view>

namespace macie_local::base {

// Returns whether the two are equal, without telling by its time where they differ. Their lengths are no secret.
bool AreEqualInConstantTime(std::string_view left, std::string_view right);

}  // namespace macie_local::base
