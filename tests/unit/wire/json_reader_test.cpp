// Texts that readers of JSON disagree about, each judged by RFC 8259.
#include "wire/json_reader.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace macie_local::wire {
namespace {

bool Takes(std::string_view text) {
  JsonReader reader(text);
  return reader.Skip(64) && reader.AtEnd();
}

TEST(JsonReaderTest, JudgesAsTheStandardDoes) {
  const std::string good[] = {"0",
                              "-0",
                              "-0.0e+1",
                              "1E400",
                              "\"\"",
                              R"("\u0000\/\b\f")",
                              "[]",
                              "[ 1 , 2 ]",
                              "{}",
                              "null",
                              R"({"a":{}})",
                              "\"\xf0\x9f\x98\x80\"",
                              "\t1\r\n ",
                              R"("\ud83d\ude00")",
                              "[[],{}]",
                              "true",
                              R"({"a":1,"a":2})",
                              "123456789012345678901234567890"};
  const std::string bad[] = {"",
                             "01",
                             "+1",
                             "1.",
                             ".5",
                             "1e",
                             "-",
                             "nul",
                             "True",
                             "[1,]",
                             "[,1]",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{\"a\":1,}",
                             "{a:1}",
                             "'a'",
                             "\"\x01\"",
                             "\"\t\"",
                             R"("\x")",
                             R"("\u12g4")",
                             R"("\ud800")",
                             "\"a",
                             "1 2",
                             "[1}",
                             "\"\xff\"",
                             "\"\xc0\x80\"",
                             "\"\xed\xa0\x80\"",
                             "// c\n1",
                             "NaN",
                             "Infinity",
                             "\xef\xbb\xbf[]",
                             R"("\udc00\ud800")",
                             "[1",
                             "{\"a\":1"};
  for (const std::string& text : good) EXPECT_TRUE(Takes(text)) << text;
  for (const std::string& text : bad) EXPECT_FALSE(Takes(text)) << text;
}

TEST(JsonReaderTest, ReadsEscapesAsAnotherLibraryDoes) {
  for (const std::string text :
       {R"("plain")", R"("\"\\\/\b\f\n\r\t")", R"("\u00e9\u20ac\ud83d\ude00")", "\"\xe2\x82\xac\""}) {
    JsonReader reader(text);
    std::string read;
    ASSERT_TRUE(reader.ReadString(&read)) << text;
    EXPECT_EQ(read, nlohmann::json::parse(text).get<std::string>());
  }
}

// Strings are looked at sixteen bytes together.
TEST(JsonReaderTest, EachByteCountsAtEachPlace) {
  for (const std::string_view behind : {"", "                    "}) {
    for (std::size_t size = 0; size < 40; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        for (const std::string_view part : {"\"", "\\", "\\n", "\x1f", " ", "\x7f", "\x80", "\xff", "\xc3\xa9",
                                            "\xe2\x82\xac", "\xc3", "!", "#", "["}) {
          const std::string text = '"' + std::string(at, 'a') + std::string(part) + std::string(size - at - 1, 'b') +
                                   '"' + std::string(behind);
          std::string read;
          JsonReader reader(text);
          const bool taken = reader.ReadString(&read) && reader.AtEnd();
          ASSERT_EQ(taken, nlohmann::json::accept(text)) << text;
          ASSERT_EQ(taken, Takes(text)) << text;
          if (!taken) continue;
          ASSERT_EQ(read, nlohmann::json::parse(text).get<std::string>());
        }
      }
    }
  }
}

TEST(JsonReaderTest, DeepNestingIsRefusedAndNotFollowed) {
  const std::string deep(1'000'000, '[');
  JsonReader reader(deep);
  EXPECT_FALSE(reader.Skip(64));
  EXPECT_LT(reader.offset(), 100u);
}

}  // namespace
}  // namespace macie_local::wire
