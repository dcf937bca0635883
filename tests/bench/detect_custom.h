// Custom data identifiers to measure with, such as companies make them.
#pragma once

#include <vector>

#include "pattern/matcher.h"

namespace macie_local::bench {

// As many as a job may have.
std::vector<pattern::CustomDataMatcher> CustomMatchers();

}  // namespace macie_local::bench
