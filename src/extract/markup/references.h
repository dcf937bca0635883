// What the references of HTML stand for.
#pragma once

#include <optional>
#include <string_view>

namespace macie_local::extract {

// No known name or number is longer, but for zeros before a number.
inline constexpr std::size_t kHtmlReferenceBytesMax = 32;

// Returns the character that a reference stands for, which is given without "&" and ";": a name of HTML 4, "#" and a
// number, or "#x" and a hexadecimal one; `closed` says whether ";" stood behind it, which names that are not of Latin-1
// need. A number that is no character is U+FFFD. Returns nothing when it stands for itself.
std::optional<unsigned> HtmlCharacter(std::string_view reference, bool closed);

}  // namespace macie_local::extract
