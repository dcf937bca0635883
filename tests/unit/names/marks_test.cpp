// Marks, byte by byte beside the plainest program that finds them.
#include "names/marks.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "names/letters.h"

namespace macie_local::names {
namespace {

bool IsCapitalMark(std::string_view text, std::size_t at) {
  const Byte c = ByteAt(text, at);
  return (IsCapital(c) || (c >= 0xC3 && c <= 0xE1)) && (at == 0 || !IsAsciiLetter(ByteAt(text, at - 1)));
}

bool IsCodeMark(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t by) { return ByteAt(text, at + by); };
  if (IsCapital(byte(0))) return IsDigit(byte(1)) || (IsCapital(byte(1)) && IsDigit(byte(2)));
  std::size_t digits = 0;
  while (digits < 6 && IsDigit(byte(digits))) ++digits;
  if (digits != 4 && digits != 5) return false;
  const Byte before = at == 0 ? Byte{0} : ByteAt(text, at - 1);
  return !IsAsciiLetter(byte(digits)) && !IsDigit(before) && !IsAsciiLetter(before) && before != '.';
}

void ExpectMarks(const std::string& text) {
  Marks marks;
  marks.Find(text);
  const MarkedText marked{text, marks};
  for (std::size_t at = 0; at < text.size(); ++at) {
    ASSERT_EQ(marked.NextCapital(at, at + 1) == at, IsCapitalMark(text, at)) << at << " in " << text;
    ASSERT_EQ(marked.NextCode(at, at + 1) == at, IsCodeMark(text, at)) << at << " in " << text;
  }
}

TEST(Marks, StandWhereNamesAndCodesMayBegin) {
  for (const std::string text : {"", "A", "1234", "12345", "123456", "x1234", "1234x", "1.2345", "1,2345 ", "SW1A 1AA",
                                 "K1A 0B1", "ABC1", "aA", "\xC3\x89mile Zola", "1\xC3\x89", "B\xC3\x89", "_A_1234_"}) {
    ExpectMarks(text);
  }
}

TEST(Marks, AreTheSameWhereverTheyLie) {
  constexpr std::string_view kBytes = "11122233AAbbbbb.. _-,\xC3\x89\xE2\x84\xFF";
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string text(random() % 300, ' ');
    for (char& c : text) c = kBytes[random() % kBytes.size()];
    ExpectMarks(text);
  }
}

TEST(Marks, TheNextOneIsFoundFarAndNear) {
  std::string text(1000, '.');
  text[700] = 'A';
  Marks marks;
  marks.Find(text);
  const MarkedText part{std::string_view(text).substr(100), marks, 100};
  EXPECT_EQ(part.NextCapital(0, 900), 600U);
  EXPECT_EQ(part.NextCapital(600, 900), 600U);
  EXPECT_EQ(part.NextCapital(601, 900), 900U);
  EXPECT_EQ(part.NextCapital(0, 600), 600U);
  EXPECT_EQ(part.NextCapital(0, 0), 0U);
  EXPECT_TRUE(marks.capitals().Any(0, 701));
  EXPECT_FALSE(marks.capitals().Any(0, 700));
  // What is found of one text is not found in the next.
  marks.Find("..");
  EXPECT_FALSE(marks.capitals().Any(0, 2));
}

}  // namespace
}  // namespace macie_local::names
