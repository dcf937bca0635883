#include "base/constant_time.h"

#include <cstddef>

namespace macie_local::base {

bool AreEqualInConstantTime(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  volatile unsigned char difference = 0;  // Volatile, so that no compiler ends the loop early.
  for (std::size_t i = 0; i < left.size(); ++i) {
    difference = static_cast<unsigned char>(difference | (left[i] ^ right[i]));
  }
  return difference == 0;
}

}  // namespace macie_local::base
