#include "extract/pdf/cmap.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "extract/pdf/glyphs.h"
#include "extract/pdf/tokens.h"

namespace macie_local::extract {
namespace {

constexpr std::size_t kCodeBytesMax = 4;

std::uint32_t CodeOf(std::string_view bytes) {
  std::uint32_t code = 0;
  for (const char c : bytes.substr(0, kCodeBytesMax)) code = code << 8 | static_cast<unsigned char>(c);
  return code;
}

// Returns the last range that begins at or before `code` and has it. Of ranges that lie in each other only some are
// looked at.
template <class Range>
const Range* FindRange(const std::vector<Range>& ranges, std::uint32_t code) {
  constexpr int kRangesLookedAt = 8;
  auto at = std::upper_bound(ranges.begin(), ranges.end(), code,
                             [](std::uint32_t key, const Range& range) { return key < range.first; });
  for (int i = 0; i < kRangesLookedAt && at != ranges.begin(); ++i) {
    --at;
    if (code <= at->last) return &*at;
  }
  return nullptr;
}

template <class Range>
void SortRanges(std::vector<Range>* ranges) {
  const auto is_before = [](const Range& a, const Range& b) { return a.first < b.first; };
  if (!std::is_sorted(ranges->begin(), ranges->end(), is_before))
    std::stable_sort(ranges->begin(), ranges->end(), is_before);
}

}  // namespace

class PdfCmap::Parser {
 public:
  Parser(PdfCmap* cmap, std::string_view stream) : cmap_(*cmap), tokens_(stream) {}

  void Parse() {
    while (true) {
      switch (tokens_.Next()) {
        case PdfTokens::Kind::kFinished:
          return;
        case PdfTokens::Kind::kWord:
          Begin(tokens_.text());
          break;
        case PdfTokens::Kind::kArrayBegin:
          in_array_ = section_ == Section::kTextRanges && operands_ == 2;
          elements_ = 0;
          break;
        case PdfTokens::Kind::kArrayEnd:
          if (in_array_) operands_ = 0;
          in_array_ = false;
          break;
        case PdfTokens::Kind::kString:
          if (section_ != Section::kNone) TakeString(tokens_.text());
          break;
        case PdfTokens::Kind::kName:  // of a glyph, in the place of a string
          if (!in_array_) operands_ = 0;
          break;
        case PdfTokens::Kind::kNumber:
          if (section_ == Section::kCids && operands_ == 1) AddCid(codes_[0], codes_[0]);
          if (section_ == Section::kCidRanges && operands_ == 2) AddCid(codes_[0], codes_[1]);
          break;
        default:
          break;
      }
    }
  }

 private:
  enum class Section : std::uint8_t { kNone, kCodespaces, kTexts, kTextRanges, kCids, kCidRanges };

  void Begin(std::string_view word) {
    section_ = word == "begincodespacerange" ? Section::kCodespaces
               : word == "beginbfchar"       ? Section::kTexts
               : word == "beginbfrange"      ? Section::kTextRanges
               : word == "begincidchar"      ? Section::kCids
               : word == "begincidrange"     ? Section::kCidRanges
                                             : Section::kNone;
    operands_ = 0;
    in_array_ = false;
  }

  void TakeString(std::string_view text) {
    if (in_array_) {
      const std::uint64_t code = std::uint64_t{codes_[0]} + elements_++;
      if (code <= codes_[1]) AddText(static_cast<std::uint32_t>(code), static_cast<std::uint32_t>(code), text);
      return;
    }
    if (section_ == Section::kTexts && operands_ == 1) return AddText(codes_[0], codes_[0], text);
    if (section_ == Section::kTextRanges && operands_ == 2) return AddText(codes_[0], codes_[1], text);
    if (section_ == Section::kCodespaces && operands_ == 1) AddCodespace(text);
    if (section_ == Section::kCodespaces) low_ = text.substr(0, kCodeBytesMax);
    codes_[operands_ == 0 ? 0 : 1] = CodeOf(text);
    operands_ = section_ == Section::kCodespaces && operands_ == 1 ? 0 : std::min(operands_ + 1, 2);
  }

