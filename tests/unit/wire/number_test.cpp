// Numbers at and beyond the ends of what their types hold: taken exactly, or refused, in bodies and as scalars.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "model/types/buckets.h"
#include "model/types/jobs.h"
#include "model/types/records.h"
#include "wire/codec.h"
#include "wire/scalar.h"

namespace macie_local::wire {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

struct Case {
  std::string text;
  std::optional<std::int64_t> number;  // nothing: refused
};

const std::vector<Case> kLongs{
    {"0", 0},
    {"-0", 0},
    {"-0.0", 0},
    {"0e999999999999", 0},
    {"1.0", 1},
    {"1e2", 100},
    {"1E+2", 100},
    {"100e-2", 1},
    {"9223372036854775807", kMost},
    {"9223372036854775808", {}},
    {"-9223372036854775808", kLeast},
    {"-9223372036854775809", {}},
    {"18446744073709551616", {}},
    {std::string(400, '9'), {}},
    {"9007199254740992.0", 9007199254740992},
    {"9007199254740993.0", 9007199254740993},
    {"9007199254740993e0", 9007199254740993},
    {"9223372036854775807.000", kMost},
    {"9223372036854775808.0", {}},
    {"-9.223372036854775808e18", kLeast},
    {"-9.223372036854775809e18", {}},
    {"9.3e18", {}},
    {"1e18", 1'000'000'000'000'000'000},
    {"0.001e3", 1},
    {"0.00000000000000000000000001e26", 1},
    {"10000000000000000000000000e-25", 1},
    {"1.00000000000000000000000001", {}},
    {"1e400", {}},
    {"-1e400", {}},
    {"1e-400", {}},
    {"0.5", {}},
    {"1.5", {}},
    {"1e-1", {}},
    {"1e99999999999999999999", {}},
};

TEST(NumberTest, LongsAreExactOrRefused) {
  for (const auto& [text, number] : kLongs) {
    EXPECT_EQ(ParseInteger(text, Kind::kLong), number) << text;
    for (const bool strict : {false, true}) {
      const auto bucket =
          Decode<model::BucketMetadata>("{\"objectCount\":" + text + "}", DecodeOptions{.strict = strict});
      ASSERT_EQ(bucket.ok(), number.has_value()) << text;
      if (!number) {
        EXPECT_NE(bucket.error().text.find("an integer of 64 bits is expected"), std::string::npos)
            << bucket.error().text;
        continue;
      }
      EXPECT_EQ(bucket->objectCount, number) << text;
      std::string encoded;
      Encode(*bucket, Nulls::kOmit, &encoded);
      EXPECT_EQ(encoded, "{\"objectCount\":" + std::to_string(*number) + "}");
    }
  }
}

TEST(NumberTest, IntegersHaveThirtyTwoBits) {
  const std::vector<Case> cases{{"2147483647", 2147483647},
                                {"2147483648", {}},
                                {"-2147483648", -2147483648},
                                {"-2147483649", {}},
                                {"2147483647.0", 2147483647},
                                {"2.147483648e9", {}},
                                {"-0", 0},
                                {"4294967297", {}}};
  for (const auto& [text, number] : cases) {
    EXPECT_EQ(ParseInteger(text, Kind::kInteger), number) << text;
    const auto bucket = Decode<model::BucketMetadata>("{\"sensitivityScore\":" + text + "}", {});
    ASSERT_EQ(bucket.ok(), number.has_value()) << text;
    if (number) {
      EXPECT_EQ(bucket->sensitivityScore, number) << text;
    }
  }
}

// As a query spells them: text that no JSON reader has looked at before.
TEST(NumberTest, WhatIsNoNumberIsNone) {
  for (const char* text : {"",    " ",   "+1",  " 1",   "1 ",  "1,0",  "0x10",     "1e",     "e1",    ".",       "-",
                           "--1", "nan", "NaN", "-nan", "inf", "-inf", "Infinity", "nan(1)", "1_000", "\xd9\xa1"}) {
    EXPECT_FALSE(ParseInteger(text, Kind::kLong)) << text;
    EXPECT_FALSE(ParseInteger(text, Kind::kInteger)) << text;
  }
  for (const char* text :
       {"NaN", "nan", "Infinity", "-Infinity", "inf", "+1", "01", ".5", "1.", "1e", "0x1", "--1", "1_0", "'1'"}) {
    EXPECT_FALSE(Decode<model::BucketMetadata>("{\"objectCount\":" + std::string(text) + "}", {}).ok()) << text;
    EXPECT_FALSE(Decode<model::Statistics>("{\"numberOfRuns\":" + std::string(text) + "}", {}).ok()) << text;
  }
}

TEST(NumberTest, DoublesAreFiniteAndComeBack) {
  const auto read = [](const std::string& text) {
    return Decode<model::Statistics>("{\"numberOfRuns\":" + text + "}", {});
  };
  for (const char* text : {"0", "-0", "0.1", "1e308", "-1e308", "1.7976931348623157e308", "5e-324",
                           "2.2250738585072011e-308", "9223372036854775808", "0.30000000000000004", "1e23"}) {
    const auto first = read(text);
    ASSERT_TRUE(first.ok()) << text << first.error().text;
    EXPECT_TRUE(std::isfinite(*first->numberOfRuns)) << text;
    std::string encoded;
    Encode(*first, Nulls::kOmit, &encoded);
    const auto second = Decode<model::Statistics>(encoded, {});
    ASSERT_TRUE(second.ok()) << encoded;
    EXPECT_EQ(*second->numberOfRuns, *first->numberOfRuns) << text << " " << encoded;
  }
  for (const char* text : {"1e309", "-1e309", "1e400", "1e-400", "1e99999999999999999999"}) {
    const auto refused = read(text);
    ASSERT_FALSE(refused.ok()) << text;
    EXPECT_EQ(refused.error().text,
              "numberOfRuns: a number in the range of a double is expected; '" + std::string(text) + "' given");
  }
}

}  // namespace
}  // namespace macie_local::wire
