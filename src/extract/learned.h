// What one reading of an object finds out for the next.
#pragma once

#include <cstdint>
#include <set>

namespace macie_local::extract {

// Begins empty, and goes with an object from one reading to the next.
struct Learned {
  // Which texts of the object are no tables or JSON although they were taken for that: their numbers, counted over all
  // that were taken for such.
  std::set<std::uint64_t> plain_texts{};
};

}  // namespace macie_local::extract
