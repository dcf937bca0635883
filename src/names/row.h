// What lies in several cells of a row, or in several members of an object.
#pragma once

#include <string_view>

namespace macie_local::names {

// Whether a cell of a column of given names or surnames may hold one: two letters at least, at most three words.
bool LooksLikeName(std::string_view cell);

// Whether two such cells are a person's name: one of them at least is a known name, and neither is another word.
bool IsNameOfTwoCells(std::string_view given, std::string_view family);

}  // namespace macie_local::names
