// What the dialect takes and what it refuses, and where it says that the trouble is.
#include "pattern/dialect.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "pattern/pattern.h"

namespace macie_local::pattern {
namespace {

std::string Refusal(std::string_view regex) {
  const auto shape = CheckDialect("regex", regex);
  return shape.ok() ? "" : shape.error().text;
}

TEST(PatternDialect, TakesWhatTheDocumentationShows) {
  for (const std::string regex : {
           R"(\d{3}-\d{2}-\d{4})",
           R"([A-Z]\d{8})",
           R"((?i)employee-\d+)",
           R"(\b\d{5}\b)",
           R"(\d{100,})",
           R"(hello|hi|hey)",
           R"(h(?:ello|i|ey))",
           R"((apple|orange))",
           R"([a-z]@example.com)",
           R"([a-zA-Z0-9_.+\\-]+@example\.com)",
           R"([a-zA-Z0-9_.+\\-]+@example\.[a-zA-Z]{2,})",
           R"([a-zA-Z0-9_.+\\-]+@example\.(ca|au))",
           R"([a-zA-Z0-9_.+\\-]+@([a-zA-Z0-9-]+\.)?[a-zA-Z0-9-]+\.example\.com)",
           R"(^\(?800\)?[ -]?\d{3}[ -]?\d{4}$)",
           R"(^\+33 \d( \d\d){4}$)",
           R"(^\+1\(?123\)?[ -]?555[ -]?\d{4}$)",
       }) {
    EXPECT_EQ(Refusal(regex), "") << regex;
  }
}

TEST(PatternDialect, TakesTheRestOfTheSyntax) {
  for (const std::string regex : {"a*?b+?c??",
                                  "a{2,3}?",
                                  "a{,3}",
                                  "{a}",
                                  "x{",
                                  "[]a]",
                                  "[^]a]",
                                  "[[:alpha:]_]",
                                  R"([\]\[\-\d])",
                                  R"(\Qa(b\E)",
                                  R"(\x41\x{1F600}\012\a\f\n\r\t)",
                                  R"(\pL\p{Greek}\P{Lu})",
                                  R"(\A\bx\B\z)",
                                  "(?i:a)(?-i)b",
                                  "a||b",
                                  "()",
                                  "(?i)",
                                  "日本{3}",
                                  R"(\/\.\*\\)",
                                  "/usr/local/x",
                                  "/a",
                                  "(a|(b|(c)))"}) {
    EXPECT_EQ(Refusal(regex), "") << regex;
  }
}

TEST(PatternDialect, NamesWhatIsRefusedAndWhereItIs) {
  const struct {
    std::string regex, what;
  } cases[] = {
      {R"((a)\1)", "a backreference, '\\1', at character 4; Macie doesn't support that."},
      {R"(é\k<n>)", "a backreference, '\\k', at character 2; Macie doesn't support that."},
      {R"(\g{1})", "a backreference, '\\g', at character 1; Macie doesn't support that."},
      {R"(\g<n>)", "a recursion, '\\g', at character 1; Macie doesn't support that."},
      {"(?P=n)", "a backreference, '(?P=', at character 1; Macie doesn't support that."},
      {"(?é)", "a group of an unknown kind, '(?é', at character 1; Macie doesn't support that."},
      {"(?1é)", "a recursion, '(?1é', at character 1; Macie doesn't support that."},
      {"日本(?=x)", "a look-ahead, '(?=', at character 3; Macie doesn't support that."},
      {"a(?!x)", "a look-ahead, '(?!', at character 2; Macie doesn't support that."},
      {"(?<=a)x", "a look-behind, '(?<=', at character 1; Macie doesn't support that."},
      {"(b(?<!a)x)", "a look-behind, '(?<!', at character 3; Macie doesn't support that."},
      {"(a)?(?(1)b|c)", "a conditional, '(?(', at character 5; Macie doesn't support that."},
      {"(?{ print })", "embedded code, '(?{', at character 1; Macie doesn't support that."},
      {"(?"
       "?{ x })",
       "embedded code, '(?"
       "?{', at character 1; Macie doesn't support that."},
      {"(?C1)a", "embedded code, '(?C', at character 1; Macie doesn't support that."},
      {"a(?R)?", "a recursion, '(?R', at character 2; Macie doesn't support that."},
      {"(a(?1)?)", "a recursion, '(?1)', at character 3; Macie doesn't support that."},
      {"(?&n)", "a recursion, '(?&', at character 1; Macie doesn't support that."},
      {"(?<n>a)", "a named group, '(?<', at character 1; Macie doesn't support that."},
      {"(?P<n>a)", "a named group, '(?P<', at character 1; Macie doesn't support that."},
      {"(?>a)", "an atomic group, '(?>', at character 1; Macie doesn't support that."},
      {"(?m)^a", "a pattern flag other than i, '(?m', at character 1; Macie doesn't support that."},
      {"(?is)a", "a pattern flag other than i, '(?is', at character 1; Macie doesn't support that."},
      {"/ssn \\/x/i", "a global pattern flag, '/i', at character 9; Macie doesn't support that."},
      {"(*UTF8)a", "a control verb, '(*', at character 1; Macie doesn't support that."},
      {"a++", "a possessive repeat, '++', at character 2; Macie doesn't support that."},
      {R"(a\K)", "an escape, '\\K', at character 2; Macie doesn't support that."},
      {R"(a\E)", "an escape, '\\E', at character 2; Macie doesn't support that."},
      {R"([\b])", "an escape, '\\b', at character 2; Macie doesn't support that."},
      {"(?", "a group of an unknown kind, '(?', at character 1; Macie doesn't support that."},
      {"a(b", "an opening parenthesis without a closing one, '(', at character 2."},
      {"a)b", "a closing parenthesis without an opening one, ')', at character 2."},
      {"a[b", "an opening bracket without a closing one, '[', at character 2."},
      {R"(\x{41)", "an opening brace without a closing one, '\\x{', at character 1."},
      {"a\\", "a backslash with nothing behind it, '\\', at character 2."},
      {"*a", "a repeat of nothing, '*', at character 1."},
      {"a|{2}", "a repeat of nothing, '{2}', at character 3."},
      {"a**", "a repeat of nothing, '*', at character 3."},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(Refusal(one.regex) + ".", "regex has " + one.what) << one.regex;
  }
}

TEST(PatternDialect, WrittenOutAPatternHas999CharactersAtMost) {
  for (const std::string regex : {R"(\d{100,1000})", R"(\d{1000,})", "(x{10}){100}", "a{500}b{500}", "a{500}|b{500}",
                                  "((x{9}){9}){13}", "x{99999999999999999999}", "(x{1000000}){1000000}"}) {
    EXPECT_NE(Refusal(regex).find("a repeat that is too large"), std::string::npos) << regex << ": " << Refusal(regex);
  }
  for (const std::string regex : {R"(\d{999})", "x{0,999}", "(x{27}){37}", "a{500}b{499}", "a{499}|b{500}"}) {
    EXPECT_EQ(Refusal(regex), "") << regex;
  }
}

TEST(PatternDialect, TwoStarsMayFollowEachOther) {
  for (const std::string regex :
       {"a*b*a*", "x.*a*b*", "a{0,}b*?c*", "(a*b*)*", "(a*|b)c*(d*)", "(a?)+b*c*", R"(\w*-?\w*-?\w*)", "(a*b?c*){2}"}) {
    EXPECT_NE(Refusal(regex).find("too many repeats in a row"), std::string::npos) << regex << ": " << Refusal(regex);
  }
  for (const std::string regex :
       {"a*b*", "a*b*xa*b*", R"(\s*-?\s*\d+)", R"((\w+\s*)+)", "a+b+c+d+", "(a*)*", "a?b?c?d?", "(a*x)*b*|c*d*"}) {
    EXPECT_EQ(Refusal(regex), "") << regex;
  }
}

TEST(PatternDialect, NestingHasAnEnd) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "a" + std::string(depth, ')'); };
  EXPECT_EQ(Refusal(nested(250)), "");
  EXPECT_NE(Refusal(nested(251)).find("groups nested too deep, '(', at character 251"), std::string::npos);
}

