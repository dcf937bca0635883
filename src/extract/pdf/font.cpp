#include "extract/pdf/font.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "extract/pdf/glyphs.h"
#include "extract/pdf/tokens.h"

namespace macie_local::extract {
namespace {

constexpr std::size_t kCmapBytesMax = 4 << 20;
constexpr std::size_t kProgramBytesMax = 64 << 10;  // of a font's program: where its encoding stands
constexpr std::size_t kKeptFontBytesMax = 32 << 20;
constexpr std::uint64_t kFontCost = 1024;  // in operators
constexpr std::uint32_t kGlyphMax = 65535;
constexpr float kThousand = 1000;

// Returns a number of a glyph or code; what is none is 0.
std::uint32_t GlyphOf(const PdfObject& object) {
  return static_cast<std::uint32_t>(std::clamp(object.Number(), 0.0, double{kGlyphMax}));
}

float WidthOf(const PdfObject& object, float otherwise) {
  if (!object.IsNumber()) return otherwise;
  constexpr double kWidest = 1e6;
  return static_cast<float>(std::clamp(object.Number(), -kWidest, kWidest));
}

bool EndsWithDirection(std::string_view name) {
  return name.ends_with("-H") || name.ends_with("-V");
}

// Of predefined CMaps those whose codes are characters of Unicode in UTF-16.
bool IsUnicodeCmap(std::string_view name) {
  if (!EndsWithDirection(name)) return false;
  return name.find("-UCS2-") != std::string_view::npos || name.find("-UTF16-") != std::string_view::npos;
}

}  // namespace

PdfFont::PdfFont(const PdfObject& dictionary, PdfDocument* document) {
  is_composite_ = dictionary.Member("/Subtype").Name() == "Type0";
  if (is_composite_) {
    TakeComposite(dictionary, document);
  } else {
    TakeSimple(dictionary, document);
  }
  const PdfObject unicode = dictionary.Member("/ToUnicode");
  if (unicode.IsStream() && !unicode_.Parse(*document->Decode(unicode, kCmapBytesMax))) {
    document->budget().Lack(reason::kMalformed);
  }
}

void PdfFont::TakeSimple(const PdfObject& dictionary, PdfDocument* document) {
  const PdfObject encoding = dictionary.Member("/Encoding");
  std::string base = encoding.Name();
  if (base.empty()) base = encoding.Member("/BaseEncoding").Name();
  const bool is_type1 = dictionary.Member("/Subtype").Name() == "Type1";
  const PdfEncoding kind = base == "MacRomanEncoding"              ? PdfEncoding::kMacRoman
                           : base == "StandardEncoding"            ? PdfEncoding::kStandard
                           : base != "WinAnsiEncoding" && is_type1 ? PdfEncoding::kStandard
                                                                   : PdfEncoding::kWinAnsi;
  for (std::size_t i = 0; i < texts_.size(); ++i) texts_[i] = TextOfCode(kind, static_cast<unsigned char>(i));
  if (base.empty() && is_type1) TakeOwnEncoding(dictionary, document);
  TakeDifferences(encoding, &document->budget());
  TakeByteWidths(dictionary, &document->budget());
}

void PdfFont::TakeDifferences(const PdfObject& encoding, PdfBudget* budget) {
  const PdfObject differences = encoding.Member("/Differences");
  if (!differences.IsArray()) return;
  const int count = differences.Size();
  std::size_t code = 0;
  for (int i = 0; i < count && budget->SpendOperators(1); ++i) {
    const PdfObject item = differences.At(i);
    if (item.IsNumber()) {
      code = GlyphOf(item);
    } else if (item.IsName()) {
      // A name that is not known may be any; then what the byte stands for without it is the best guess.
      std::string text = TextOfGlyph(item.Name());
      if (code < texts_.size() && !text.empty()) texts_[code] = std::move(text);
      ++code;
    }
  }
}

// A font's program may say what its codes are, in the language of PostScript: dup 65 /A put.
void PdfFont::TakeOwnEncoding(const PdfObject& dictionary, PdfDocument* document) {
  const PdfObject program = dictionary.Member("/FontDescriptor").Member("/FontFile");
  if (!program.IsStream()) return;
  const std::string bytes = document->DecodeBeginning(program, kProgramBytesMax);
  PdfTokens tokens(bytes);
  bool is_own = false;
  std::size_t code = texts_.size();
  std::string name;
  for (auto kind = tokens.Next(); kind != PdfTokens::Kind::kFinished; kind = tokens.Next()) {
    if (kind == PdfTokens::Kind::kNumber) {
      code = static_cast<std::size_t>(std::clamp(tokens.number(), 0.0, double{kGlyphMax}));
    } else if (kind == PdfTokens::Kind::kName) {
      name = tokens.text();
    } else if (kind == PdfTokens::Kind::kWord) {
      if (tokens.text() == "eexec") break;
      if (tokens.text() != "put" || code >= texts_.size()) continue;
      if (!is_own) texts_.fill({});
      is_own = true;
      texts_[code] = TextOfGlyph(name);
      code = texts_.size();
    }
  }
}

void PdfFont::TakeByteWidths(const PdfObject& dictionary, PdfBudget* budget) {
  const PdfObject widths = dictionary.Member("/Widths");
  byte_widths_ = StandardPdfWidths(dictionary.Member("/BaseFont").Name());
  if (!widths.IsArray()) return;
  byte_widths_.fill(WidthOf(dictionary.Member("/FontDescriptor").Member("/MissingWidth"), 0));
  // Only of this kind glyphs have a measure of their own.
  const PdfObject matrix = dictionary.Member("/FontMatrix");
  const bool has_matrix = dictionary.Member("/Subtype").Name() == "Type3" && matrix.IsArray();
  const double scale = has_matrix ? std::abs(matrix.At(0).Number()) * double{kThousand} : 1;
  const std::size_t first = GlyphOf(dictionary.Member("/FirstChar"));
  const int count = widths.Size();
  for (std::size_t i = 0; first + i < byte_widths_.size() && i < static_cast<std::size_t>(count); ++i) {
    if (!budget->SpendOperators(1)) return;
    const double width = widths.At(static_cast<int>(i)).Number() * scale;
    byte_widths_[first + i] = static_cast<float>(std::clamp(width, -1e6, 1e6));
  }
}

void PdfFont::TakeComposite(const PdfObject& dictionary, PdfDocument* document) {
  const PdfObject encoding = dictionary.Member("/Encoding");
  codes_are_utf16_ = IsUnicodeCmap(encoding.Name());
  if (encoding.IsStream() && !encoding_.Parse(*document->Decode(encoding, kCmapBytesMax))) {
    document->budget().Lack(reason::kMalformed);
  }
  const PdfObject descendants = dictionary.Member("/DescendantFonts");
  if (!descendants.IsArray() || descendants.Size() == 0) return;
  const PdfObject descendant = descendants.At(0);
  glyph_widths_.SetDefault(WidthOf(descendant.Member("/DW"), kThousand));
  TakeGlyphWidths(descendant.Member("/W"), &document->budget());
  glyph_widths_.Sort();
}

// Of the form 1 [500 600] 7 9 250.
void PdfFont::TakeGlyphWidths(const PdfObject& object, PdfBudget* budget) {
  const PdfObject widths = object;
  if (!widths.IsArray()) return;
  const int count = widths.Size();
  int i = 0;
  while (i + 1 < count && budget->SpendOperators(1)) {
    const std::uint32_t first = GlyphOf(widths.At(i));
    const PdfObject second = widths.At(i + 1);
    if (!second.IsArray()) {
      if (i + 2 < count) glyph_widths_.AddRange(first, GlyphOf(second), WidthOf(widths.At(i + 2), 0));
      i += 3;
      continue;
    }
    const auto listed = static_cast<std::uint64_t>(second.Size());
    if (listed > PdfGlyphWidths::kWidthsMax || !budget->SpendOperators(listed)) return;
    std::vector<float> list;
    for (int k = 0; k < static_cast<int>(listed); ++k) list.push_back(WidthOf(second.At(k), 0));
    glyph_widths_.AddList(first, list);
    i += 2;
  }
}

PdfFont::Code PdfFont::First(std::string_view codes) const {
  std::size_t bytes = 1;
  if (is_composite_) {
    bytes = encoding_.CodeBytes(codes);
    // The standard encodings have two; so has what is not known, mostly.
    if (bytes == 0) bytes = std::min<std::size_t>(2, codes.size());
  }
  std::uint32_t value = 0;
  for (const char c : codes.substr(0, bytes)) value = value << 8 | static_cast<unsigned char>(c);
  return {value, bytes};
}

void PdfFont::AppendText(const Code& code, std::string* out) const {
  if (unicode_.AppendText(code.value, out)) return;
  if (!is_composite_) {
    out->append(texts_[code.value & 0xFF]);
  } else if (codes_are_utf16_) {
    AppendPdfCharacter(code.value, out);
  }
}

double PdfFont::Width(const Code& code) const {
  if (!is_composite_) return double{byte_widths_[code.value & 0xFF]} / double{kThousand};
  const std::uint32_t glyph = encoding_.Cid(code.value).value_or(code.value);
  return double{glyph_widths_.At(glyph)} / double{kThousand};
}

std::shared_ptr<const PdfFont> PdfFonts::Get(const PdfObject& dictionary) {
  const std::uint64_t number = dictionary.id();
  const auto found = number == 0 ? kept_.end() : kept_.find(number);
  if (found != kept_.end()) return found->second;
  document_.budget().SpendOperators(kFontCost);
  const auto font = std::make_shared<const PdfFont>(dictionary, &document_);
  if (kept_bytes_ + font->bytes() > kKeptFontBytesMax) {
    kept_.clear();
    kept_bytes_ = 0;
  }
  // One that stands in its page has no number.
  if (number != 0) {
    kept_[number] = font;
    kept_bytes_ += font->bytes();
  }
  return font;
}

}  // namespace macie_local::extract
