#include "extract/records/shown_values.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace macie_local::extract {
namespace {

using namespace std::string_view_literals;

TEST(ShownValues, Days) {
  EXPECT_EQ(ShownDay(0), "1970-01-01");
  EXPECT_EQ(ShownDay(-1), "1969-12-31");
  EXPECT_EQ(ShownDay(6528), "1987-11-16");
  EXPECT_EQ(ShownDay(2'932'896), "9999-12-31");
  EXPECT_EQ(ShownDay(2'932'897), "2932897");
  EXPECT_EQ(ShownDay(-719'162), "0001-01-01");
  EXPECT_EQ(ShownDay(-719'163), "-719163");
  EXPECT_EQ(ShownDay(INT64_MIN), "-9223372036854775808");
}

TEST(ShownValues, Instants) {
  EXPECT_EQ(ShownInstant(0, 1000), "1970-01-01");
  EXPECT_EQ(ShownInstant(564'084'000'000, 1000), "1987-11-16 18:00:00");
  EXPECT_EQ(ShownInstant(564'084'000'250, 1000), "1987-11-16 18:00:00.25");
  EXPECT_EQ(ShownInstant(-1, 1000), "1969-12-31 23:59:59.999");
  EXPECT_EQ(ShownInstant(1, 1'000'000'000), "1970-01-01 00:00:00.000000001");
  EXPECT_EQ(ShownInstant(564'084'000'000'005, 1'000'000), "1987-11-16 18:00:00.000005");
  EXPECT_EQ(ShownInstant(INT64_MIN, 1000), "-9223372036854775808");
  EXPECT_EQ(ShownInstant(INT64_MAX, 1'000'000'000), "2262-04-11 23:47:16.854775807");
  EXPECT_EQ(ShownInstant(INT64_MIN, 1'000'000'000), "1677-09-21 00:12:43.145224192");
}

TEST(ShownValues, TimesOfDay) {
  EXPECT_EQ(ShownTimeOfDay(0, 1000), "00:00:00");
  EXPECT_EQ(ShownTimeOfDay(86'399'999, 1000), "23:59:59.999");
  EXPECT_EQ(ShownTimeOfDay(86'400'000, 1000), "86400000");
  EXPECT_EQ(ShownTimeOfDay(-1, 1000), "-1");
}

TEST(ShownValues, Decimals) {
  EXPECT_EQ(ShownDecimal("\x00"sv, 0), "0");
  EXPECT_EQ(ShownDecimal("\x00"sv, 2), "0.00");
  EXPECT_EQ(ShownDecimal("\x7F"sv, 0), "127");
  EXPECT_EQ(ShownDecimal("\x80"sv, 0), "-128");
  EXPECT_EQ(ShownDecimal("\xFF"sv, 2), "-0.01");
  EXPECT_EQ(ShownDecimal("\xFF\x00"sv, 1), "-25.6");
  EXPECT_EQ(ShownDecimal("\xFF\x9C"sv, 0), "-100");
  EXPECT_EQ(ShownDecimal("\x0F\xD9\xAA\x99\x20\xB9\x70"sv, 0), "4461451387386224");
  EXPECT_EQ(ShownDecimal(std::string(32, '\x7F'), 0).size(), 77u);
  EXPECT_EQ(ShownDecimal(std::string(33, '\x7F'), 0), "");
  EXPECT_EQ(ShownDecimal("\x01"sv, kDecimalScaleMax).size(), kDecimalScaleMax + 2);
  EXPECT_EQ(ShownDecimal("\x01"sv, kDecimalScaleMax + 1), "");
  EXPECT_EQ(ShownDecimal("", 0), "");
}

TEST(ShownValues, Uuids) {
  EXPECT_EQ(ShownUuid("\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xAA\xBB\xCC\xDD\xEE\xFF"sv),
            "00112233-4455-6677-8899-aabbccddeeff");
}

template <class Number>
std::string Written(Number number) {
  std::array<char, kNumberBytesMax> text{};
  return std::string(text.data(), WriteNumber(number, text.data()));
}

TEST(ShownValues, Numbers) {
  EXPECT_EQ(Written(4461451387386000.0), "4461451387386000");
  EXPECT_EQ(Written(-0.1), "-0.1");
  EXPECT_EQ(Written(0.1F), "0.1");
  EXPECT_EQ(Written(123456789.0F), "123456792");
  EXPECT_EQ(Written(99999999999999984.0), "99999999999999984");
  EXPECT_EQ(Written(1e17), "1e+17");
  EXPECT_EQ(Written(-std::numeric_limits<double>::max()), "-1.7976931348623157e+308");
  EXPECT_EQ(Written(std::numeric_limits<double>::denorm_min()), "5e-324");
  EXPECT_EQ(Written(std::nan("")), "nan");
  EXPECT_EQ(Written(-std::numeric_limits<double>::infinity()), "-inf");
}

}  // namespace
}  // namespace macie_local::extract
