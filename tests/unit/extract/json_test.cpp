// JSON and JSON Lines: values with the paths to them.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "extract/json_stack.h"
#include "reading.h"

namespace macie_local::extract {
namespace {

const Outcome kMalformed{Status::kReadAgain, {}};

std::vector<Found> Values(std::string_view json, Format format = Format::kJson) {
  const Reading reading = ReadInAllPieces(format, json);
  EXPECT_EQ(reading.outcome, Outcome{}) << json;
  return reading.sink.found;
}

TEST(Json, StringsAndNumbersHavePaths) {
  EXPECT_EQ(Values(R"( {"a": "x", "b c": [1, -2.50e+3, {"d": "y"}], "e": true, "f": null, "g": false, "h": ""} )"),
            (std::vector{InRecord("x", 0, "$.a"), InRecord("1", 0, "$['b c'][0]"),
                         InRecord("-2.50e+3", 0, "$['b c'][1]"), InRecord("y", 0, "$['b c'][2].d")}));
  EXPECT_EQ(Values("[[],{},[[\"v\"],0]]\r\n"),
            (std::vector{InRecord("v", 0, "$[2][0][0]"), InRecord("0", 0, "$[2][1]")}));
  EXPECT_EQ(Values("\"v\""), (std::vector{InRecord("v", 0, "$")}));
  EXPECT_EQ(Values("12"), (std::vector{InRecord("12", 0, "$")}));
  EXPECT_EQ(Values("\xEF\xBB\xBF\n\n{\"a\":1}\n\n"), (std::vector{InRecord("1", 0, "$.a")}));
  EXPECT_EQ(Values(""), std::vector<Found>());
  EXPECT_EQ(Values(" \n "), std::vector<Found>());
}

TEST(Json, MembersThatChangeFromObjectToObject) {
  EXPECT_EQ(Values(R"([{"a":1,"b":2},{"b":3,"a":4},{"a":{"b":5}},{"a":[6]},{"a":7,"c":8,"b":9}])"),
            (std::vector{InRecord("1", 0, "$[0].a"), InRecord("2", 0, "$[0].b"), InRecord("3", 0, "$[1].b"),
                         InRecord("4", 0, "$[1].a"), InRecord("5", 0, "$[2].a.b"), InRecord("6", 0, "$[3].a[0]"),
                         InRecord("7", 0, "$[4].a"), InRecord("8", 0, "$[4].c"), InRecord("9", 0, "$[4].b")}));
}

TEST(Json, EscapesAreDecoded) {
  EXPECT_EQ(
      Values(R"(["a\"\\\/\b\f\n\r\t\u00e9\u20AC\uD834\udd1e", "\ud834", "\udd1ex", "\ud834\ud834\udd1e", "\u0000"])"),
      (std::vector{InRecord("a\"\\/\b\f\n\r\té€𝄞", 0, "$[0]"), InRecord("\uFFFD", 0, "$[1]"),
                   InRecord("\uFFFDx", 0, "$[2]"), InRecord("\uFFFD𝄞", 0, "$[3]"),
                   InRecord(std::string(1, '\0'), 0, "$[4]")}));
  EXPECT_EQ(Values(R"({"\u0061\n":1})"), (std::vector{InRecord("1", 0, "$['a\n']")}));
  EXPECT_EQ(Values("[\"\xFF\xC3\"]"), (std::vector{InRecord("\xFF\xC3", 0, "$[0]")}));
}

TEST(Json, LinesAreRecords) {
  const std::vector<Found> records = {InRecord("1", 0, "$.a"), InRecord("x", 2, "$"), InRecord("2", 3, "$[0]"),
                                      InRecord("3", 3, "$[1]"), InRecord("4", 5, "$.a")};
  const std::string lines = "{\"a\":1}\n\n\"x\"\r\n[2,3]\n \r\n{\"a\" : 4 }";
  EXPECT_EQ(Values(lines, Format::kJsonLines), records);
  EXPECT_EQ(Values(lines, Format::kJson), records);  // the second line tells
  EXPECT_EQ(Values("\n\n{\"a\":1}", Format::kJsonLines), (std::vector{InRecord("1", 2, "$.a")}));
}

TEST(Json, WhatIsMalformedIsText) {
  for (const char* text : {"{",         "[",          "\"",         "[1",    "{\"a\"",    "{\"a\":",
                           "{\"a\":1",  "[1,]",       "{\"a\":1,}", "[1}",   "{\"a\":1]", "]",
                           "}",         "{1:2}",      "{\"a\" 1}",  "[1 2]", "[,]",       "{,}",
                           "01",        "1.",         ".5",         "1e",    "+1",        "-",
                           "NaN",       "tru",        "nul",        "truex", "[\"\\x\"]", "[\"\\u12g4\"]",
                           "[\"\\u123", "[\"a\nb\"]", "[\"\t\"]",   "{} {}", "{}{}",      "[1]x",
                           "{\n}\n{}",  "// c\n{}",   "'a'",        "\x01"}) {
    EXPECT_EQ(ReadInAllPieces(Format::kJson, text).outcome, kMalformed) << text;
  }
  EXPECT_EQ(ReadInAllPieces(Format::kJsonLines, "{\"a\":\n1}").outcome, kMalformed);
  EXPECT_EQ(ReadInAllPieces(Format::kJsonLines, "{}\n{} {}").outcome, kMalformed);
  EXPECT_EQ(ReadInAllPieces(Format::kJson, std::string_view("[1,\0 2]", 7)).outcome, kMalformed);
  const Reading reading = ReadObject("{\"a\":1}\n}", "a.json");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.free_text, "{\"a\":1}\n}");
}

