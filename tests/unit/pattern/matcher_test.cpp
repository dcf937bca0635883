// Keywords, ignore words, distances and counting; and the matcher against the plainest one that there is.
#include "pattern/matcher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <random>
#include <regex>
#include <string>
#include <vector>

#include "model/types/custom_data_identifiers.h"

namespace macie_local::pattern {
namespace {

using Words = std::vector<std::string>;
using Keywords = CustomDataMatcher::Keywords;

CustomDataMatcher Matcher(const std::string& regex, Words keywords = {}, std::int64_t distance = 50,
                          Words ignore_words = {}) {
  model::TestCustomDataIdentifierRequest criteria;
  criteria.regex = regex;
  criteria.keywords = std::move(keywords);
  criteria.ignoreWords = std::move(ignore_words);
  criteria.maximumMatchDistance = distance;
  auto matcher = CustomDataMatcher::Compile(criteria);
  EXPECT_TRUE(matcher.ok()) << regex;
  return std::move(matcher).value();
}

std::size_t Count(const CustomDataMatcher& matcher, const std::string& text) {
  return matcher.Find(text).spans.size();
}

TEST(CustomDataMatcher, CountsFromLeftToRightWithoutOverlap) {
  const auto found = Matcher(R"(\d{3})").Find("1234567 89 012");
  EXPECT_EQ(found.spans, (std::vector<Span>{{0, 3}, {3, 6}, {11, 14}}));
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(Count(Matcher("aa"), "aaaaa"), 2u);
  EXPECT_EQ(Count(Matcher(R"(\bx)"), "xx x"), 2u);
  EXPECT_EQ(Count(Matcher("a"), ""), 0u);
}

TEST(CustomDataMatcher, MatchesOfNothingDoNotCount) {
  EXPECT_EQ(Count(Matcher("a*"), "éaabé"), 1u);
  EXPECT_EQ(Count(Matcher("^|$|b?"), "ab"), 1u);
}

TEST(CustomDataMatcher, AKeywordPrecedesTheMatch) {
  const auto matcher = Matcher(R"(\d+)", {"number"});
  EXPECT_EQ(Count(matcher, "number 12"), 1u);
  EXPECT_EQ(Count(matcher, "NumBer 12"), 1u);
  EXPECT_EQ(Count(matcher, "12 number"), 0u);
  EXPECT_EQ(Count(matcher, "numbe r 12"), 0u);
  EXPECT_EQ(Count(matcher, "my numbers 12, 13"), 2u);
  // A keyword that reaches into the match doesn't precede it.
  EXPECT_EQ(Count(Matcher(R"(\d+)", {"nr1"}), "nr12"), 0u);
  EXPECT_EQ(Count(Matcher(R"(\d+)", {"nr1", "anr"}), "anr12"), 1u);
}

TEST(CustomDataMatcher, TheDistanceRunsFromTheKeywordsEndToTheMatchsEnd) {
  for (const std::string& gap : {std::string("    "), std::string("äöüß")}) {
    EXPECT_EQ(Count(Matcher(R"(\d{6})", {"key"}, 10), "key" + gap + "123456"), 1u);
    EXPECT_EQ(Count(Matcher(R"(\d{6})", {"key"}, 9), "key" + gap + "123456"), 0u);
  }
  EXPECT_EQ(Count(Matcher("日本", {"鍵鍵鍵"}, 2), "鍵鍵鍵日本"), 1u);
  EXPECT_EQ(Count(Matcher("日本", {"鍵鍵鍵"}, 1), "鍵鍵鍵日本"), 0u);
  // The nearest keyword counts, of whichever kind and however they overlap.
  EXPECT_EQ(Count(Matcher(R"(\d)", {"aaa"}, 1), "aaaa1"), 1u);
  EXPECT_EQ(Count(Matcher(R"(\d)", {"far", "near"}, 2), "near far 1"), 1u);
  EXPECT_EQ(Count(Matcher(R"(\d)", {"social", "social security"}, 1), "social security1"), 1u);
}

TEST(CustomDataMatcher, IgnoreWordsAreInTheMatchAndCaseSensitive) {
  const auto matcher = Matcher(R"(\w+-\d+)", {}, 50, {"test", "demo"});
  EXPECT_EQ(Count(matcher, "mytests-1 real-2 Test-3 demo-4"), 2u);
  EXPECT_EQ(Count(matcher, "test real-2"), 1u);
}

TEST(CustomDataMatcher, AColumnsNameStandsForAKeyword) {
  const auto matcher = Matcher(R"(\d+)", {"social security"}, 50, {"0000"});
  EXPECT_TRUE(matcher.HasKeyword("The Social Security No."));
  EXPECT_FALSE(matcher.HasKeyword("social"));
  EXPECT_EQ(matcher.Find("12 100001", Keywords::kFound).spans.size(), 1u);
  EXPECT_EQ(matcher.Find("12 100001").spans.size(), 0u);
  EXPECT_FALSE(Matcher(R"(\d+)").HasKeyword("anything"));
}

TEST(CustomDataMatcher, AMatchIsFoundWhereverItLies) {
  const auto matcher = Matcher(R"(<[^>]*>)");
  for (const std::size_t before : {0u, 1u, 4095u, 4096u, 8191u, 8192u, 100000u}) {
    for (const std::size_t inside : {0u, 1u, 4000u, 4094u}) {
      const std::string text = std::string(before, '.') + "<" + std::string(inside, 'x') + ">" + std::string(9000, '.');
      EXPECT_EQ(matcher.Find(text).spans, (std::vector<Span>{{before, before + inside + 2}}))
          << before << " " << inside;
    }
  }
  EXPECT_EQ(Count(matcher, "<" + std::string(2 * kWindowBytes, 'x') + ">"), 0u);
  const std::string text = std::string(20000, 'x');
  EXPECT_EQ(Count(Matcher("x$"), text), 1u);
  EXPECT_EQ(Count(Matcher("^x"), text), 1u);
  EXPECT_EQ(Count(Matcher(R"(\bx|x\b)"), text), 2u);
  std::string wide;
  for (int i = 0; i < 5000; ++i) wide += "日";
  EXPECT_EQ(Count(Matcher("[^a]"), wide), 5000u);
  EXPECT_EQ(Count(Matcher("x"), std::string(10000, '\xbf')), 0u);
}

TEST(CustomDataMatcher, StepsHaveAnEndAndGrowAsTheText) {
  // Each of the letters is a match that is known only at the end of the text.
  const auto matcher = Matcher("a(.*b)?");
  const auto all = [&](std::size_t length, std::uint64_t steps) {
    return matcher.Find(std::string(length, 'a'), Keywords::kInText, steps).complete;
  };
  EXPECT_TRUE(all(1000, 3'000'000));
  EXPECT_FALSE(all(1000, 300'000));
  // A search costs no more than two windows; without them this would take 600 million.
  EXPECT_TRUE(all(20'000, 20'000 * 2 * kWindowBytes * 3));
}

// The rules as they are written, each match and each keyword looked for on its own.
std::vector<Span> NaiveFind(const std::string& regex, const Words& keywords, std::size_t distance,
                            const Words& ignore_words, const std::string& text) {
  const auto lower = [](std::string word) {
    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
    return word;
  };
  std::vector<Span> found;
  const std::regex compiled(regex);
  for (std::sregex_iterator match(text.begin(), text.end(), compiled), none; match != none; ++match) {
    const auto begin = static_cast<std::size_t>(match->position());
    const std::size_t end = begin + static_cast<std::size_t>(match->length());
    if (begin == end) continue;
    bool preceded = keywords.empty();
    for (const auto& keyword : keywords) {
      for (std::size_t at = 0; at + keyword.size() <= begin; ++at) {
        preceded |= lower(text.substr(at, keyword.size())) == lower(keyword) && end - at - keyword.size() <= distance;
      }
    }
    const bool ignored = std::any_of(ignore_words.begin(), ignore_words.end(), [&](const std::string& word) {
      return match->str().find(word) != std::string::npos;
    });
    if (preceded && !ignored) found.push_back({begin, end});
  }
  return found;
}

TEST(CustomDataMatcher, AgreesWithThePlainOne) {
  std::mt19937 random(20261121);
  const auto pick = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
  const Words regexes = {"ab+",     "a|ab|b", "[a-c]{2,4}", "b.b",  "(ab)+c?",
                         "a[^b]*b", "c$|^c",  R"(\bab\b)",  "a+?b", "(a|b)c"};
  const auto word = [&](std::string_view letters, std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += letters[pick(letters.size())];
    return text;
  };
  std::size_t kept = 0;
  for (int round = 0; round < 2000; ++round) {
    const std::string& regex = regexes[pick(regexes.size())];
    Words keywords;
    Words ignore_words;
    for (std::size_t i = pick(3); i > 0; --i) keywords.push_back(word("abAB ", 3));
    for (std::size_t i = pick(2); i > 0; --i) ignore_words.push_back(word("abc", 2));
    const std::size_t distance = 1 + pick(20);
    const std::string text = word("aabbcAB  ", pick(60));
    const auto want = NaiveFind(regex, keywords, distance, ignore_words, text);
    const auto have = Matcher(regex, keywords, static_cast<std::int64_t>(distance), ignore_words).Find(text);
    ASSERT_EQ(have.spans, want) << regex << " on '" << text << "', distance " << distance << ", keywords "
                                << testing::PrintToString(keywords) << ", ignored "
                                << testing::PrintToString(ignore_words);
    kept += want.size();
  }
  EXPECT_GT(kept, 2000u);
}

}  // namespace
}  // namespace macie_local::pattern
