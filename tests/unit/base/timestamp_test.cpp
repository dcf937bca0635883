// Times and durations as text.
#include "base/timestamp.h"

#include <gtest/gtest.h>

namespace macie_local::base {
namespace {

using std::chrono::microseconds;

TEST(Timestamp, PrintsTheDigitsItHas) {
  EXPECT_EQ(ToIso8601(Timestamp(microseconds(0))), "1970-01-01T00:00:00Z");
  EXPECT_EQ(ToIso8601(Timestamp(microseconds(1'589'831'640'000'000))), "2020-05-18T19:54:00Z");
  EXPECT_EQ(ToIso8601(Timestamp(microseconds(1'589'831'640'270'000))), "2020-05-18T19:54:00.270Z");
  EXPECT_EQ(ToIso8601(Timestamp(microseconds(1'589'831'640'000'001))), "2020-05-18T19:54:00.000001Z");
  EXPECT_EQ(ToIso8601(Timestamp(microseconds(-1))), "1969-12-31T23:59:59.999999Z");
}

TEST(Timestamp, ReadsWhatItPrints) {
  for (const char* text : {"1970-01-01T00:00:00Z", "2024-02-29T23:59:59.999999Z", "9999-12-31T23:59:59.999Z"}) {
    const auto time = ParseIso8601(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(ToIso8601(*time), text);
  }
}

TEST(Timestamp, ReadsOffsetsAndLongFractions) {
  EXPECT_EQ(ToIso8601(*ParseIso8601("2020-05-18T21:54:00+02:00")), "2020-05-18T19:54:00Z");
  EXPECT_EQ(ToIso8601(*ParseIso8601("2020-05-18T19:54:00.1234567Z")), "2020-05-18T19:54:00.123456Z");
}

TEST(Timestamp, RefusesEverythingElse) {
  for (const char* text :
       {"", "2020-05-18", "2020-05-18 19:54:00Z", "2020-05-18T19:54:00", "2020-13-18T19:54:00Z", "2023-02-29T00:00:00Z",
        "2020-05-18T24:00:00Z", "2020-05-18T19:60:00Z", "2020-05-18T19:54:60Z", "2020-05-18T19:54:00.Z",
        "2020-05-18T19:54:00.1234567890Z", "2020-05-18T19:54:00Zx", "20-05-18T19:54:00Z"}) {
    EXPECT_FALSE(ParseIso8601(text)) << text;
  }
}

TEST(Duration, ReadsAndPrints) {
  EXPECT_EQ(*ParseDuration("PT1S"), microseconds(1'000'000));
  EXPECT_EQ(*ParseDuration("P1DT2H3M4.5S"), microseconds(93'784'500'000));
  EXPECT_EQ(*ParseDuration("P2W"), microseconds(14ll * 86'400'000'000));
  for (const char* text : {"PT0S", "PT1S", "PT0.1S", "P30D", "P1DT2H3M4.5S", "PT36M"}) {
    EXPECT_EQ(ToDuration(*ParseDuration(text)), text);
  }
}

TEST(Duration, RefusesEverythingElse) {
  for (const char* text : {"", "P", "PT", "1S", "PT1", "P1S", "PT1D", "P1Y", "P1M", "PT1S1M", "PT-1S", "PT1.5M",
                           "P99999999D", "PT1S ", "P1DT"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
}

}  // namespace
}  // namespace macie_local::base
