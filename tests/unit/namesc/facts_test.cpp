// What a file of facts may say, and that nothing of it is lost in the table.
#include "namesc/facts.h"

#include <gtest/gtest.h>

#include "namesc/hash.h"

namespace macie_local::namesc {
namespace {

constexpr Notation kDigits = {"kTable", "words.tsv", "73", ""};
constexpr Notation kLetters = {"kTable", "places.tsv", "", "ABC"};
constexpr Notation kPlain = {"kTable", "pairs.txt", "", ""};

std::string ErrorOf(const Notation& notation, std::string_view text) {
  try {
    Parse(notation, text);
  } catch (const FactsError& error) {
    return error.what();
  }
  return "none";
}

TEST(NamesFacts, ValuesAreDigitsOrLetters) {
  const auto digits = Parse(kDigits, "anna\t72\nb2\t01\n");
  ASSERT_EQ(digits.size(), 2u);
  EXPECT_EQ(digits[0].key, "anna");
  EXPECT_EQ(digits[0].value, 7u | 2u << 3);
  EXPECT_EQ(digits[1].value, 1u << 3);
  EXPECT_EQ(Parse(kLetters, "bonn\tAC\n")[0].value, 5u);
  EXPECT_EQ(Parse(kPlain, "costarica\n")[0].value, 0u);
  EXPECT_EQ(ValueBits(kDigits), 5u);
  EXPECT_EQ(ValueBits(kLetters), 3u);
}

TEST(NamesFacts, AnErrorSaysWhereWhatAndWhatIsAllowed) {
  EXPECT_EQ(ErrorOf(kPlain, "a\nB\n"), "pairs.txt:2: the key must be small letters and digits, not 'B'");
  EXPECT_EQ(ErrorOf(kPlain, "\n"), "pairs.txt:1: the key must be small letters and digits, not ''");
  EXPECT_EQ(ErrorOf(kPlain, "b\na\n"), "pairs.txt:2: 'a' must stand before 'b', and once");
  EXPECT_EQ(ErrorOf(kPlain, "b\nb\n"), "pairs.txt:2: 'b' must stand before 'b', and once");
  EXPECT_EQ(ErrorOf(kPlain, "b\t1\n"), "pairs.txt:1: must have no value");
  EXPECT_EQ(ErrorOf(kDigits, "b\n"), "words.tsv:1: must have a tab and a value");
  EXPECT_EQ(ErrorOf(kDigits, "b\t74\n"), "words.tsv:1: the value '74' must be digits of at most 73");
  EXPECT_EQ(ErrorOf(kDigits, "b\t7\n"), "words.tsv:1: the value '7' must be digits of at most 73");
  EXPECT_EQ(ErrorOf(kLetters, "b\tCA\n"),
            "places.tsv:1: the value 'CA' must be some of the letters ABC, in this order");
  EXPECT_EQ(ErrorOf(kLetters, "b\tAA\n"),
            "places.tsv:1: the value 'AA' must be some of the letters ABC, in this order");
}

std::uint32_t EntryAt(const Encoded& table, std::uint32_t entry) {
  const std::size_t bit = std::size_t{entry} * kEntryBits;
  const std::uint64_t low = table.packed[bit / 64] >> bit % 64;
  const std::uint64_t high = table.packed[bit / 64 + 1] << 1 << (63 - bit % 64);
  return static_cast<std::uint32_t>((low | high) & ((1u << kEntryBits) - 1));
}

TEST(NamesFacts, EachKeyHasAnEntryOfItsOwn) {
  std::string text;
  for (int n = 1000; n < 9000; ++n)
    text += "k" + std::to_string(n) + "\t" + std::to_string(n % 8) + std::to_string(n % 4) + "\n";
  const auto facts = Parse(kDigits, text);
  const Encoded table = Encode(kDigits, facts);
  ASSERT_LT(table.entries, facts.size() + facts.size() / 20);
  std::vector<bool> used(table.entries);
  for (const Fact& fact : facts) {
    const std::uint64_t hash = Hash(fact.key);
    const std::uint32_t bucket = BucketOf(hash, static_cast<std::uint32_t>(table.steps.size()));
    const std::uint32_t entry = EntryOf(hash, table.steps[bucket], table.entries);
    ASSERT_FALSE(used[entry]) << fact.key;
    used[entry] = true;
    ASSERT_EQ(EntryAt(table, entry), FingerprintOf(hash, 5) << 5 | fact.value) << fact.key;
  }
}

TEST(NamesFacts, NoFactsAreATableToo) {
  const Encoded table = Encode(kPlain, {});
  EXPECT_EQ(table.entries, 1u);
  EXPECT_EQ(table.steps.size(), 1u);
}

}  // namespace
}  // namespace macie_local::namesc
