#include "scanner/tally.h"

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "base/text.h"

namespace macie_local::scanner {
namespace {

TEST(TallyTest, CountsEndWhereTheyAreToldTo) {
  Tally tally;
  tally.Add("NAME", false, 2);
  tally.Add("OTHER", false, UINT64_MAX);
  tally.Count(0);
  EXPECT_TRUE(tally.IsCounted(0));
  tally.Count(0);
  EXPECT_FALSE(tally.IsCounted(0));
  EXPECT_TRUE(tally.IsCounted(1));
  tally.Clear();
  EXPECT_TRUE(tally.IsCounted(0));
  EXPECT_TRUE(tally.Take().empty());
}

TEST(TallyTest, PlacesEndAtAThousand) {
  Tally tally;
  tally.Add("A", false, UINT64_MAX);
  for (std::size_t i = 0; i < scan::kPlacesMax; ++i) {
    ASSERT_TRUE(tally.WantsPlace(0)) << i;
    tally.Count(0);
    tally.AddPlace(0, units::Page{i + 1});
  }
  EXPECT_FALSE(tally.WantsPlace(0));
  EXPECT_EQ(tally.Take().at(0).places.size(), scan::kPlacesMax);
}

TEST(TallyTest, TextsOfPlacesEndAtTheirSum) {
  Tally tally;
  const std::size_t identifiers = scan::kPlaceTextsBytesMax / (scan::kPlacesMax * scan::kPlaceTextBytesMax) + 2;
  for (std::size_t i = 0; i < identifiers; ++i) tally.Add("ID" + std::to_string(i), false, UINT64_MAX);
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < identifiers; ++i) {
    while (tally.WantsPlace(i)) {
      tally.AddPlace(i, units::RecordPlace{0, std::string(scan::kPlaceTextBytesMax, 'p')});
      bytes += scan::kPlaceTextBytesMax;
    }
  }
  EXPECT_EQ(bytes, scan::kPlaceTextsBytesMax);
  tally.Clear();
  EXPECT_TRUE(tally.WantsPlace(0));
}

TEST(TallyTest, ATextThatIsTooLongOrNoTextIsMended) {
  Tally tally;
  tally.Add("A", false, UINT64_MAX);
  for (const std::string& name :
       {std::string(scan::kPlaceTextBytesMax, 'n'), std::string(scan::kPlaceTextBytesMax + 1, 'n'),
        std::string(scan::kPlaceTextBytesMax, '\xff'), std::string("a\xc3")}) {
    tally.Count(0);
    tally.AddPlace(0, units::Cell{1, 1, name, ""});
  }
  const auto found = tally.Take();
  ASSERT_EQ(found.at(0).places.size(), 4u);
  for (const units::Place& place : found[0].places) {
    const std::string& name = std::get<units::Cell>(place).column_name;
    EXPECT_LE(name.size(), scan::kPlaceTextBytesMax);
    EXPECT_TRUE(base::IsUtf8(name));
  }
  EXPECT_EQ(std::get<units::Cell>(found[0].places[0]).column_name.size(), scan::kPlaceTextBytesMax);
}

TEST(TallyTest, ManagedOnesComeByIdAndThenCustomOnesAsTheyCame) {
  Tally tally;
  tally.Add("B", false, 9);
  tally.Add("A", false, 9);
  tally.Add("z", true, 9);
  tally.Add("y", true, 9);
  tally.Add("none", true, 9);
  for (std::size_t i = 0; i < 4; ++i) tally.Count(i);
  std::string order;
  for (const scan::Detection& detection : tally.Take()) order += detection.id;
  EXPECT_EQ(order, "ABzy");
}

}  // namespace
}  // namespace macie_local::scanner