  void AddText(std::uint32_t first, std::uint32_t last, std::string_view text) {
    cmap_.AddText(first, std::max(first, last), text);
    if (!in_array_) operands_ = 0;
  }

  void AddCodespace(std::string_view high) {
    if (low_.empty() || low_.size() != high.size()) return;
    if (cmap_.codespaces_.size() >= kCodespacesMax) {
      cmap_.is_full_ = true;
      return;
    }
    cmap_.codespaces_.push_back({low_, std::string(high)});
  }

  void AddCid(std::uint32_t first, std::uint32_t last) {
    operands_ = 0;
    if (cmap_.cids_.size() >= kRangesMax) {
      cmap_.is_full_ = true;
      return;
    }
    const double cid = std::clamp(tokens_.number(), 0.0, 65535.0);
    cmap_.cids_.push_back({first, std::max(first, last), static_cast<std::uint32_t>(cid)});
  }

  PdfCmap& cmap_;
  PdfTokens tokens_;
  Section section_ = Section::kNone;
  std::array<std::uint32_t, 2> codes_{};
  std::string low_;
  int operands_ = 0;
  bool in_array_ = false;
  std::uint32_t elements_ = 0;
};

bool PdfCmap::Parse(std::string_view stream) {
  Parser(this, stream).Parse();
  SortRanges(&texts_);
  SortRanges(&cids_);
  return !is_full_;
}

void PdfCmap::AddText(std::uint32_t first, std::uint32_t last, std::string_view utf16) {
  if (texts_.size() >= kRangesMax) {
    is_full_ = true;
    return;
  }
  const std::size_t begin = prefixes_.size();
  std::uint32_t character = 0;
  // A single byte is a character of its own, which the standard does not have and files do.
  if (utf16.size() == 1) character = static_cast<unsigned char>(utf16.front());
  const auto unit_at = [&](std::size_t at) { return CodeOf(utf16.substr(at, 2)); };
  utf16 = utf16.substr(0, 2 * kUnitsMax);
  for (std::size_t at = 0; at + 2 <= utf16.size(); at += 2) {
    if (at > 0) AppendPdfCharacter(character, &prefixes_);
    character = unit_at(at);
    const bool is_pair = character >= 0xD800 && character < 0xDC00 && at + 4 <= utf16.size();
    if (!is_pair || unit_at(at + 2) < 0xDC00 || unit_at(at + 2) > 0xDFFF) continue;
    character = 0x10000 + ((character - 0xD800) << 10) + (unit_at(at + 2) - 0xDC00);
    at += 2;
  }
  texts_.push_back({first, last, static_cast<std::uint32_t>(begin),
                    static_cast<std::uint32_t>(prefixes_.size() - begin), character});
}

std::size_t PdfCmap::CodeBytes(std::string_view codes) const {
  for (const Codespace& space : codespaces_) {
    const std::size_t bytes = space.low.size();
    if (bytes > codes.size()) continue;
    bool is_in = true;
    for (std::size_t i = 0; i < bytes && is_in; ++i) {
      const auto byte = static_cast<unsigned char>(codes[i]);
      is_in = byte >= static_cast<unsigned char>(space.low[i]) && byte <= static_cast<unsigned char>(space.high[i]);
    }
    if (is_in) return bytes;
  }
  return codespaces_.empty() ? 0 : std::min(codespaces_.front().low.size(), codes.size());
}

bool PdfCmap::AppendText(std::uint32_t code, std::string* out) const {
  const TextRange* const range = FindRange(texts_, code);
  if (range == nullptr) return false;
  out->append(prefixes_, range->prefix, range->prefix_bytes);
  constexpr std::uint32_t kCharacterMax = 0x10FFFF;
  const std::uint32_t after = code - range->first;
  if (after <= kCharacterMax) AppendPdfCharacter(range->character + after, out);
  return true;
}

std::optional<std::uint32_t> PdfCmap::Cid(std::uint32_t code) const {
  const CidRange* const range = FindRange(cids_, code);
  if (range == nullptr) return std::nullopt;
  return range->cid + (code - range->first);
}

}  // namespace macie_local::extract
