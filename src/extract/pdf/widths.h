// How wide glyphs are, in thousandths of the size of their font.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace macie_local::extract {

using PdfByteWidths = std::array<float, 256>;

// Returns the widths of a font that comes without any: those of the standard font that its name is most like.
PdfByteWidths StandardPdfWidths(std::string_view font_name);

// The widths of glyphs by number, as they are written: one for a range, or a list from a number on.
class PdfGlyphWidths {
 public:
  static constexpr std::size_t kRangesMax = 1 << 16;
  static constexpr std::size_t kWidthsMax = 1 << 16;

  void SetDefault(float width) { default_ = width; }
  // Each is passed over when there are too many.
  void AddRange(std::uint32_t first, std::uint32_t last, float width);
  void AddList(std::uint32_t first, const std::vector<float>& widths);
  // Before the first question, after the last of what is above.
  void Sort();

  float At(std::uint32_t glyph) const;
  // About what it takes of memory.
  std::size_t bytes() const { return ranges_.size() * sizeof(Range) + widths_.size() * sizeof(float); }

 private:
  struct Range {
    std::uint32_t first;
    std::uint32_t last;
    std::uint32_t width;  // in widths_: of all of the range, or of its first
    bool is_list;
  };

  float default_ = 1000;
  std::vector<Range> ranges_;
  std::vector<float> widths_;
};

}  // namespace macie_local::extract
