#include "pattern/matcher.h"

#include <algorithm>
#include <utility>

namespace macie_local::pattern {
namespace {

bool StartsCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

// The first byte of the character after the one at `at`.
std::size_t NextCharacter(std::string_view text, std::size_t at) {
  do ++at;
  while (at < text.size() && !StartsCharacter(text[at]));
  return at;
}

// The first byte of the character at `at`. In a text that is no UTF-8, `at` itself.
std::size_t BeginOfCharacter(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < 3 && begin < text.size() && !StartsCharacter(text[begin])) --begin;
  return begin < text.size() && StartsCharacter(text[begin]) ? begin : at;
}

// Whether at most `characters` lie between the two places.
bool IsWithin(std::string_view text, std::size_t begin, std::size_t end, std::int64_t characters) {
  for (std::size_t at = begin; at < end; ++at) {
    if (StartsCharacter(text[at]) && --characters < 0) return false;
  }
  return true;
}

}  // namespace

CustomDataMatcher::CustomDataMatcher(SensitivePattern pattern, const Words& keywords, Words ignore_words,
                                     std::int64_t distance_max)
    : pattern_(std::move(pattern)), ignore_words_(std::move(ignore_words)), distance_max_(distance_max) {
  for (const auto& keyword : keywords) keywords_.push_back(SensitivePattern::OfWords(keyword));
}

bool CustomDataMatcher::HasKeyword(std::string_view name) const {
  return std::any_of(keywords_.begin(), keywords_.end(),
                     [&](const SensitivePattern& keyword) { return keyword.Find(name, 0, name.size()).has_value(); });
}

// A search that finds nothing goes on from its second window; so does one whose match begins there, for the match to
// have as much room as any other.
template <class MayBegin>
Occurrences CustomDataMatcher::FindPattern(std::string_view text, std::uint64_t steps_max,
                                           const MayBegin& may_begin_from) const {
  Occurrences found;
  const auto size = static_cast<std::uint64_t>(std::max<std::int64_t>(pattern_.shape().size, 1));
  // A pattern without repeats that never end looks no further than this past the beginning of a match.
  const std::uint64_t reach = pattern_.shape().bounded ? size * 4 : UINT64_MAX;
  std::uint64_t steps = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (steps > steps_max) {
      found.complete = false;
      return found;
    }
    const std::size_t until = BeginOfCharacter(text, std::min(at + 2 * kWindowBytes, text.size()));
    const auto match = may_begin_from(at) ? pattern_.Find(text, at, until) : std::nullopt;
    const std::size_t from = match ? match->begin : until;
    steps += (from - at + std::min<std::uint64_t>(reach, until - from)) * size;
    if (!match) {
      at = until == text.size() ? until : BeginOfCharacter(text, at + kWindowBytes);
    } else if (match->begin - at >= kWindowBytes && until < text.size()) {
      at = match->begin;
    } else if (match->begin == match->end) {
      at = NextCharacter(text, match->end);  // a match of nothing isn't text that was found
    } else {
      found.spans.push_back(*match);
      at = match->end;
    }
  }
  return found;
}

// Sorted. Overlapping ones too: the next keyword is looked for one character on.
std::vector<std::size_t> CustomDataMatcher::KeywordEnds(std::string_view text) const {
  std::vector<std::size_t> ends;
  for (const auto& keyword : keywords_) {
    for (std::size_t at = 0; at < text.size();) {
      const auto match = keyword.Find(text, at, text.size());
      if (!match) break;
      ends.push_back(match->end);
      at = NextCharacter(text, match->begin);
    }
  }
  std::sort(ends.begin(), ends.end());
  return ends;
}

bool CustomDataMatcher::IsIgnored(std::string_view match) const {
  return std::any_of(ignore_words_.begin(), ignore_words_.end(),
                     [&](const std::string& word) { return match.find(word) != std::string_view::npos; });
}

template <class Each>
void CustomDataMatcher::ForEach(const std::vector<Span>& spans, std::string_view text, Keywords keywords,
                                const Each& each) const {
  if (spans.empty()) return;
  const bool any = keywords_.empty() || keywords == Keywords::kFound;
  const std::vector<std::size_t> ends = any ? std::vector<std::size_t>() : KeywordEnds(text);
  std::size_t past = 0;  // the keywords that end at or before the match; the last of them is the nearest
  for (const Span& span : spans) {
    while (past < ends.size() && ends[past] <= span.begin) ++past;
    each(span, any || (past > 0 && IsWithin(text, ends[past - 1], span.end, distance_max_)));
  }
}

Occurrences CustomDataMatcher::Find(std::string_view text, Keywords keywords, std::uint64_t steps_max) const {
  return Kept(text, keywords, FindPattern(text, steps_max, [](std::size_t) { return true; }));
}

Occurrences CustomDataMatcher::Find(std::string_view text, Keywords keywords, const Candidates& candidates,
                                    std::size_t number) const {
  const auto may_begin_from = [&](std::size_t at) { return candidates.MayBeginFrom(number, at); };
  return Kept(text, keywords, FindPattern(text, UINT64_MAX, may_begin_from));
}

// Those that a keyword precedes, and that hold no ignore word.
Occurrences CustomDataMatcher::Kept(std::string_view text, Keywords keywords, Occurrences found) const {
  std::vector<Span> kept;
  ForEach(found.spans, text, keywords, [&](const Span& span, bool preceded) {
    if (preceded && !IsIgnored(text.substr(span.begin, span.end - span.begin))) kept.push_back(span);
  });
  found.spans = std::move(kept);
  return found;
}

std::vector<CustomDataMatcher::Match> CustomDataMatcher::FindAll(std::string_view text, Keywords keywords) const {
  std::vector<Match> matches;
  ForEach(FindPattern(text, UINT64_MAX, [](std::size_t) { return true; }).spans, text, keywords,
          [&](const Span& span, bool preceded) {
            matches.push_back({span, preceded, IsIgnored(text.substr(span.begin, span.end - span.begin))});
          });
  return matches;
}

}  // namespace macie_local::pattern
