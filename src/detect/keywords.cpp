#include "detect/keywords.h"

namespace macie_local::detect {
namespace {

constexpr std::uint64_t kPieceFactor = 0x9e3779b97f4a7c15u;
constexpr unsigned kPieceSlotBits = 11;
static_assert(table::kPieceSlots.size() == (std::size_t{1} << kPieceSlotBits) + 1);

struct Letter {
  std::uint32_t point = 0;
  int size = 1;
};

// Lower case of Latin Extended-A: pairs of which the first is even, in two stretches odd.
std::uint32_t FoldLatin(std::uint32_t point) {
  if ((point >= 0x139 && point <= 0x148) || (point >= 0x179 && point <= 0x17e))
    return point % 2 == 1 ? point + 1 : point;
  if (point == 0x178) return 0xff;
  if (point == 0x130 || point == 0x131 || point == 0x138 || point == 0x149 || point == 0x17f) return point;
  return point | 1;
}

std::uint32_t FoldGreek(std::uint32_t point) {
  if (point == 0x3c2) return 0x3c3;  // a final sigma
  if (point >= 0x391 && point <= 0x3ab && point != 0x3a2) return point + 32;
  if (point == 0x386) return 0x3ac;
  if (point >= 0x388 && point <= 0x38a) return point + 37;
  if (point == 0x38c) return 0x3cc;
  if (point == 0x38e || point == 0x38f) return point + 63;
  return point;
}

std::uint32_t Fold(std::uint32_t point) {
  if (point < 0x100) return point >= 0xc0 && point <= 0xde && point != 0xd7 ? point + 32 : point;
  if (point < 0x180) return FoldLatin(point);
  if (point < 0x400) return FoldGreek(point);
  if (point >= 0x410 && point <= 0x42f) return point + 32;
  if (point >= 0x400 && point <= 0x40f) return point + 80;
  return point;
}

// The letter at `at` in lower case. A byte that begins none of one or two bytes stands for itself.
Letter LetterAt(const View& view, std::int64_t at) {
  const Byte c = view[at];
  if (c < 0x80) return {ToLower(c), 1};
  const Byte next = view[at + 1];
  if (c >= 0xc2 && c <= 0xdf && next >= 0x80 && next <= 0xbf) {
    return {Fold(std::uint32_t{c & 31u} << 6 | (next & 63u)), 2};
  }
  return {0x110000u + c, 1};
}

bool IsHump(const View& view, std::int64_t at) {
  return IsUpper(view[at]) && IsLower(view[at - 1]);
}

}  // namespace

bool IsKeywordByte(const View& view, std::int64_t at) {
  const Byte c = view[at];
  if (c < 0x80) return IsAlnum(c);
  const Byte before = view[at - 1];
  return (c >= 0xc3 && c <= 0xdf) || (c <= 0xbf && before >= 0xc3 && before <= 0xdf);
}

namespace keyword_detail {

std::uint64_t BeginningOf(const View& view, std::int64_t begin, std::int64_t word_end) {
  std::uint64_t value = 0;
  unsigned filled = 0;
  for (std::int64_t at = begin; at < word_end && filled < 8;) {
    const Letter letter = LetterAt(view, at);
    std::uint64_t bytes = letter.point;
    if (letter.size == 2) bytes = 0xc0u | letter.point >> 6 | (0x80u | (letter.point & 0x3fu)) << 8;
    if (letter.point >= 0x110000u) bytes = view[at];
    for (int n = 0; n < letter.size && filled < 8; ++n, ++filled, bytes >>= 8) {
      value |= std::uint64_t{static_cast<Byte>(bytes | 0x20)} << 8 * filled;
    }
    at += letter.size;
  }
  return value;
}

Slot SlotOf(std::uint64_t beginning, std::size_t size) {
  const std::uint64_t hash = (beginning ^ std::uint64_t{size} << 56) * kPieceFactor >> (64 - kPieceSlotBits);
  return {table::kPieces.data() + table::kPieceSlots[hash], table::kPieces.data() + table::kPieceSlots[hash + 1]};
}

std::int64_t MatchAt(const View& view, std::int64_t begin, const table::KeywordRow& keyword) {
  if (view[begin - 1] == '_') return -1;
  const auto* text = reinterpret_cast<const char*>(table::kTexts.data()) + keyword.text;
  const View wanted(std::string_view(text, keyword.size), 0, keyword.size);
  std::int64_t at = begin;
  bool first = true;
  for (std::int64_t n = 0; n < keyword.size;) {
    if (wanted[n] == ' ') {
      const Byte c = view[at];
      if (c == ' ' || c == '_' || c == '-') ++at;
      ++n;
      first = true;
      continue;
    }
    const Letter have = LetterAt(view, at);
    const Letter want = LetterAt(wanted, n);
    if (have.point != want.point || (!first && IsHump(view, at))) return -1;
    first = false;
    at += have.size;
    n += want.size;
  }
  if (at > view.end() || view[at] == '_') return -1;
  if (IsKeywordByte(view, at - 1) && IsKeywordByte(view, at) && !IsHump(view, at)) return -1;
  return at;
}

}  // namespace keyword_detail

bool BeginsKeyword(const View& view, std::int64_t at) {
  return IsKeywordByte(view, at) && !IsDigit(view[at]) && (!IsKeywordByte(view, at - 1) || IsHump(view, at));
}

std::int64_t EndOfWord(const View& view, std::int64_t begin) {
  std::int64_t end = begin + 1;
  while (end - begin < 64 && IsKeywordByte(view, end) && !IsHump(view, end)) ++end;
  return end;
}

Mask KeywordsIn(std::string_view name) {
  const View view(name, 0, static_cast<std::int64_t>(name.size()));
  Mask all;
  for (std::int64_t at = 0; at < view.end(); ++at) {
    if (!BeginsKeyword(view, at)) continue;
    ForKeywordsAt(view, at, EndOfWord(view, at), [&](std::int64_t, const Mask& identifiers) { all.Join(identifiers); });
  }
  return all;
}

}  // namespace macie_local::detect
