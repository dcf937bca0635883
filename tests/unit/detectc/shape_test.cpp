// Shapes of the table, written out.
#include "detectc/shape.h"

#include <gtest/gtest.h>

#include "detectc/table.h"

namespace macie_local::detectc {
namespace {

using Forms = std::vector<std::string>;

TEST(Shape, IsWrittenOut) {
  EXPECT_EQ(Flatten("x", "9{3}A"), Forms{"999A"});
  EXPECT_EQ(Flatten("x", "A{1,2}9"), (Forms{"A9", "AA9"}));
  EXPECT_EQ(Flatten("x", "9{3}~9~9"), (Forms{"99999", "999 9 9", "999-9-9"}));
  EXPECT_EQ(Flatten("x", "9{3}-?X"), (Forms{"999X", "999-X"}));
}

TEST(Shape, HasTwoToFortyFourCharacters) {
  EXPECT_EQ(Flatten("x", "A9").size(), 1u);
  EXPECT_THROW(Flatten("x", "9"), TableError);
  EXPECT_EQ(Flatten("x", "9{44}").size(), 1u);
  EXPECT_THROW(Flatten("x", "9{45}"), TableError);
}

TEST(Shape, HasADigitAndSeparatorsBetweenCharacters) {
  EXPECT_THROW(Flatten("x", "A{3}"), TableError);
  EXPECT_THROW(Flatten("x", "9{2}"), TableError);
  EXPECT_THROW(Flatten("x", "-999"), TableError);
  EXPECT_THROW(Flatten("x", "9--9"), TableError);
  EXPECT_THROW(Flatten("x", "A.9"), TableError);
  EXPECT_THROW(Flatten("x", "9{0,2}A"), TableError);
  EXPECT_THROW(Flatten("x", "9{3,2}A"), TableError);
}

TEST(Shape, HasALayoutForEachWayToFillItsOpenPlaces) {
  const auto layouts = LayoutsOf("9-X");
  ASSERT_EQ(layouts.size(), 2u);
  EXPECT_EQ(layouts[0].joiners, 2u);
  EXPECT_EQ(layouts[0].digits | layouts[1].digits, 8u | 4u | 1u);
}

}  // namespace
}  // namespace macie_local::detectc
