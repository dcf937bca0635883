// What the table may say, and how it is told what is wrong with it.
#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "detectc/compiled.h"
#include "detectc/table.h"

namespace macie_local::detectc {
namespace {

constexpr char kEntry[] = R"({
  "id": "A_NUMBER", "category": "PERSONAL_INFORMATION", "severity": "LMH", "shapes": ["9{3}~9{2}"],
  "keyword": "required", "keywords": ["number", "@more"], "source": "here", "mark": "I", "example": "number 123-45"})";
constexpr char kShared[] = R"({"more": ["figure"]})";

std::vector<Entry> LoadEntries(const std::string& entries) {
  return Load({{"a.json", "[" + entries + "]"}, {"shared.json", kShared}});
}

// The message for the entry above with one text of it replaced.
std::string ErrorOf(const std::string& part, const std::string& replacement) {
  std::string entry = kEntry;
  const std::size_t at = entry.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  try {
    CompileKeywords(LoadEntries(entry.replace(at, part.size(), replacement)));
  } catch (const TableError& error) {
    return error.what();
  }
  return "";
}

TEST(TableOfIdentifiers, IsReadWithItsSharedLists) {
  const auto entries = LoadEntries(kEntry);
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].keywords, (std::vector<std::string>{"number", "figure"}));
  EXPECT_EQ(Compile(entries).patterns.size(), 3u);
}

TEST(TableOfIdentifiers, SaysWhereItIsWrongAndWhatIsAllowed) {
  EXPECT_EQ(ErrorOf("\"PERSONAL_INFORMATION\"", "\"PERSONAL\""),
            "a.json: A_NUMBER.category: \"PERSONAL\" is not known; allowed are CREDENTIALS, FINANCIAL_INFORMATION, "
            "PERSONAL_INFORMATION");
  EXPECT_EQ(ErrorOf("\"LMH\"", "\"LM\""),
            "a.json: A_NUMBER.severity: \"LM\" must be three of L, M and H: for one occurrence, for 2 to 99, for more");
  EXPECT_EQ(ErrorOf("9{3}~9{2}", "9{3}#"),
            "a.json: A_NUMBER.shapes: \"9{3}#\" has '#'; allowed are 9, A, X, the separators - . / and space, ~, {n}, "
            "{m,n} and ?");
  EXPECT_EQ(ErrorOf("9{3}~9{2}", "9{3"), "a.json: A_NUMBER.shapes: \"9{3\" has a { without }");
  EXPECT_EQ(ErrorOf("9{3}~9{2}", "9{45}").substr(0, 80).find("a.json: A_NUMBER.shapes: the form"), 0u);
  EXPECT_EQ(ErrorOf("\"required\"", "\"maybe\""),
            "a.json: A_NUMBER.keyword: \"maybe\"; allowed are required, none and absent:<id>");
  EXPECT_EQ(ErrorOf("\"required\"", "\"none\""),
            "a.json: A_NUMBER.keywords: must be there if and only if a keyword is required");
  EXPECT_EQ(ErrorOf("@more", "@less"), "a.json: A_NUMBER.keywords: shared.json has no list \"less\"");
  EXPECT_EQ(ErrorOf("@more", "number"), "a.json: A_NUMBER.keywords: \"number\" stands there twice");
  EXPECT_EQ(ErrorOf("@more", "#"), "A_NUMBER.keywords: \"#\" must begin with a letter");
  EXPECT_EQ(ErrorOf("\"mark\": \"I\"", "\"mark\": \"X\""), "a.json: A_NUMBER.mark: \"X\"; allowed are D, S and I");
  EXPECT_EQ(ErrorOf(", \"example\": \"number 123-45\"", ""), "a.json: A_NUMBER.example: is missing");
  EXPECT_EQ(ErrorOf("\"source\"", "\"flags\": [\"loud\"], \"source\""),
            "a.json: A_NUMBER.flags: \"loud\" is not known; allowed are ignoreCase, isolated");
  EXPECT_EQ(ErrorOf("\"id\"", "\"colour\": 1, \"id\"").find("a.json: A_NUMBER.colour: unknown member; allowed are "),
            0u);
  EXPECT_EQ(
      ErrorOf("\"source\"", "\"check\": \"luck\", \"source\"").find("a.json: A_NUMBER.check: \"luck\" is not known"),
      0u);
}

TEST(TableOfIdentifiers, HasEachIdentifierOnce) {
  EXPECT_THROW(LoadEntries(std::string(kEntry) + "," + kEntry), TableError);
  EXPECT_THROW(LoadEntries("7"), TableError);
  EXPECT_THROW(Load({{"a.json", "[{]"}}), TableError);
}

TEST(TableOfIdentifiers, HoldsAtMost192Identifiers) {
  std::string all;
  for (int n = 0; n < 192; ++n) {
    all +=
        (n == 0 ? "" : ",") + std::regex_replace(std::string(kEntry), std::regex("A_NUMBER"), "A_" + std::to_string(n));
  }
  EXPECT_EQ(LoadEntries(all).size(), 192u);
  EXPECT_THROW(LoadEntries(all + "," + kEntry), TableError);
}

}  // namespace
}  // namespace macie_local::detectc
