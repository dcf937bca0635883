// What one reading of an object finds out for the next.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "extract/zip/directory.h"

namespace macie_local::extract {

// Begins empty, and goes with an object from one reading to the next.
struct Learned {
  // Which texts of the object are no tables or JSON although they were taken for that: their numbers, counted over all
  // that were taken for such.
  std::set<std::uint64_t> plain_texts{};
  // Of an object that is a zip archive too large to be kept: where its directory is, and what is in it.
  std::optional<ZipEnd> zip_end{};
  std::optional<std::vector<ZipEntry>> zip_entries{};
};

}  // namespace macie_local::extract
