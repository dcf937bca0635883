// Formats that are known by their first bytes, whatever they are called.
#pragma once

#include <cstddef>
#include <string_view>

#include "extract/format.h"

namespace macie_local::extract {

struct Magic {
  std::string_view bytes;
  std::size_t offset;  // where they stand
  std::string_view mime;
  Format format = Format::kUnsupported;
  bool zeros = false;  // a text may begin so too: the file has zero bytes near its beginning
};

// Returns what `head`, the beginning of a file, has at its place, or null. The result lives forever.
const Magic* FindMagic(std::string_view head);

}  // namespace macie_local::extract
