// A part of a text.
#pragma once

#include <cstddef>

namespace macie_local::names {

// From `begin` to before `end`, which are offsets of the text.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool operator==(const Span&) const = default;
};

}  // namespace macie_local::names
