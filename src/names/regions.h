// States and other regions, and the postal codes that they have.
#pragma once

#include <string_view>

namespace macie_local::names {

// United States: whether two capitals are a state's, and the capitals of a state's name, which is folded and without
// spaces (empty: none).
bool IsState(std::string_view capitals);
std::string_view StateOfName(std::string_view folded);
// Whether the first three digits of a ZIP code are in use, and whether they are in the state.
bool IsZipInUse(std::string_view zip);
bool IsZipOfState(std::string_view zip, std::string_view state);

// Canada: the first letters of the codes of a province, which is two capitals or a folded name; empty: none.
std::string_view PostalLettersOf(std::string_view province);

// Australia: a state's capitals; Brazil: a state's capitals and the first three digits.
bool IsAustralianCode(std::string_view state, int code);
bool IsBrazilianCode(std::string_view state, int first_three);

// United Kingdom: the letters that a code begins with.
bool IsBritishArea(std::string_view letters);

}  // namespace macie_local::names
