// Proves that a text comes back as it was put in, in memory and in a file, and leaves nothing behind.
#include "base/large_text.h"

#include <gtest/gtest.h>

namespace macie_local::base {
namespace {

std::string Pattern(std::size_t size) {
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i % 23);
  return text;
}

TEST(LargeTextTest, ComesBackAsItWas) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, LargeText::kInMemoryMax, LargeText::kInMemoryMax + 1,
                                 3 * LargeText::kInMemoryMax}) {
    const std::string all = Pattern(size);
    LargeText text;
    for (std::size_t at = 0; at < size; at += 100'000) {
      ASSERT_TRUE(text.Append(std::string_view(all).substr(at, 100'000)).ok());
    }
    ASSERT_TRUE(text.Finish().ok());
    EXPECT_EQ(text.size(), size);
    EXPECT_TRUE(text.view() == all);
    text.ReleaseRead();
    EXPECT_TRUE(text.view() == all);
    LargeText moved = std::move(text);
    EXPECT_TRUE(moved.view() == all);
    EXPECT_TRUE(BodyOf(std::move(moved)).str() == all);
  }
}

TEST(LargeTextTest, TakesItsMemoryFromABudget) {
  const auto budget = std::make_shared<MemoryBudget>(3 * LargeText::kInMemoryMax / 2);
  const std::string all = Pattern(LargeText::kInMemoryMax);
  const auto fill = [&](LargeText* text) {
    for (std::size_t at = 0; at < all.size(); at += 10'000) {
      ASSERT_TRUE(text->Append(std::string_view(all).substr(at, 10'000)).ok());
    }
    ASSERT_TRUE(text->Finish().ok());
  };
  {
    LargeText kept(budget), put_aside(budget);
    fill(&kept);
    EXPECT_FALSE(budget->Take(LargeText::kInMemoryMax));
    fill(&put_aside);
    // The second has found none, and gave back what it had before.
    EXPECT_TRUE(budget->Take(LargeText::kInMemoryMax / 2));
    EXPECT_TRUE(kept.view() == all && put_aside.view() == all);
    const LargeText moved = std::move(kept);
    EXPECT_TRUE(moved.view() == all);
    budget->Give(LargeText::kInMemoryMax / 2);
  }
  EXPECT_TRUE(budget->Take(3 * LargeText::kInMemoryMax / 2));
  EXPECT_FALSE(budget->Take(1));
  budget->TakeAnyway(1);
  EXPECT_TRUE(budget->is_overdrawn());
}

TEST(BodyTest, ASourceOfOnePieceIsAText) {
  const Body small = BodyOf(LargeText("short"));
  EXPECT_EQ(small.source(), nullptr);
  EXPECT_EQ(small.size(), 5u);
}

}  // namespace
}  // namespace macie_local::base