TEST(PatternDialect, TellsThePatternsShape) {
  const auto shape = CheckDialect("regex", R"((ab|[c-e]\d{2}){3}\b)");
  ASSERT_TRUE(shape.ok());
  EXPECT_EQ(shape->size, 16);
  EXPECT_TRUE(shape->bounded);
  EXPECT_FALSE(CheckDialect("regex", "a{3,}")->bounded);
  EXPECT_FALSE(CheckDialect("regex", "(a|b+)c")->bounded);
  EXPECT_EQ(CheckDialect("regex", "日本")->size, 2);
}

// RE2 reads the same: a class ends where RE2 ends it, or the shape would be that of another pattern.
TEST(PatternDialect, ClassesEndWhereRe2EndsThem) {
  struct Case {
    std::string regex;
    std::int64_t size;
    std::string longest;  // a match of so many characters
  };
  for (const Case& c :
       {Case{"[[:alpha:]]", 1, "x"}, Case{"[[:alpha:]-]", 1, "-"}, Case{"[[:alpha:]-[:digit:]]", 1, "7"},
        Case{"[[:]]", 2, ":]"}, Case{"[x[:]]", 2, "[]"}, Case{"[]x]", 1, "]"}, Case{"[^]x]", 1, "a"},
        Case{"[A-[:alpha:]]", 2, "B]"}, Case{R"([\d-[:alpha:]])", 1, "-"}, Case{R"([\--[:alpha:]])", 2, "0]"},
        Case{"[a-]]", 2, "-]"}}) {
    const auto shape = CheckDialect("regex", c.regex);
    ASSERT_TRUE(shape.ok()) << c.regex;
    EXPECT_EQ(shape->size, c.size) << c.regex;
    const auto pattern = SensitivePattern::Compile("regex", c.regex);
    ASSERT_TRUE(pattern.ok()) << c.regex << ": " << pattern.error().text;
    EXPECT_TRUE(pattern->MatchesWhole(c.longest)) << c.regex;
  }
}

}  // namespace
}  // namespace macie_local::pattern