TEST(Json, NestingHasALimit) {
  const auto nested = [](std::size_t depth, bool arrays) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += arrays ? "[" : "{\"a\":";
    text += "1";
    for (std::size_t i = 0; i < depth; ++i) text += arrays ? "]" : "}";
    return text;
  };
  const Outcome over{Status::kSkipped, "JSON_NESTING_LEVEL_OVER_LIMIT"};
  for (const bool arrays : {false, true}) {
    EXPECT_EQ(ReadAs(Format::kJson, nested(256, arrays)).outcome, Outcome{});
    EXPECT_EQ(ReadAs(Format::kJson, nested(257, arrays)).outcome, over);
    EXPECT_EQ(ReadAs(Format::kJson, "[" + nested(256, arrays) + "]").outcome, over);
  }
  EXPECT_EQ(ReadAs(Format::kJson, std::string(1'000'000, '[')).outcome, over);
  const Reading deep = ReadAs(Format::kJson, nested(256, true));
  ASSERT_EQ(deep.sink.found.size(), 1u);
  EXPECT_EQ(std::get<units::RecordPlace>(deep.sink.found[0].place).json_path.substr(0, 9), "$..[0][0]");
}

TEST(Json, ALongStringIsCutAndWhole) {
  constexpr std::size_t kMax = units::kBatchBytesMax;
  for (const std::size_t size : {kMax - 2, kMax - 1, kMax, kMax + 1, 2 * kMax - units::kBytesAfter, 3 * kMax}) {
    std::string value;
    for (std::size_t i = 0; value.size() < size; ++i) value += std::to_string(i) + (i % 7 == 0 ? "é" : " ");
    value.resize(size);
    const std::vector<Found> expected = {InRecord("1", 0, "$[0].x"), InRecord(value, 0, "$[0].y[0]"),
                                         InRecord("2", 0, "$[0].y[1]"), InRecord("3", 0, "$[1]")};
    const Reading reading = ReadAs(Format::kJson, R"([{"x":1,"y":[")" + value + "\",2]},3]", 65536);
    EXPECT_TRUE(reading.sink.found == expected) << size;
    const std::string escaped = value + "\\u00e9";
    const Reading other = ReadAs(Format::kJson, "[\"" + escaped + "\",2]", 1000);
    ASSERT_EQ(other.sink.found.size(), 2u);
    EXPECT_TRUE(other.sink.found[0] == InRecord(value + "é", 0, "$[0]")) << size;
    EXPECT_EQ(other.sink.found[1], InRecord("2", 0, "$[1]"));
  }
}

TEST(Json, TokensAcrossWindows) {
  // Each token lies around the end of the first window, wherever that cuts it.
  const std::string tokens = R"("é\uD834\udd1e\n",{"na\u0061me":-12.5e7,"b":false},null])";
  for (std::size_t before = 0; before <= tokens.size(); ++before) {
    const std::string text = "[" + std::string(units::kBatchBytesMax - 1 - before, ' ') + tokens;
    const Reading reading = ReadAs(Format::kJson, text);
    EXPECT_EQ(reading.outcome, Outcome{});
    ASSERT_EQ(reading.sink.found, (std::vector{InRecord("é𝄞\n", 0, "$[0]"), InRecord("-12.5e7", 0, "$[1].naame")}))
        << before;
  }
}

