#include "scanner/allowed.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace macie_local::scanner {
namespace {

constexpr auto kFree = units::Shape::kFree;
constexpr auto kColumnar = units::Shape::kColumnar;
constexpr auto kRecord = units::Shape::kRecord;

AllowLists Of(std::vector<scan::AllowList> lists) {
  return std::move(AllowLists::Compile(lists, 7).value());
}

std::string Folded(std::string_view text) {
  std::string folded;
  AppendWithoutCase(text, &folded);
  return folded;
}

TEST(AllowListsTest, AWordFitsWithoutCaseAndAsAWhole) {
  AllowLists lists = Of({{.id = "a", .words = {"Jane Doe", "123-45-6789"}}});
  EXPECT_TRUE(lists.Has("JANE doe", "unused", kFree));
  EXPECT_TRUE(lists.Has("123-45-6789", "unused", kFree));
  EXPECT_FALSE(lists.Has("Jane", "unused", kFree));
  EXPECT_FALSE(lists.Has("Jane Doe Jr", "unused", kFree));
  EXPECT_FALSE(lists.Has("", "", kFree));
}

TEST(AllowListsTest, InStructuredDataAWordIsTheWholeValue) {
  AllowLists lists = Of({{.id = "a", .words = {"Jane Doe"}}});
  for (const auto shape : {kColumnar, kRecord}) {
    EXPECT_TRUE(lists.Has("Jane", "jane doe", shape));
    EXPECT_FALSE(lists.Has("Jane Doe", "Jane Doe and others", shape));
  }
}

TEST(AllowListsTest, APatternFitsWhatItMatchesWhole) {
  AllowLists lists = Of({{.id = "a", .words = {"x"}}, {.id = "b", .regex = "E-0\\d+"}});
  EXPECT_TRUE(lists.Has("E-0123", "E-0123 and others", kColumnar));
  EXPECT_FALSE(lists.Has("E-1123", "E-1123", kColumnar));
  EXPECT_FALSE(lists.Has("E-0123x", "E-0123x", kFree));
}

TEST(AllowListsTest, APatternThatIsNoneNamesItsList) {
  const auto refused = AllowLists::Compile({{.id = "the-id", .regex = "("}}, 7);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().text.find("the-id"), std::string::npos);
}

TEST(AllowListsTest, WithoutListsThereIsNothing) {
  EXPECT_TRUE(Of({}).empty());
  EXPECT_FALSE(Of({{.id = "a", .words = {"x"}}}).empty());
}

TEST(WithoutCaseTest, LettersOfSeveralScriptsHaveOneForm) {
  const std::pair<const char*, const char*> pairs[] = {{"ABC xyz 019 @[`{", "abc xyz 019 @[`{"},
                                                       {"ÀÖØÞ", "àöøþ"},
                                                       {"ĀĦĲĶĹŇŊŸŽ", "āħĳķĺňŋÿž"},
                                                       {"ǍǛǞ", "ǎǜǟ"},
                                                       {"ΑΡΣΫΆΈΊΌΎΏ", "αρσϋάέίόύώ"},
                                                       {"ς", "σ"},
                                                       {"АЯЀЏҐ", "аяѐџґ"},
                                                       {"ԱՖ", "աֆ"},
                                                       {"ẠỸ", "ạỹ"}};
  for (const auto& [capitals, small] : pairs) {
    EXPECT_EQ(Folded(capitals), small);
    EXPECT_EQ(Folded(small), small);
  }
  EXPECT_EQ(Folded("×÷ß東京😀"), "×÷ß東京😀");
  EXPECT_EQ(Folded("A\xff\xc3"), "a\xff\xc3");
}

}  // namespace
}  // namespace macie_local::scanner
