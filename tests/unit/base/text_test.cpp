// UTF-8, percent and base64url, JSON literals.
#include "base/text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace macie_local::base {
namespace {

TEST(Utf8, TellsWellFormedText) {
  for (const char* text : {"", "plain", "größe", "日本", "\xF0\x9F\x98\x80", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
  for (const char* text : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                           "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE6\x97", "a\xFF"}) {
    EXPECT_FALSE(IsUtf8(text));
  }
}

// Plain bytes are passed over eight at a time.
TEST(Utf8, IsToldAtEveryPlaceOfALongText) {
  for (std::size_t at = 0; at < 20; ++at) {
    std::string text(20, 'x');
    text.insert(at, "\xE6\x97\xA5");
    EXPECT_TRUE(IsUtf8(text)) << at;
    text.erase(at + 2, 1);
    EXPECT_FALSE(IsUtf8(text)) << at;
  }
}

TEST(Utf8, CountsAndShortensByCodePoint) {
  EXPECT_EQ(CountCodePoints("日本x"), 3u);
  EXPECT_EQ(Shorten("日本", 6), "日本");
  EXPECT_EQ(Shorten("日本", 5), "日...");
  EXPECT_EQ(Shorten("日本", 2), "...");
}

TEST(Percent, DecodesAndRefuses) {
  EXPECT_EQ(*PercentDecode("arn%3Aaws%2f%C3%BC+"), "arn:aws/ü+");
  for (const char* text : {"%", "%4", "%zz", "a%2"}) EXPECT_FALSE(PercentDecode(text)) << text;
}

TEST(Base64Url, RoundTripsAndRefusesOtherSpellings) {
  std::vector<std::uint8_t> bytes;
  for (int length = 0; length < 40; ++length) {
    const std::string text = ToBase64Url(bytes);
    const auto back = FromBase64Url(text);
    ASSERT_TRUE(back);
    EXPECT_EQ(std::vector<std::uint8_t>(back->begin(), back->end()), bytes);
    bytes.push_back(static_cast<std::uint8_t>(length * 37 + 200));
  }
  for (const char* text : {"A", "AB=", "A+", "A/", "AB", "QQ=="}) {
    // "AB" ends in bits that no encoder writes.
    EXPECT_FALSE(FromBase64Url(text)) << text;
  }
}

TEST(Json, EscapesWhatMustBe) {
  std::string out;
  AppendJsonString("a\"b\\c\n\r\t\x01/ü", &out);
  EXPECT_EQ(out, "\"a\\\"b\\\\c\\n\\r\\t\\u0001/ü\"");
}

TEST(TextTest, PartsAreTakenOffOneByOne) {
  std::string_view rest = "a/b;;c";
  EXPECT_EQ(NextPart("/;", &rest), "a");
  EXPECT_EQ(NextPart("/;", &rest), "b");
  EXPECT_EQ(NextPart("/;", &rest), "");
  EXPECT_EQ(NextPart("/;", &rest), "c");
  EXPECT_EQ(NextPart("/;", &rest), "");
  EXPECT_EQ(rest, "");
}

TEST(TextTest, PlainNamesAreShortAndOfFewCharacters) {
  EXPECT_TRUE(IsPlainName("aZ0-_.", 6));
  EXPECT_FALSE(IsPlainName("aZ0-_.", 5));
  EXPECT_FALSE(IsPlainName("", 5));
  EXPECT_FALSE(IsPlainName(".", 5));
  EXPECT_FALSE(IsPlainName("..", 5));
  EXPECT_TRUE(IsPlainName("...", 5));
  EXPECT_TRUE(IsPlainName(".a", 5));
  for (const char* wrong : {"a b", "a/b", "\xC3\xA9", "a~"}) EXPECT_FALSE(IsPlainName(wrong, 5)) << wrong;
}

TEST(TextTest, PercentEncodingIsUndoneByDecoding) {
  EXPECT_EQ(PercentEncode("aZ0-._~ /%\xC3\xA9"), "aZ0-._~%20%2F%25%C3%A9");
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  EXPECT_EQ(PercentDecode(PercentEncode(all)), all);
}

}  // namespace
}  // namespace macie_local::base
