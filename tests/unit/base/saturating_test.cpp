// Sums that stop at the ends of 64 bits.
#include "base/saturating.h"

#include <gtest/gtest.h>

namespace macie_local::base {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

TEST(Saturating, SumsStopAtTheEnds) {
  EXPECT_EQ(SaturatingAdd(1, 2), 3);
  EXPECT_EQ(SaturatingAdd(kMost - 1, 1), kMost);
  EXPECT_EQ(SaturatingAdd(kMost, 1), kMost);
  EXPECT_EQ(SaturatingAdd(kMost, kMost), kMost);
  EXPECT_EQ(SaturatingAdd(kLeast + 1, -1), kLeast);
  EXPECT_EQ(SaturatingAdd(kLeast, -1), kLeast);
  EXPECT_EQ(SaturatingAdd(kLeast, kLeast), kLeast);
  EXPECT_EQ(SaturatingAdd(kMost, kLeast), -1);
}

TEST(Saturating, WideSumsAreExact) {
  Wide sum = 0;
  for (int i = 0; i < 1000; ++i) sum += kMost;
  EXPECT_EQ(Saturated(sum), kMost);
  for (int i = 0; i < 999; ++i) sum -= kMost;
  EXPECT_EQ(Saturated(sum), kMost);
  EXPECT_EQ(Saturated(sum - kMost + 5), 5);
  EXPECT_EQ(Saturated(sum - kMost - 5), -5);
  EXPECT_EQ(Saturated(sum - kMost + kLeast - 1), kLeast);
}

}  // namespace
}  // namespace macie_local::base
