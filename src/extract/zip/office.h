// Office files that are zip archives.
#pragma once

#include <cstdint>
#include <string_view>

namespace macie_local::extract {

enum class OfficeKind : std::uint8_t { kNone, kWord, kSheets, kSlides };

// Says of a zip archive what kind of Office file it is: by its own name, and where that says nothing by the
// names of its files that stand in `head`, the archive's beginning.
OfficeKind OfficeKindOf(std::string_view head, std::string_view name);

// Returns the MIME type; of kNone that of zip archives.
std::string_view MimeOf(OfficeKind kind);

}  // namespace macie_local::extract
