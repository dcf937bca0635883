#include "base/utf8.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace macie_local::base {
namespace {

TEST(Utf8Test, WhatIsWellFormedStays) {
  for (const char* text : {"", "plain", "\x7F", "é日本😀", "\xF4\x8F\xBF\xBF"}) EXPECT_EQ(MendUtf8(text), text);
}

TEST(Utf8Test, EveryByteThatBelongsToNothingIsReplaced) {
  const struct {
    const char *text, *mended;
  } kCases[] = {
      {"\xFF", "\uFFFD"},
      {"a\x80z", "a\uFFFDz"},
      {"a\xC3", "a\uFFFD"},                    // cut short
      {"\xE6\x97z", "\uFFFD\uFFFDz"},          // cut short, and something behind it
      {"\xC0\xAF", "\uFFFD\uFFFD"},            // overlong
      {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},  // a surrogate
      {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
      {"\xC3\xA9\xC3", "é\uFFFD"},
  };
  for (const auto& each : kCases) EXPECT_EQ(MendUtf8(each.text), each.mended);
}

TEST(Utf8Test, WhateverComesInUtf8GoesOut) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text{static_cast<char>(first), static_cast<char>(second)};
      EXPECT_TRUE(IsUtf8(MendUtf8(text))) << first << " " << second;
      EXPECT_EQ(MendUtf8(text) == text, IsUtf8(text)) << first << " " << second;
    }
  }
}

}  // namespace
}  // namespace macie_local::base
