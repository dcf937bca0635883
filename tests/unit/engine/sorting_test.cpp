// Proves that the sorts of bulk building order as the standard's do.
#include "engine/sorting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace macie_local::engine {
namespace {

TEST(SortingTest, NumbersOfEveryRangeSortStably) {
  std::mt19937_64 random(1);
  for (const int shift : {0, 1, 20, 31, 42, 53, 60, 63}) {
    for (const std::size_t count : {0u, 1u, 2u, 1000u}) {
      std::vector<Keyed> items;
      for (std::uint32_t i = 0; i < count; ++i) items.push_back({random() >> shift, i});
      std::vector<Keyed> expected = items;
      std::stable_sort(expected.begin(), expected.end(), [](const Keyed& a, const Keyed& b) { return a.key < b.key; });
      SortStably(&items);
      for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ(items[i].key, expected[i].key);
        ASSERT_EQ(items[i].item, expected[i].item);
      }
    }
  }
}

void ExpectSorted(const std::vector<std::string>& texts) {
  std::vector<std::uint32_t> expected;
  for (std::uint32_t i = 0; i < texts.size(); ++i) expected.push_back(i);
  std::stable_sort(expected.begin(), expected.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return texts[a] < texts[b]; });
  ASSERT_EQ(SortedByText(std::vector<std::string_view>(texts.begin(), texts.end()), base::RunOnTwoThreads), expected);
}

// Of few letters, so that long beginnings are shared; with bytes above 127 and zeros at the end, which look like the
// end to a sort that takes eight bytes at once.
TEST(SortingTest, TextsOfAnyBytesSort) {
  std::mt19937_64 random(2);
  const std::string letters("\0ab\xff", 4);
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> texts;
    const std::size_t longest = 1 + random() % 40;
    const std::string beginning(random() % 30, 'p');
    for (std::size_t count = random() % 3000; count > 0; --count) {
      std::string text = beginning;
      for (std::size_t size = random() % longest; size > 0; --size) text += letters[random() % letters.size()];
      if (random() % 4 == 0) text.append(random() % 20, '\0');
      texts.push_back(std::move(text));
    }
    ExpectSorted(texts);
    std::sort(texts.begin(), texts.end());
    ExpectSorted(texts);
  }
  ExpectSorted(std::vector<std::string>(200, std::string(100, 'x')));
}

TEST(SortingTest, ManyTextsSortInHalves) {
  std::mt19937_64 random(3);
  for (const std::uint64_t distinct : {1, 2, 50, 1'000'000}) {
    std::vector<std::string> texts;
    for (int i = 0; i < 50'000; ++i) texts.push_back("bucket-" + std::to_string(random() % distinct));
    ExpectSorted(texts);
  }
}

}  // namespace
}  // namespace macie_local::engine
