// Keywords in a text (behaviour 19.4): whole words in any case, of which "_" is a part and a hump of camelCase an edge;
// a space of a keyword is nothing, a space, "_" or "-".
#pragma once

#include <cstdint>
#include <string_view>

#include "detect/mask.h"
#include "detect/table.h"
#include "detect/text.h"

namespace macie_local::detect {

struct KeywordHit {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  Mask identifiers;
};

// Whether a byte is one of a word as keywords have them: a letter, a digit, or part of a letter of two bytes.
bool IsKeywordByte(const View& view, std::int64_t at);

// Calls `found(end, identifiers)` for each keyword that begins at `begin`, where a word or a hump begins.
template <class Found>
void ForKeywordsAt(const View& view, std::int64_t begin, std::int64_t word_end, const Found& found);

// The same with `found(end, row)`: which keyword it is.
template <class Found>
void ForKeywordRowsAt(const View& view, std::int64_t begin, std::int64_t word_end, const Found& found);

// Whether a word or a hump begins at `at`, and where it ends.
bool BeginsKeyword(const View& view, std::int64_t at);
std::int64_t EndOfWord(const View& view, std::int64_t begin);

// The identifiers of all keywords in `name`.
Mask KeywordsIn(std::string_view name);

namespace keyword_detail {

struct Slot {
  const table::PieceRow* begin;
  const table::PieceRow* end;
};
// The pieces whose beginning is that of the word from `begin` to before `word_end`.
std::uint64_t BeginningOf(const View& view, std::int64_t begin, std::int64_t word_end);
Slot SlotOf(std::uint64_t beginning, std::size_t size);
// The end of the keyword at `begin`; -1: it is not there.
std::int64_t MatchAt(const View& view, std::int64_t begin, const table::KeywordRow& keyword);

}  // namespace keyword_detail

template <class Found>
void ForKeywordRowsAt(const View& view, std::int64_t begin, std::int64_t word_end, const Found& found) {
  constexpr std::int64_t kPieceBytesMax = 64;
  const std::int64_t size = word_end - begin < kPieceBytesMax ? word_end - begin : kPieceBytesMax;
  const std::uint64_t beginning = keyword_detail::BeginningOf(view, begin, begin + size);
  const auto slot = keyword_detail::SlotOf(beginning, static_cast<std::size_t>(size));
  for (const table::PieceRow* piece = slot.begin; piece != slot.end; ++piece) {
    if (piece->beginning != beginning || piece->size != size) continue;
    const table::KeywordRow& keyword = table::kKeywords[piece->keyword];
    const std::int64_t end = keyword_detail::MatchAt(view, begin, keyword);
    if (end >= 0) found(end, keyword);
  }
}

template <class Found>
void ForKeywordsAt(const View& view, std::int64_t begin, std::int64_t word_end, const Found& found) {
  ForKeywordRowsAt(view, begin, word_end,
                   [&](std::int64_t end, const table::KeywordRow& keyword) { found(end, keyword.identifiers); });
}

}  // namespace macie_local::detect
