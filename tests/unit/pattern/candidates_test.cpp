// What is found with candidates is what is found without them.
#include "pattern/candidates.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "model/types/custom_data_identifiers.h"
#include "pattern/matcher.h"

namespace macie_local::pattern {
namespace {

using Keywords = CustomDataMatcher::Keywords;

std::vector<CustomDataMatcher> Matchers(const std::vector<std::string>& regexes) {
  std::vector<CustomDataMatcher> matchers;
  for (const std::string& regex : regexes) {
    model::TestCustomDataIdentifierRequest criteria;
    criteria.regex = regex;
    criteria.maximumMatchDistance = 50;
    matchers.push_back(CustomDataMatcher::Compile(criteria).value());
  }
  return matchers;
}

Candidates CandidatesOf(const std::vector<CustomDataMatcher>& matchers, std::size_t bytes_max = Candidates::kBytesMax) {
  std::vector<const SensitivePattern*> patterns;
  patterns.reserve(matchers.size());
  for (const CustomDataMatcher& matcher : matchers) patterns.push_back(&matcher.pattern());
  return Candidates(patterns, bytes_max);
}

void ExpectTheSame(const std::vector<CustomDataMatcher>& matchers, Candidates* candidates, const std::string& text) {
  candidates->Look(text);
  for (std::size_t n = 0; n < matchers.size(); ++n) {
    EXPECT_EQ(matchers[n].Find(text, Keywords::kInText, *candidates, n).spans, matchers[n].Find(text).spans)
        << n << " in " << text.substr(0, 100);
  }
}

const std::vector<std::string> kRegexes = {R"(E-\d{4})",   R"(\bkey\b)",    R"(\Bkey)",  R"(^start)", R"(end$)",
                                           R"(\Aa|z\z)",   R"((?i)straße)", R"(x*)",     R"(a.*b)",   R"([^a-z]+)",
                                           R"(\d{3,900})", R"(日.)",        R"(nowhere)"};

TEST(Candidates, OfShortTexts) {
  const auto matchers = Matchers(kRegexes);
  auto candidates = CandidatesOf(matchers);
  for (const std::string text : {"", "a", "E-1234", "E-1234 key", "keys", "xkey", "start", "a start", "the end", "end.",
                                 "STRASSE STRAßE", "xxx", "a\nb", "日本", "\xFF\xE6", "z", "nowhere"}) {
    ExpectTheSame(matchers, &candidates, text);
  }
  candidates.Look("nowhere");
  EXPECT_TRUE(candidates.MayBeginFrom(12, 0));
  EXPECT_FALSE(candidates.MayBeginFrom(0, 0));
}

// Around each border of what is looked at at a time.
TEST(Candidates, OfLongTexts) {
  const auto matchers = Matchers(kRegexes);
  auto candidates = CandidatesOf(matchers);
  constexpr std::size_t kRegion = Candidates::kRegionBytes;
  for (const std::string part : {"E-1234", "key", "-key-", "start", "end", "日本", "a12345b", "straße"}) {
    for (const std::size_t border : {kRegion, kRegion + 2 * kWindowBytes}) {
      for (const std::size_t before : {std::size_t{0}, std::size_t{1}, part.size()}) {
        std::string text(kRegion + 3 * kWindowBytes, 'o');
        text.replace(border - before, part.size(), part);
        ExpectTheSame(matchers, &candidates, text);
        text.resize(border - before + part.size());
        ExpectTheSame(matchers, &candidates, text);
      }
    }
  }
  candidates.Look(std::string(2 * kRegion, 'o') + "nowhere");
  EXPECT_FALSE(candidates.MayBeginFrom(12, 0));
  EXPECT_TRUE(candidates.MayBeginFrom(12, 2 * kRegion - 1));
}

TEST(Candidates, OfAnyTexts) {
  const auto matchers = Matchers(kRegexes);
  auto candidates = CandidatesOf(matchers);
  std::mt19937 random(7);
  const std::vector<std::string> parts = {"E-1",    "23", "45 ", "key",  "start", "end", "a",       "b",    "xx",  "日",
                                          "straße", "\n", "z",   "\xE6", "\xFF",  " ",   "nowhere", "oooo", "999", "-"};
  for (int round = 0; round < 40; ++round) {
    std::string text;
    const std::size_t size = random() % (2 * Candidates::kRegionBytes);
    // Some have stretches of nothing that is longer than what is looked at.
    while (text.size() < size) {
      text += random() % 500 == 0 ? std::string(random() % 90'000, 'o') : parts[random() % parts.size()];
    }
    ExpectTheSame(matchers, &candidates, text);
  }
}

TEST(Candidates, OnePatternIsLookedForByItself) {
  auto candidates = CandidatesOf(Matchers({"a"}));
  candidates.Look("b");
  EXPECT_TRUE(candidates.MayBeginFrom(0, 0));
}

// Where the memory does not do for the patterns together, or for the states of a search, they are looked for one by
// one.
TEST(Candidates, TooManyForTheMemoryAreLookedForOneByOne) {
  const auto matchers = Matchers(kRegexes);
  bool known = false;
  int unknown = 0;
  for (std::size_t bytes = 1 << 10; bytes <= 1 << 20; bytes += bytes / 4) {
    auto candidates = CandidatesOf(matchers, bytes);
    ExpectTheSame(matchers, &candidates, "start E-1234 key 日本 xx STRASSE");
    candidates.Look("nowhere");
    EXPECT_TRUE(candidates.MayBeginFrom(12, 0));
    known = !candidates.MayBeginFrom(0, 0);
    unknown += known ? 0 : 1;
  }
  EXPECT_TRUE(known);
  EXPECT_GT(unknown, 0);
}

}  // namespace
}  // namespace macie_local::pattern
