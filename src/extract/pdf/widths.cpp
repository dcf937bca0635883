#include "extract/pdf/widths.h"

#include <algorithm>

namespace macie_local::extract {
namespace {

constexpr unsigned kFirst = 0x20;  // of the bytes that a table has

// From the space to "~".
using Table = std::array<std::uint16_t, 95>;

constexpr Table kSans = {278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
                         556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
                         1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
                         667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
                         333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
                         556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};
constexpr Table kSansBold = {278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
                             556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
                             975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
                             667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
                             333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
                             611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584};
constexpr Table kSerif = {250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278,
                          500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
                          921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
                          556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
                          333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500,
                          500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541};
constexpr Table kSerifBold = {250, 333, 555, 500, 500, 1000, 833, 278,  333, 333, 500, 570, 250, 333, 250, 278,
                              500, 500, 500, 500, 500, 500,  500, 500,  500, 500, 333, 333, 570, 570, 570, 500,
                              930, 722, 667, 722, 722, 667,  611, 778,  778, 389, 500, 778, 667, 944, 722, 778,
                              611, 778, 722, 556, 667, 722,  722, 1000, 722, 722, 667, 333, 278, 333, 581, 500,
                              333, 500, 556, 444, 556, 444,  333, 500,  556, 278, 333, 556, 278, 833, 556, 500,
                              556, 556, 444, 389, 333, 556,  500, 722,  500, 500, 444, 394, 220, 394, 520};

bool Has(std::string_view name, std::string_view part) {
  return name.find(part) != std::string_view::npos;
}

// The letters behind ASCII are about as wide as this.
constexpr float kOther = 556;
constexpr float kFixed = 600;

}  // namespace

PdfByteWidths StandardPdfWidths(std::string_view font_name) {
  PdfByteWidths widths;
  if (Has(font_name, "Courier") || Has(font_name, "Mono")) {
    widths.fill(kFixed);
    return widths;
  }
  widths.fill(kOther);
  const bool serif = Has(font_name, "Times") || Has(font_name, "Serif");
  const bool bold = Has(font_name, "Bold");
  const Table& table = serif ? (bold ? kSerifBold : kSerif) : (bold ? kSansBold : kSans);
  std::copy(table.begin(), table.end(), widths.begin() + kFirst);
  return widths;
}

void PdfGlyphWidths::AddRange(std::uint32_t first, std::uint32_t last, float width) {
  if (ranges_.size() >= kRangesMax || widths_.size() >= kWidthsMax || last < first) return;
  ranges_.push_back({first, last, static_cast<std::uint32_t>(widths_.size()), false});
  widths_.push_back(width);
}

void PdfGlyphWidths::AddList(std::uint32_t first, const std::vector<float>& widths) {
  if (ranges_.size() >= kRangesMax || widths.empty() || widths.size() > kWidthsMax - widths_.size()) return;
  const auto last = first + static_cast<std::uint32_t>(widths.size() - 1);
  ranges_.push_back({first, last, static_cast<std::uint32_t>(widths_.size()), true});
  widths_.insert(widths_.end(), widths.begin(), widths.end());
}

void PdfGlyphWidths::Sort() {
  std::stable_sort(ranges_.begin(), ranges_.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
}

float PdfGlyphWidths::At(std::uint32_t glyph) const {
  const auto behind = std::upper_bound(ranges_.begin(), ranges_.end(), glyph,
                                       [](std::uint32_t key, const Range& range) { return key < range.first; });
  if (behind == ranges_.begin()) return default_;
  const Range& range = *(behind - 1);
  if (glyph > range.last) return default_;
  return widths_[range.is_list ? range.width + (glyph - range.first) : range.width];
}

}  // namespace macie_local::extract
