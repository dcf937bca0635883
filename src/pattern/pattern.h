// A compiled pattern: the only door to the regular expression engine, which is RE2
// (docs/adr/0007-regular-expressions.md).
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "pattern/dialect.h"

namespace macie_local::pattern {

// Bytes of a text, the end excluded.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool operator==(const Span&) const = default;
};

// Cheap to copy; one may be used by any number of threads.
class SensitivePattern {
 public:
  // In the dialect of pattern/dialect.h. An error when it is no such pattern or too dear to compile.
  // Most take less than a millisecond; none takes more than a few tenths of a second and kPatternBytesMax.
  static base::Result<SensitivePattern> Compile(std::string_view member, std::string_view regex);
  // Those very characters, in any case.
  static SensitivePattern OfWords(std::string_view words);

  // The first match within bytes `from` to `until` of `text`, which has as many; ^ and $ are the ends of the whole
  // text. Among matches that begin at the same place the one that PCRE would prefer. It may be empty.
  std::optional<Span> Find(std::string_view text, std::size_t from, std::size_t until) const;
  // Whether `text` as a whole is a match: how allow lists apply.
  bool MatchesWhole(std::string_view text) const;

  // As Compile was given it.
  const std::string& regex() const;
  const PatternShape& shape() const { return shape_; }

 private:
  struct Engine;
  SensitivePattern(std::shared_ptr<const Engine> engine, PatternShape shape);

  std::shared_ptr<const Engine> engine_;
  PatternShape shape_;
};

// What one compiled pattern may hold, its program and the states that matching makes of it.
inline constexpr std::size_t kPatternBytesMax = std::size_t{4} << 20;

}  // namespace macie_local::pattern
