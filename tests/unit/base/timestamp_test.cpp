// Times and durations as text.
#include "base/timestamp.h"

#include <cstdint>
#include <limits>

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

TEST(Timestamp, PrintsThreeDigitsAtLeastWhereItIsAsked) {
  const auto print = [](std::int64_t micros) { return ToIso8601(Timestamp(microseconds(micros)), TimeForm::kMillis); };
  EXPECT_EQ(print(1'589'831'640'000'000), "2020-05-18T19:54:00.000Z");
  EXPECT_EQ(print(1'589'831'640'270'000), "2020-05-18T19:54:00.270Z");
  EXPECT_EQ(print(1'589'831'640'000'001), "2020-05-18T19:54:00.000001Z");
  EXPECT_EQ(print(-1'000'000), "1969-12-31T23:59:59.000Z");
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

TEST(Timestamp, ReadsWhatOtherProgramsPrint) {
  for (const char* text : {"2020-10-26 13:47:03.127000+00:00", "2020-10-26T13:47:03.127000+0000",
                           "2020-10-26 15:47:03.127+0200", "2020-10-26T13:47:03.127Z"}) {
    const auto time = ParsePrintedTime(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(ToIso8601(*time), "2020-10-26T13:47:03.127Z") << text;
  }
  for (const char* text : {"", "2020-10-26  13:47:03Z", "2020-10-26 13:47:03", "2020-10-26_13:47:03Z",
                           "2020-10-26 13:47:03+0", "2020-10-26 13:47:03+00000", "2020-10-26 13:47:03 +0000"}) {
    EXPECT_FALSE(ParsePrintedTime(text)) << text;
    EXPECT_FALSE(ParseIso8601(text)) << text;
  }
  EXPECT_FALSE(ParseIso8601("2020-10-26 13:47:03Z"));
  EXPECT_FALSE(ParseIso8601("2020-10-26T13:47:03+0000"));
}

TEST(Timestamp, EndsWithItsFourDigitsOfAYear) {
  EXPECT_EQ(ToIso8601(kEarliest), "0000-01-01T00:00:00Z");
  EXPECT_EQ(ToIso8601(kLatest), "9999-12-31T23:59:59.999999Z");
  EXPECT_EQ(ParseIso8601("0000-01-01T00:00:00Z"), kEarliest);
  EXPECT_EQ(ParseIso8601("9999-12-31T23:59:59.999999Z"), kLatest);
  EXPECT_EQ(ParseIso8601("0000-01-01T01:00:00+01:00"), kEarliest);
  EXPECT_EQ(ParseIso8601("9999-12-31T22:59:59.999999-01:00"), kLatest);
  EXPECT_FALSE(ParseIso8601("0000-01-01T00:59:59.999999+01:00"));
  EXPECT_FALSE(ParseIso8601("9999-12-31T23:00:00-01:00"));
}

TEST(Timestamp, NeverPrintsAnotherYearThanItsNearest) {
  EXPECT_EQ(ToIso8601(kLatest + microseconds(1)), ToIso8601(kLatest));
  EXPECT_EQ(ToIso8601(kEarliest - microseconds(1)), ToIso8601(kEarliest));
  EXPECT_EQ(ToIso8601(Timestamp::max()), ToIso8601(kLatest));
  EXPECT_EQ(ToIso8601(Timestamp::min()), ToIso8601(kEarliest));
}

TEST(Timestamp, AddsUpToItsEnds) {
  EXPECT_EQ(AddWithin(kLatest - microseconds(5), microseconds(5)), kLatest);
  EXPECT_FALSE(AddWithin(kLatest - microseconds(5), microseconds(6)));
  EXPECT_EQ(AddWithin(kEarliest + microseconds(5), microseconds(-5)), kEarliest);
  EXPECT_FALSE(AddWithin(kEarliest + microseconds(5), microseconds(-6)));
  EXPECT_EQ(AddWithin(kEarliest, kLatest - kEarliest), kLatest);
  for (const Timestamp time : {kEarliest, Timestamp(), kLatest}) {
    EXPECT_FALSE(AddWithin(time, microseconds::max()));
    EXPECT_FALSE(AddWithin(time, microseconds::min()));
  }
  EXPECT_FALSE(AddWithin(Timestamp::max(), microseconds(-1)));
  EXPECT_FALSE(AddWithin(Timestamp::min(), microseconds(1)));
}

TEST(Timestamp, IsMadeOfAnyNumberOfMilliseconds) {
  constexpr std::int64_t kFirst = kEarliest.time_since_epoch().count() / 1000;
  constexpr std::int64_t kLast = kLatest.time_since_epoch().count() / 1000;
  EXPECT_EQ(FromEpochMillis(0), Timestamp());
  EXPECT_EQ(FromEpochMillis(kFirst), kEarliest);
  EXPECT_EQ(FromEpochMillis(kLast), TruncateToMillis(kLatest));
  for (const std::int64_t millis :
       {kFirst - 1, kLast + 1, std::int64_t{114'404'093'773'032'703}, std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_FALSE(FromEpochMillis(millis)) << millis;
  }
}

TEST(Duration, EndsAtItsBound) {
  EXPECT_EQ(ParseDuration("P3660000D"), kDurationMax);
  EXPECT_EQ(ToDuration(kDurationMax), "P3660000D");
  EXPECT_FALSE(ParseDuration("P3660000DT0.000001S"));
  EXPECT_FALSE(ParseDuration("P3660001D"));
  EXPECT_EQ(ParseDuration("P522857W1D"), kDurationMax);
  EXPECT_FALSE(ParseDuration("P522857W2D"));
  for (const char* text : {"P999999999999W", "P999999999999D", "PT999999999999H", "P3660000DT999999999999S",
                           "P9999999999999D", "P18446744073709551617D", "PT0.0000000001S"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
  EXPECT_EQ(ParseDuration("PT999999999999S"), std::nullopt);
  EXPECT_EQ(ParseDuration("PT316224000000S"), kDurationMax);
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
