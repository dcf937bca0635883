// What a custom data identifier detects (behaviour 9, "Matching"): text that its pattern matches, that a
// keyword precedes within the maximum match distance, and that holds no ignore word. Compiled once for many texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pattern/candidates.h"
#include "pattern/pattern.h"

namespace macie_local::pattern {

struct Occurrences {
  std::vector<Span> spans;  // from left to right, none overlaps another
  bool complete = true;     // false: given up after `steps_max`
};

class CustomDataMatcher {
 public:
  // `criteria` has regex, keywords, ignoreWords and maximumMatchDistance: a request or a record. An error when the
  // pattern is refused, as SensitivePattern::Compile has it.
  template <class Criteria>
  static base::Result<CustomDataMatcher> Compile(const Criteria& criteria) {
    MACIE_TRY(auto pattern, SensitivePattern::Compile("regex", RegexOf(criteria.regex)));
    return CustomDataMatcher(std::move(pattern), criteria.keywords.value_or(Words()),
                             criteria.ignoreWords.value_or(Words()), *criteria.maximumMatchDistance);
  }

  // Whether one of the keywords is in `name`: that of a column or field, which then stands for a keyword in the text.
  // False when there are no keywords.
  bool HasKeyword(std::string_view name) const;

  enum class Keywords { kInText, kFound };  // kFound: HasKeyword(the column's name)
  // In time that grows as the length of `text`, which need not be well-formed. A step is a character of the pattern
  // held against a byte of the text, counted as if all of them always were: an upper bound.
  Occurrences Find(std::string_view text, Keywords keywords = Keywords::kInText,
                   std::uint64_t steps_max = UINT64_MAX) const;
  // The same, faster where `candidates`, in which the pattern has the number `number`, knows of the text that it holds
  // little or nothing.
  Occurrences Find(std::string_view text, Keywords keywords, const Candidates& candidates, std::size_t number) const;

  const SensitivePattern& pattern() const { return pattern_; }

  // What the pattern matches: found when it is preceded, by a keyword within the distance or because there are none,
  // and not ignored.
  struct Match {
    Span span;
    bool preceded;
    bool ignored;
  };
  std::vector<Match> FindAll(std::string_view text, Keywords keywords = Keywords::kInText) const;

 private:
  using Words = std::vector<std::string>;
  // A request must have its regex, a record may be without one as far as its type says.
  static const std::string& RegexOf(const std::string& regex) { return regex; }
  static const std::string& RegexOf(const std::optional<std::string>& regex) { return *regex; }

  CustomDataMatcher(SensitivePattern pattern, const Words& keywords, Words ignore_words, std::int64_t distance_max);

  template <class MayBegin>
  Occurrences FindPattern(std::string_view text, std::uint64_t steps_max, const MayBegin& may_begin_from) const;
  Occurrences Kept(std::string_view text, Keywords keywords, Occurrences found) const;
  std::vector<std::size_t> KeywordEnds(std::string_view text) const;
  bool IsIgnored(std::string_view match) const;
  // Calls `each(span, preceded)` for the spans, which are in the order of the text.
  template <class Each>
  void ForEach(const std::vector<Span>& spans, std::string_view text, Keywords keywords, const Each& each) const;

  SensitivePattern pattern_;
  std::vector<SensitivePattern> keywords_;
  Words ignore_words_;
  std::int64_t distance_max_;  // characters between the end of a keyword and the end of a match
};

}  // namespace macie_local::pattern
