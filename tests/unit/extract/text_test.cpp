// Plain text in batches, and texts that are not UTF-8.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "extract/charset.h"
#include "reading.h"

namespace macie_local::extract {
namespace {

TEST(Text, IsGivenAsItIs) {
  for (const std::string& text : {std::string("a\nb\r\né\r\xFF"), std::string("x"), std::string("\0a\0", 3)}) {
    const Reading reading = ReadInAllPieces(Format::kText, text);
    EXPECT_EQ(reading.outcome, Outcome{});
    EXPECT_EQ(reading.sink.free_text, text);
  }
  const Reading empty = ReadAs(Format::kText, "");
  EXPECT_EQ(empty.outcome, Outcome{});
  EXPECT_EQ(empty.sink.texts, 1);
  EXPECT_EQ(empty.sink.batches, 0);
}

// What lies around the ends of batches is checked by the sink: overlaps, and the line and column of each batch.
TEST(Text, LongOnesComeInBatchesThatOverlap) {
  constexpr std::size_t kMax = units::kBatchBytesMax;
  for (const std::string_view line : {"0123456789é\n", "ab\r\n", "x\r", "𝄞", "\n", "\r\n"}) {
    for (const std::size_t size : {kMax - 1, kMax, kMax + 1, 2 * kMax - units::kBytesAfter + 5, 3 * kMax}) {
      std::string text;
      while (text.size() < size) text += line;
      text.resize(size);
      const Reading reading = ReadAs(Format::kText, text, 100'000);
      EXPECT_EQ(reading.outcome, Outcome{});
      EXPECT_TRUE(reading.sink.free_text == text) << line << size;
    }
  }
}

TEST(Text, BatchesDoNotDependOnPieces) {
  const std::string text(2'000'000, 'x');
  const std::vector<std::size_t> sizes = ReadAs(Format::kText, text).sink.batch_bytes;
  EXPECT_EQ(ReadAs(Format::kText, text, 4'099).sink.batch_bytes, sizes);
  EXPECT_EQ(ReadAs(Format::kText, text, units::kBatchBytesMax).sink.batch_bytes, sizes);
}

TEST(Text, AStreamThatFailsAndASinkThatStops) {
  const Reading failed = ReadAs(Format::kText, "abc", 2, true);
  EXPECT_EQ(failed.outcome, (Outcome{Status::kPartial, {}}));
  EXPECT_EQ(failed.sink.free_text, "abc");
  const std::string long_text(3 << 20, ',');
  for (const Format format : {Format::kText, Format::kCsv, Format::kJson, Format::kGzip}) {
    std::string bytes = long_text;
    if (format == Format::kJson) bytes = "[\"" + long_text + "\"]";
    if (format == Format::kCsv) bytes = "\"" + long_text + "\"";
    if (format == Format::kGzip) bytes = Gzip(long_text);
    PieceStream stream(bytes);
    Learned learned;
    KeepingSink sink;
    sink.stop_after = 2;
    const Outcome outcome = Extract({.format = format, .charset = Charset::kUtf8, .mime = "", .name = "a.gz"}, stream,
                                    {}, 1, sink, learned);
    EXPECT_EQ(outcome, (Outcome{Status::kPartial, {}}));
    EXPECT_EQ(sink.batches, 2);
  }
}

std::string InPieces(std::string_view bytes, Charset charset, std::size_t piece_bytes) {
  PieceStream source(bytes, piece_bytes);
  Utf8Stream stream(source, charset);
  std::string text;
  for (auto piece = stream.Next(); piece.ok() && !piece->empty(); piece = stream.Next()) text.append(*piece);
  return text;
}

void ExpectUtf8(std::string_view bytes, Charset charset, std::string_view text) {
  for (std::size_t piece = 1; piece <= bytes.size() + 1; ++piece) {
    ASSERT_EQ(InPieces(bytes, charset, piece), text) << "in pieces of " << piece;
  }
}

std::string Utf16(const std::u16string& units, bool little) {
  std::string bytes;
  for (const char16_t unit : units) {
    const auto low = static_cast<char>(unit & 0xFF);
    const auto high = static_cast<char>(unit >> 8);
    bytes += little ? low : high;
    bytes += little ? high : low;
  }
  return bytes;
}

TEST(Charsets, Utf8LosesItsMarkAlone) {
  ExpectUtf8(
      "\xEF\xBB\xBF"
      "a\xEF\xBB\xBF",
      Charset::kUtf8, "a\xEF\xBB\xBF");
  ExpectUtf8("\xEF\xBB", Charset::kUtf8, "\xEF\xBB");
  ExpectUtf8("a\xFF\x80z", Charset::kUtf8, "a\xFF\x80z");
  ExpectUtf8("", Charset::kUtf8, "");
}

TEST(Charsets, Utf16OfBothKinds) {
  const std::u16string units = u"\uFEFFplain ascii, more than sixteen; é € 𝄞 \uFEFF then plain ascii again";
  const std::string text = "plain ascii, more than sixteen; é € 𝄞 \uFEFF then plain ascii again";
  ExpectUtf8(Utf16(units, true), Charset::kUtf16Le, text);
  ExpectUtf8(Utf16(units, false), Charset::kUtf16Be, text);
  const std::u16string halves = {u'a', 0xD834, u'b', 0xDD1E, u'c', 0xD834, 0xD834, 0xDD1E, 0xD834};
  const std::string mended = "a\uFFFDb\uFFFDc\uFFFD𝄞\uFFFD";
  ExpectUtf8(Utf16(halves, true), Charset::kUtf16Le, mended);
  ExpectUtf8(Utf16(halves, false), Charset::kUtf16Be, mended);
  ExpectUtf8("a", Charset::kUtf16Le, "\uFFFD");
}

TEST(Charsets, Windows1252) {
  std::string bytes;
  for (int i = 0; i < 3; ++i) bytes += "sixteen characters and more \x80\xE9\xFF\x9F\xA0";
  std::string text;
  for (int i = 0; i < 3; ++i) text += "sixteen characters and more €éÿŸ\u00A0";
  ExpectUtf8(bytes, Charset::kWindows1252, text);
  ExpectUtf8("\x81", Charset::kWindows1252, "\xC2\x81");
}

TEST(Charsets, WhatIsUtf8) {
  for (const char* text :
       {"", "a", "é", "a long line of ascii with é in it", "\xC3", "\xE2\x82", "\xF0\x9D\x84", "\xE0\xA0", "\xF4\x8F"})
    EXPECT_TRUE(IsUtf8Begun(text)) << text;
  for (const char* text :
       {"\xC3z", "\xE9t\xE9", "\x80", "\xC0", "\xE0\x80", "\xED\xA0", "\xF5", "0123456789abcdefg\xFF", "\xF4\x90"})
    EXPECT_FALSE(IsUtf8Begun(text)) << text;
}

TEST(Text, StoredSizesHaveLimits) {
  Limits limits;
  limits.text_bytes = 10;
  limits.compressed_bytes = 40;
  const Outcome over{Status::kSkipped, "FILE_EXCEEDS_SIZE_LIMIT"};
  for (const Format format : {Format::kText, Format::kCsv, Format::kTsv, Format::kJson, Format::kJsonLines}) {
    for (const std::size_t piece : {std::size_t{3}, SIZE_MAX}) {
      EXPECT_EQ(ReadAs(format, "1234567890", piece, false, limits).outcome, Outcome{});
      EXPECT_EQ(ReadAs(format, "12345678901", piece, false, limits).outcome, over);
    }
  }
  std::string gzip = Gzip("abc");
  gzip.resize(40);
  EXPECT_EQ(ReadAs(Format::kGzip, gzip, 7, false, limits).outcome, Outcome{});
  gzip.resize(41);
  EXPECT_EQ(ReadAs(Format::kGzip, gzip, 7, false, limits).outcome,
            (Outcome{Status::kSkipped, "ARCHIVE_EXCEEDS_SIZE_LIMIT"}));
}

TEST(Text, OfTheHandledLimitsTheseAreMacies) {
  const Limits limits;
  EXPECT_EQ(limits.archives_nested, 10u);
  EXPECT_EQ(limits.member_bytes, 3'221'225'472u);
  EXPECT_EQ(limits.extracted_bytes, 10'737'418'240u);
  EXPECT_EQ(limits.members, 1'000'000u);
  EXPECT_EQ(limits.json_nested, 256u);
  EXPECT_EQ(limits.StoredBytes(Format::kCsv), 21'474'836'480u);
  EXPECT_EQ(limits.StoredBytes(Format::kGzip), 8'589'934'592u);
}

}  // namespace
}  // namespace macie_local::extract
