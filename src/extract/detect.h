// Says what an object is: by its first bytes, and where those leave it open by its name.
#pragma once

#include <cstddef>
#include <string_view>

#include "extract/format.h"

namespace macie_local::extract {

// As many bytes of an object's beginning as Detect looks at.
inline constexpr std::size_t kHeadBytes = 64 << 10;

// `head` is the object's first kHeadBytes, or all of it when it is shorter; `name` its key or path. Never fails: what
// nothing is known of is plain text, or unsupported when it is not text.
Detected Detect(std::string_view head, std::string_view name);

}  // namespace macie_local::extract
