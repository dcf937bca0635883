// The regular expression engine behind its door.
#include "pattern/pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace macie_local::pattern {
namespace {

std::optional<Span> Find(std::string_view regex, std::string_view text, std::size_t from = 0,
                         std::size_t until = std::string::npos) {
  const auto pattern = SensitivePattern::Compile("regex", regex);
  EXPECT_TRUE(pattern.ok()) << regex << ": " << pattern.error().text;
  return pattern->Find(text, from, std::min(until, text.size()));
}

TEST(SensitivePattern, PrefersAsPcreDoes) {
  EXPECT_EQ(Find("a|ab", "xab"), (Span{1, 2}));
  EXPECT_EQ(Find("a+", "xaa"), (Span{1, 3}));
  EXPECT_EQ(Find("a+?", "xaa"), (Span{1, 2}));
}

TEST(SensitivePattern, AnchorsAreTheEndsOfTheText) {
  EXPECT_EQ(Find("^b", "a\nb"), std::nullopt);
  EXPECT_EQ(Find("a$", "a\nb"), std::nullopt);
  EXPECT_EQ(Find("^a", "aa", 1), std::nullopt);
  EXPECT_EQ(Find("a$", "aa", 0, 1), std::nullopt);
  EXPECT_EQ(Find(R"(\ba)", "aa", 1), std::nullopt);
  EXPECT_EQ(Find(R"(a\b)", "aa", 0, 1), std::nullopt);
  EXPECT_EQ(Find("^a.b$", "aéb"), (Span{0, 4}));
}

TEST(SensitivePattern, CharactersAreCodePoints) {
  EXPECT_EQ(Find("^.{3}$", "日本語"), (Span{0, 9}));
  EXPECT_EQ(Find("[^x]b", "éb"), (Span{0, 3}));
  EXPECT_EQ(Find("(?i)É", "é"), (Span{0, 2}));
  EXPECT_EQ(Find("a.b", "a\nb"), std::nullopt);
  EXPECT_EQ(Find("a.b",
                 "a\xff"
                 "b"),
            std::nullopt);
}

TEST(SensitivePattern, WordsStandForThemselvesInAnyCase) {
  const SensitivePattern words = SensitivePattern::OfWords("a.B(Ä");
  EXPECT_EQ(words.Find("xA.b(ä", 0, 7), (Span{1, 7}));
  EXPECT_EQ(words.Find("xAxb(ä", 0, 7), std::nullopt);
}

TEST(SensitivePattern, MatchesWholeTexts) {
  const auto pattern = SensitivePattern::Compile("criteria.regex", "a|ab");
  ASSERT_TRUE(pattern.ok());
  EXPECT_TRUE(pattern->MatchesWhole("ab"));
  EXPECT_FALSE(pattern->MatchesWhole("abc"));
  EXPECT_FALSE(pattern->MatchesWhole("xab"));
}

TEST(SensitivePattern, RefusesWhatTheCompilerRefuses) {
  const auto refusal = [](std::string_view regex) {
    const auto pattern = SensitivePattern::Compile("criteria.regex", regex);
    return pattern.ok() ? "" : pattern.error().text;
  };
  EXPECT_EQ(refusal("[z-a]"), "criteria.regex doesn't compile: invalid character class range: z-a");
  EXPECT_EQ(refusal(R"(\p{Nope})"), "criteria.regex doesn't compile: invalid character class range: \\p{Nope}");
  EXPECT_EQ(refusal("a{3,2}"), "criteria.regex doesn't compile: invalid repetition size: {3,2}");
  EXPECT_EQ(refusal(R"(\pL{999})"), "criteria.regex is too large to compile");
}

}  // namespace
}  // namespace macie_local::pattern
