// What compound files are called.
#pragma once

#include <string_view>

namespace macie_local::extract {

// Returns the MIME type of a compound file: by its own name, and where that says nothing by the names of its streams
// that stand in `head`, the file's beginning. Lives forever.
std::string_view MimeOfOle(std::string_view head, std::string_view name);

}  // namespace macie_local::extract
