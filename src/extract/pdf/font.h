// Fonts of PDF: what the bytes of shown strings stand for, and how far they move on (ISO 32000-1, 9.6 to 9.10).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "extract/pdf/cmap.h"
#include "extract/pdf/document.h"
#include "extract/pdf/widths.h"

namespace macie_local::extract {

class PdfFont {
 public:
  // Of a dictionary that is none it makes a font of the standard encoding.
  PdfFont(const PdfObject& dictionary, PdfDocument* document);

  struct Code {
    std::uint32_t value;
    std::size_t bytes;
    bool is_space() const { return value == ' ' && bytes == 1; }
  };
  // Returns the code that a string begins with. Requires that it is not empty.
  Code First(std::string_view codes) const;
  // Appends what the code stands for: nothing when that is not known.
  void AppendText(const Code& code, std::string* out) const;
  // Returns how wide the code's glyph is, in parts of the font's size.
  double Width(const Code& code) const;

  // About what it takes of memory.
  std::size_t bytes() const { return sizeof(PdfFont) + unicode_.bytes() + encoding_.bytes() + glyph_widths_.bytes(); }

 private:
  void TakeSimple(const PdfObject& dictionary, PdfDocument* document);
  void TakeDifferences(const PdfObject& encoding, PdfBudget* budget);
  void TakeOwnEncoding(const PdfObject& dictionary, PdfDocument* document);
  void TakeByteWidths(const PdfObject& dictionary, PdfBudget* budget);
  void TakeComposite(const PdfObject& dictionary, PdfDocument* document);
  void TakeGlyphWidths(const PdfObject& widths, PdfBudget* budget);

  bool is_composite_ = false;
  bool codes_are_utf16_ = false;
  PdfCmap unicode_;   // what codes stand for
  PdfCmap encoding_;  // of a composite font: which codes there are, and of which glyphs
  std::array<std::string, 256> texts_;
  PdfByteWidths byte_widths_{};
  PdfGlyphWidths glyph_widths_;
};

// The fonts of a file, as many of them as memory is for.
class PdfFonts {
 public:
  // The document outlives it.
  explicit PdfFonts(PdfDocument* document) : document_(*document) {}

  // Returns the font of a dictionary, or of what is none.
  std::shared_ptr<const PdfFont> Get(const PdfObject& dictionary);

 private:
  PdfDocument& document_;
  std::map<std::uint64_t, std::shared_ptr<const PdfFont>> kept_;
  std::size_t kept_bytes_ = 0;
};

}  // namespace macie_local::extract
