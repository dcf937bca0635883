// Any bytes as a custom data identifier and a text: the pattern, a keyword, an ignore word and the text, separated by
// zero bytes. A pattern is refused or compiled; what it finds lies within what was searched, in order, and is no longer
// than the pattern's shape says.
#include <string>
#include <string_view>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "model/types/custom_data_identifiers.h"
#include "pattern/dialect.h"
#include "pattern/matcher.h"
#include "pattern/pattern.h"

namespace macie_local::fuzz {
namespace {

// The longest that a request may have.
constexpr std::size_t kRegexBytesMax = 2048;

void CheckSpan(const pattern::SensitivePattern& pattern, std::string_view text, std::size_t from, std::size_t until) {
  const auto span = pattern.Find(text, from, until);
  if (!span) return;
  Require(from <= span->begin && span->begin <= span->end && span->end <= until, "a match lies where it was searched");
  const std::string_view match = text.substr(span->begin, span->end - span->begin);
  if (pattern.shape().bounded && base::IsUtf8(match)) {
    Require(base::CountCodePoints(match) <= static_cast<std::size_t>(pattern.shape().size),
            "no match is longer than the pattern's shape says");
  }
}

void CheckMatcher(std::string_view regex, std::string_view keyword, std::string_view ignored, std::string_view text) {
  model::TestCustomDataIdentifierRequest criteria;
  criteria.regex = regex;
  if (base::IsUtf8(keyword) && !keyword.empty()) criteria.keywords = {std::string(keyword)};
  if (base::IsUtf8(ignored) && !ignored.empty()) criteria.ignoreWords = {std::string(ignored)};
  criteria.maximumMatchDistance = 50;
  const auto matcher = pattern::CustomDataMatcher::Compile(criteria);
  Require(matcher.ok(), "a pattern that compiles alone compiles in a matcher");
  constexpr std::uint64_t kStepsMax = 10'000'000;
  const auto found = matcher->Find(text, pattern::CustomDataMatcher::Keywords::kInText, kStepsMax);
  std::size_t last = 0;
  for (const pattern::Span& span : found.spans) {
    Require(last <= span.begin && span.begin < span.end && span.end <= text.size(),
            "occurrences go from left to right, hold something and do not overlap");
    last = span.end;
  }
  const auto with_keyword = matcher->Find(text, pattern::CustomDataMatcher::Keywords::kFound, kStepsMax);
  Require(!found.complete || !with_keyword.complete || found.spans.size() <= with_keyword.spans.size(),
          "a keyword that must precede leaves no more occurrences");
}

}  // namespace

void FuzzPattern(std::string_view bytes) {
  Input input(bytes);
  const std::string_view regex = input.Until('\0').substr(0, kRegexBytesMax);
  const std::string_view keyword = input.Until('\0');
  const std::string_view ignored = input.Until('\0');
  const std::string_view text = input.Rest();
  // What a request's text is, once it is decoded.
  if (!base::IsUtf8(regex)) return;
  const auto shape = pattern::CheckDialect("regex", regex);
  const auto pattern = pattern::SensitivePattern::Compile("regex", regex);
  if (!pattern.ok()) {
    Require(!pattern.error().text.empty() && base::IsUtf8(pattern.error().text), "a refusal has a text in UTF-8");
    return;
  }
  Require(shape.ok(), "what compiles is in the dialect");
  Require(shape->size == pattern->shape().size && shape->bounded == pattern->shape().bounded,
          "a pattern has one shape");
  CheckSpan(*pattern, text, 0, text.size());
  CheckSpan(*pattern, text, text.size() / 3, text.size() - text.size() / 4);
  if (pattern->MatchesWhole(text)) {
    Require(pattern->Find(text, 0, text.size()).has_value(), "what matches as a whole is found");
  }
  CheckMatcher(regex, keyword, ignored, text);
}

}  // namespace macie_local::fuzz
