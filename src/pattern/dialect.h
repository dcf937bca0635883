// The regular expressions that Macie takes: a subset of PCRE (behaviour 9, "Regex dialect"; UG:cdis-options
// [D]). Knows what a pattern may say and how large it may be; pattern/pattern.h compiles it.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace macie_local::pattern {

struct PatternShape {
  std::int64_t size = 0;  // characters and classes, once every repeat is written out; at most model::kRegexSizeMax
  bool bounded = true;    // no match is longer than `size` characters
};

// The error names what isn't supported and the character, counted from 1, where it is. `member` is what the request
// calls the pattern. What it lets through may still be refused by the compiler, such as a class that doesn't exist.
base::Result<PatternShape> CheckDialect(std::string_view member, std::string_view regex);

}  // namespace macie_local::pattern
