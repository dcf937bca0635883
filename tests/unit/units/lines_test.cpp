// Lines and characters against the plainest count, from and to everywhere.
#include "units/lines.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace macie_local::units {
namespace {

LinePosition Plainly(std::string_view text, std::size_t from, std::size_t to, LinePosition position) {
  for (std::size_t at = from; at < to; ++at) {
    const bool pair = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
    if (text[at] == '\n' || (text[at] == '\r' && !pair)) {
      position = {.line = position.line + 1, .column = 1};
    } else if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) {
      ++position.column;
    }
  }
  return position;
}

TEST(Lines, AreCountedAsAPlainCountDoes) {
  std::mt19937 random(7);
  constexpr std::string_view kParts[] = {"\n", "\r\n", "\r", "a", "é", "𝄞", "\x80", "0123456789abcdefgh"};
  for (int round = 0; round < 200; ++round) {
    std::string text;
    for (int i = 0; i < 20; ++i) text += kParts[random() % std::size(kParts)];
    const std::size_t from = random() % (text.size() + 1);
    LinePosition together{.line = 3, .column = 9};
    for (std::size_t to = from; to <= text.size(); ++to) {
      LinePosition position{.line = 3, .column = 9};
      Advance(text, from, to, &position);
      ASSERT_EQ(position, Plainly(text, from, to, {.line = 3, .column = 9})) << from << " " << to;
      if (to > from) Advance(text, to - 1, to, &together);
      ASSERT_EQ(position, together);
    }
  }
}

TEST(Lines, ACharacterBeginsWithItsFirstByte) {
  const std::string text = "a\xF0\x9D\x84\x9Ez";
  EXPECT_EQ(CharacterBegin(text, 0), 0u);
  for (const std::size_t at : {1u, 2u, 3u, 4u}) EXPECT_EQ(CharacterBegin(text, at), 1u);
  EXPECT_EQ(CharacterBegin(text, 5), 5u);
  EXPECT_EQ(CharacterBegin(text, 6), 6u);
  EXPECT_EQ(CharacterBegin("\x80\x80\x80\x80\x80", 4), 4u);
}

}  // namespace
}  // namespace macie_local::units