TEST(Json, ANumberThatNoWindowHoldsIsNone) {
  const std::string digits(units::kBatchBytesMax - 1, '7');
  EXPECT_EQ(ReadAs(Format::kJson, digits).outcome, Outcome{});
  EXPECT_EQ(ReadAs(Format::kJson, digits + "7").outcome, kMalformed);
}

TEST(Json, OfALongNameTheEndCounts) {
  const std::string longest(kMemberNameBytesMax, 'n');
  for (const std::string& name : {longest, longest + "m", std::string(3 << 20, 'x') + longest}) {
    for (const std::string& escape : {std::string(), std::string("\\u006e")}) {
      const std::vector<Found> found =
          ReadAs(Format::kJson, R"({"q":1,")" + escape + name + R"(":2,"r":3})").sink.found;
      const std::string shown = "$['..." + name.substr(name.size() - 237) + "']";
      EXPECT_EQ(found, (std::vector{InRecord("1", 0, "$.q"), InRecord("2", 0, shown), InRecord("3", 0, "$.r")}));
    }
  }
}

TEST(Json, MoreNamesThanContextsHold) {
  std::string text = "{\"list\":[{\"deep\":{";
  for (int i = 0; i < 150'000; ++i) text += "\"n" + std::to_string(i) + "\":1,";
  text.back() = '}';
  text += ",\"n0\":[2]}]}";
  const Reading reading = ReadAs(Format::kJson, text);
  EXPECT_EQ(reading.outcome, Outcome{});
  ASSERT_EQ(reading.sink.found.size(), 150'001u);
  for (const int i : {0, 65'530, 65'533, 65'540, 149'999}) {
    EXPECT_EQ(reading.sink.found[static_cast<std::size_t>(i)],
              InRecord("1", 0, "$.list[0].deep.n" + std::to_string(i)));
  }
  EXPECT_EQ(reading.sink.found.back(), InRecord("2", 0, "$.list[0].n0[0]"));
}

TEST(Json, ElementsOfTheOuterArrayAreRecordsOfOneNumber) {
  EXPECT_EQ(ReadAs(Format::kJson, R"([{"a":1,"b":2},[],{"a":3}])").sink.records, (std::vector<std::uint64_t>{0, 0}));
  EXPECT_EQ(ReadAs(Format::kJsonLines, "{\"a\":1}\n{}\n{\"a\":3}").sink.records, (std::vector<std::uint64_t>{0, 2}));
  EXPECT_EQ(ReadAs(Format::kJson, R"({"a":[1,2,3]})").sink.records, (std::vector<std::uint64_t>{0}));
}

TEST(Json, RecordsStayWhole) {
  std::string lines;
  for (int i = 0; i < 30'000; ++i)
    lines += R"({"a":"x","b":")" + std::string(static_cast<std::size_t>(i % 90), 'y') + "z\"}\n";
  const Reading reading = ReadAs(Format::kJsonLines, lines);
  EXPECT_GT(reading.sink.batches, 2);
  ASSERT_EQ(reading.sink.records.size(), 30'000u);
  for (std::size_t i = 0; i < reading.sink.records.size(); ++i) ASSERT_EQ(reading.sink.records[i], i);
}

TEST(Json, AFailedStreamGivesWhatCameBefore) {
  for (const char* text : {"[1,\"ab", "[1,\"ab\\", "[1,\"ab\\u00", "[1,-", "[1,tr", "[1,{\"a", "[1,{\"a\"", "[1,"}) {
    const Reading reading = ReadAs(Format::kJson, text, 3, true);
    EXPECT_EQ(reading.outcome, (Outcome{Status::kPartial, {}})) << text;
    ASSERT_GE(reading.sink.found.size(), 1u);
    EXPECT_EQ(reading.sink.found[0], InRecord("1", 0, "$[0]"));
  }
  EXPECT_EQ(ReadAs(Format::kJson, "[1,]                ", 3, true).outcome, kMalformed);
}

}  // namespace
}  // namespace macie_local::extract
