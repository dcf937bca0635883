// Characters and what they are folded to.
#include "names/letters.h"

#include <gtest/gtest.h>

#include <string>

namespace macie_local::names {
namespace {

TEST(NamesLetters, FoldToSmallLettersOfAscii) {
  EXPECT_EQ(Folded("Ångström").view(), "angstrom");
  EXPECT_EQ(Folded("ŁÓDŹ").view(), "lodz");
  EXPECT_EQ(Folded("O'Brien-Straße").view(), "obrienstrasse");
  EXPECT_EQ(Folded("Søren Æbelø").view(), "sorenaebelo");
  EXPECT_EQ(Folded("Nguyễn Ệ").view(), "nguyene");
  EXPECT_EQ(Folded("\u0130zmir").view(), "izmir");
  EXPECT_EQ(Folded("e\u0301").view(), "e");
  EXPECT_EQ(Folded("1 2_3").view(), "");
}

TEST(NamesLetters, AKeyHasABound) {
  EXPECT_EQ(Folded(std::string(Folded::kBytesMax, 'A')).size(), Folded::kBytesMax);
  EXPECT_EQ(Folded(std::string(Folded::kBytesMax + 1, 'A')).size(), Folded::kBytesMax);
}

TEST(NamesLetters, CapitalsAndLetters) {
  for (const char* capital : {"A", "É", "Ł", "Ø", "\u1EA4", "Þ"}) {
    EXPECT_TRUE(IsCapitalLetter(CharacterAt(capital, 0).code)) << capital;
    EXPECT_TRUE(IsLetter(CharacterAt(capital, 0).code)) << capital;
  }
  for (const char* small : {"a", "é", "ł", "ß", "\u1EA5"}) {
    EXPECT_FALSE(IsCapitalLetter(CharacterAt(small, 0).code)) << small;
    EXPECT_TRUE(IsLetter(CharacterAt(small, 0).code)) << small;
  }
  for (const char* other : {"1", "_", "\u00D7", "\u00F7", "\u4E2D", "\u0416"}) {
    EXPECT_FALSE(IsLetter(CharacterAt(other, 0).code)) << other;
  }
}

TEST(NamesLetters, MalformedBytesAreNoLetters) {
  for (const char* text : {"\xFF", "\x80", "\xC3", "\xE1\xBA", "\xF0\x9F\x98\x80"}) {
    const Character character = CharacterAt(text, 0);
    EXPECT_EQ(character.bytes, 1u);
    EXPECT_FALSE(IsLetter(character.code));
  }
}

}  // namespace
}  // namespace macie_local::names
