// Finds postal addresses in one text: a place and the postal code that fits, with the street before it.
#pragma once

#include <cstddef>
#include <vector>

#include "names/marks.h"
#include "names/span.h"

namespace macie_local::names {

// What a text is.
struct AddressSetting {
  bool joined = false;    // the cells of a row, with ", " between them
  bool postcode = false;  // one of them is of a column of postal codes
};

// How far before its code an address begins at most, how far before the code what speaks for it stands, and how far
// behind the code's first character it ends.
inline constexpr std::size_t kAddressBytesBefore = 192;
inline constexpr std::size_t kAddressBytesBehind = 128;

// Looks at the postal codes from one offset to another. Called again, it goes on where it was.
struct AddressSearch {
  std::size_t from = 0;
  std::size_t until = 0;
  std::size_t taken = 0;  // where the last address found ends, before which none begins
};

// Appends the addresses whose postal codes begin from `search->from` to before `search->until`, ascending, and moves
// `from` to behind what was read.
void FindAddresses(const MarkedText& text, const AddressSetting& setting, AddressSearch* search,
                   std::vector<Span>* addresses);

}  // namespace macie_local::names
