// What the codes of simple fonts and the names of glyphs stand for (ISO 32000-1, Annex D). Texts are UTF-8; ligatures
// are told as their letters, and spaces of all kinds as " ".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace macie_local::extract {

enum class PdfEncoding : std::uint8_t { kStandard, kWinAnsi, kMacRoman };

// Appends a character of Unicode as text of a page. What is no character, or none that is seen, is left out.
void AppendPdfCharacter(std::uint32_t code, std::string* out);

// Returns what a byte stands for in an encoding; empty when for nothing.
std::string TextOfCode(PdfEncoding encoding, unsigned char byte);

// Returns what a glyph of this name, which has no "/", stands for; empty when it is not known.
std::string TextOfGlyph(std::string_view name);

}  // namespace macie_local::extract
