// What the characters of a value must be beside its shape: check digits, ranges, plausible dates (behaviour 20.8).
#pragma once

#include "detect/table.h"
#include "detect/text.h"

namespace macie_local::detect {

// Whether the value holds. Where MovesEnds it may move the ends: a pair of coordinates is found from the first of them.
bool Holds(table::Check check, const View& view, Range* range);
bool MovesEnds(table::Check check);

}  // namespace macie_local::detect
