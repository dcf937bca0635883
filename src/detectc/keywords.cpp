#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <string_view>

#include "base/utf8.h"
#include "detectc/compiled.h"

namespace macie_local::detectc {
namespace {

// The hashes are those of detect/keywords.cpp and detect/kernel.h, which read these tables.
constexpr std::uint64_t kPieceFactor = 0x9e3779b97f4a7c15u;
constexpr unsigned kPieceSlotBits = 11;
constexpr std::uint32_t kBeginningFactor = 0x9e3779b1u;
constexpr std::size_t kBeginningBits = std::size_t{1} << 16;
constexpr std::size_t kPieceBytesMax = 64;

std::u32string CodePoints(const std::string& text) {
  std::u32string points;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::size_t size = base::SequenceLength(std::string_view(text).substr(at));
    char32_t point = size == 1 ? byte : byte & (0xffu >> (size + 1));
    for (std::size_t n = 1; n < size; ++n) point = point << 6 | (static_cast<unsigned char>(text[at + n]) & 0x3f);
    points.push_back(point);
    at += size;
  }
  return points;
}

std::string Bytes(char32_t point) {
  if (point < 0x80) return {static_cast<char>(point)};
  if (point < 0x800) return {static_cast<char>(0xc0 | point >> 6), static_cast<char>(0x80 | (point & 0x3f))};
  return {static_cast<char>(0xe0 | point >> 12), static_cast<char>(0x80 | (point >> 6 & 0x3f)),
          static_cast<char>(0x80 | (point & 0x3f))};
}

// Lower case of Latin, Greek and Cyrillic letters of two bytes, as detect/fold.h has it.
char32_t Fold(char32_t point) {
  if (point >= 'A' && point <= 'Z') return point + 32;
  if (point >= 0xc0 && point <= 0xde && point != 0xd7) return point + 32;
  if (point >= 0x100 && point < 0x180) {
    if ((point >= 0x139 && point <= 0x148) || (point >= 0x179 && point <= 0x17e))
      return point % 2 == 1 ? point + 1 : point;
    if (point == 0x178) return 0xff;
    if (point == 0x130 || point == 0x131 || point == 0x138 || point == 0x149 || point == 0x17f) return point;
    return point | 1;
  }
  if (point == 0x3c2) return 0x3c3;
  if (point >= 0x391 && point <= 0x3ab && point != 0x3a2) return point + 32;
  if (point == 0x386) return 0x3ac;
  if (point >= 0x388 && point <= 0x38a) return point + 37;
  if (point == 0x38c) return 0x3cc;
  if (point == 0x38e || point == 0x38f) return point + 63;
  if (point >= 0x410 && point <= 0x42f) return point + 32;
  if (point >= 0x400 && point <= 0x40f) return point + 80;
  return point;
}

bool IsWord(char32_t point) {
  return (point >= '0' && point <= '9') || (point >= 'a' && point <= 'z') || (point >= 0xc0 && point < 0x800);
}

// The words that a text may begin with where it has this keyword: a space of a keyword may be nothing in the text.
std::set<std::u32string> FirstPieces(const std::u32string& keyword) {
  std::set<std::u32string> pieces;
  std::u32string piece;
  for (std::size_t at = 0; at < keyword.size(); ++at) {
    if (IsWord(keyword[at])) {
      piece.push_back(keyword[at]);
    } else if (keyword[at] == ' ' && at + 1 < keyword.size() && IsWord(keyword[at + 1])) {
      pieces.insert(piece);
    } else {
      break;
    }
  }
  pieces.insert(piece);
  return pieces;
}

std::uint64_t Beginning(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t at = 0; at < std::min<std::size_t>(8, bytes.size()); ++at) {
    value |= std::uint64_t{static_cast<unsigned char>(bytes[at] | 0x20)} << 8 * at;
  }
  return value;
}

std::size_t SlotOf(const Piece& piece) {
  return ((piece.beginning ^ std::uint64_t{piece.size} << 56) * kPieceFactor) >> (64 - kPieceSlotBits);
}

// All points that fold to `point`.
std::vector<char32_t> CasesOf(char32_t point) {
  std::vector<char32_t> cases;
  for (char32_t other = 0; other < 0x800; ++other) {
    if (Fold(other) == point) cases.push_back(other);
  }
  if (cases.empty()) cases.push_back(point);
  return cases;
}

// Marks the first three bytes of each way to write a keyword.
class Beginnings {
 public:
  Beginnings() : bits_(kBeginningBits / 32) {}

  void Add(const std::u32string& keyword, std::size_t at, const std::string& written) {
    if (written.size() >= 3) return Mark(written);
    if (at == keyword.size()) {
      for (int byte = 0; byte < 256; ++byte) Add(keyword, at, written + static_cast<char>(byte));
      return;
    }
    if (keyword[at] == ' ') {
      for (const char* between : {"", " ", "_", "-"}) Add(keyword, at + 1, written + between);
      return;
    }
    for (const char32_t point : CasesOf(keyword[at])) Add(keyword, at + 1, written + Bytes(point));
  }
  std::vector<std::uint32_t> Take() && { return std::move(bits_); }

 private:
  void Mark(const std::string& written) {
    std::uint32_t value = 0;
    for (std::size_t at = 0; at < 3; ++at) {
      value |= std::uint32_t{static_cast<unsigned char>(written[at] | 0x20)} << 8 * at;
    }
    const std::uint32_t hash = value * kBeginningFactor >> 16;
    bits_[hash / 32] |= std::uint32_t{1} << hash % 32;
  }

  std::vector<std::uint32_t> bits_;
};

}  // namespace

KeywordTable CompileKeywords(const std::vector<Entry>& entries) {
  std::map<std::u32string, Mask> found;
  for (std::size_t at = 0; at < entries.size(); ++at) {
    for (const std::string& keyword : entries[at].keywords) {
      std::u32string points = CodePoints(keyword);
      std::transform(points.begin(), points.end(), points.begin(), Fold);
      if (!IsWord(points.front()) || (points.front() >= '0' && points.front() <= '9')) {
        throw TableError(entries[at].id + ".keywords: \"" + keyword + "\" must begin with a letter");
      }
      Include(&found[points], at);
    }
  }
  KeywordTable table;
  Beginnings beginnings;
  for (const auto& [points, identifiers] : found) {
    std::string text;
    for (const char32_t point : points) text += Bytes(point);
    table.bytes_max = std::max(table.bytes_max, text.size());
    if (text.size() == points.size()) table.ascii_bytes_max = std::max(table.ascii_bytes_max, text.size());
    for (const std::u32string& piece : FirstPieces(points)) {
      std::string bytes;
      for (const char32_t point : piece) bytes += Bytes(point);
      table.pieces.push_back({.beginning = Beginning(bytes),
                              .size = std::min(bytes.size(), kPieceBytesMax),
                              .keyword = table.keywords.size()});
    }
    beginnings.Add(points, 0, "");
    table.keywords.push_back({.text = text, .identifiers = identifiers});
  }
  table.beginnings = std::move(beginnings).Take();
  std::stable_sort(table.pieces.begin(), table.pieces.end(),
                   [](const Piece& a, const Piece& b) { return SlotOf(a) < SlotOf(b); });
  for (std::size_t slot = 0, at = 0; slot <= (std::size_t{1} << kPieceSlotBits); ++slot) {
    while (at < table.pieces.size() && SlotOf(table.pieces[at]) < slot) ++at;
    table.slot_begins.push_back(at);
  }
  return table;
}

}  // namespace macie_local::detectc
