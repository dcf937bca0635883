// A shape of the table, written out: which characters a value has, and where.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace macie_local::detectc {

// A value found by its shape is at most this long, in bytes: two 64-bit words hold where its digits and separators are.
inline constexpr std::size_t kShapeBytesMax = 44;
// A shape with more places than this that may hold a digit or a letter is looked up by its length alone.
inline constexpr std::size_t kOpenPlacesMax = 4;

// Returns the flat forms of a shape: each a text of '9' (digit), 'A' (letter), 'X' (either) and separators, "-./ ".
// Throws TableError with `where` in front.
std::vector<std::string> Flatten(const std::string& where, const std::string& shape);

// Where the digits and the separators of a flat form are: bit n for its character n, and in `digits` one bit behind the
// last.
struct Layout {
  std::uint64_t digits = 0;
  std::uint64_t joiners = 0;
  std::size_t size = 0;

  auto operator<=>(const Layout&) const = default;
};

// Returns the layouts of a flat form: one for each way to fill its open places.
std::vector<Layout> LayoutsOf(const std::string& flat);

}  // namespace macie_local::detectc
