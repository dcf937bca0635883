// gzip around all that is read: members, damage, limits, nesting.
#include <gtest/gtest.h>

#include <string>

#include "reading.h"

namespace macie_local::extract {
namespace {

const Outcome kDamaged{Status::kPartial, "MALFORMED_FILE"};

TEST(Gzip, WhatIsInsideIsToldByItsNameAndBytes) {
  const Reading csv = ReadInAllPieces(Format::kGzip, Gzip("a,b\n1,2\n"));
  EXPECT_EQ(csv.outcome, Outcome{});
  const Reading named = ReadObject(Gzip("a,b\n1,2\n"), "dir/x.CSV.GZ");
  EXPECT_EQ(named.outcome, Outcome{});
  EXPECT_EQ(named.sink.log, "+dir/x.CSV:text/csv -0 ");
  EXPECT_EQ(named.sink.found.back(), InCell("2", 2, 2, "b"));
  EXPECT_EQ(ReadObject(Gzip("{\"a\":1}"), "x").sink.log, "+x:application/json -0 ");
  EXPECT_EQ(ReadObject(Gzip("text"), "x.gzip").sink.log, "+x:text/plain -0 ");
  EXPECT_EQ(ReadObject(Gzip("text"), "x.tgz").sink.log, "+x.tar:text/plain -0 ");
  EXPECT_EQ(ReadObject(Gzip(""), "x.gz").outcome, Outcome{});
}

TEST(Gzip, MembersAreReadAsOne) {
  const std::string both = Gzip("a,b\n1,") + Gzip("") + Gzip("2\n");
  for (const std::string& behind : {std::string(), std::string(512, '\0'), std::string("garbage")}) {
    const Reading reading = ReadObject(both + behind, "x.csv.gz", 5);
    EXPECT_EQ(reading.outcome, Outcome{});
    ASSERT_EQ(reading.sink.found.size(), 4u);
    EXPECT_EQ(reading.sink.found.back(), InCell("2", 2, 2, "b"));
  }
}

TEST(Gzip, DamageGivesWhatCameBefore) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + "\n";
  const std::string whole = Gzip(text);
  for (const std::size_t size : {whole.size() - 1, whole.size() - 8, whole.size() / 2}) {
    const Reading cut = ReadObject(whole.substr(0, size), "x.txt.gz", 1000);
    EXPECT_EQ(cut.outcome, kDamaged) << size;
    EXPECT_TRUE(text.starts_with(cut.sink.free_text));
    EXPECT_GT(cut.sink.free_text.size(), text.size() / 3);
  }
  std::string crc = whole;
  crc[crc.size() - 5] ^= 1;
  EXPECT_EQ(ReadObject(crc, "x.txt.gz").outcome, kDamaged);
  EXPECT_EQ(ReadObject(crc, "x.txt.gz").sink.free_text, text);
  EXPECT_EQ(ReadObject(whole + Gzip("more").substr(0, 15), "x.txt.gz").outcome, kDamaged);
  EXPECT_EQ(ReadObject(whole.substr(0, 10), "x.txt.gz").outcome, (Outcome{Status::kSkipped, "MALFORMED_FILE"}));
  EXPECT_EQ(ReadObject("\x1F\x8B\x08\xFFxxxxxxxxxxxxxxx", "x.gz").outcome,
            (Outcome{Status::kSkipped, "MALFORMED_FILE"}));
  // What is read of JSON before the damage stands.
  const std::string json = Gzip("[" + std::string(200'000, ' ') + "1,2,3," + std::string(200'000, ' '));
  EXPECT_EQ(ReadObject(json.substr(0, json.size() - 20), "x.json.gz").outcome, kDamaged);
}

TEST(Gzip, WhatIsMalformedWithinIsReadAsText) {
  const Reading reading = ReadObject(Gzip("[1,2"), "x.json.gz");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.free_text, "[1,2");
}

TEST(Gzip, WhatIsNotReadWithinIsTold) {
  const Outcome unread{Status::kSkipped, "ARCHIVE_CONTAINS_UNPROCESSED_FILES"};
  const Reading picture = ReadObject(Gzip("\x89PNG\r\n\x1A\n"), "x.png.gz");
  EXPECT_EQ(picture.outcome, unread);
  EXPECT_EQ(picture.sink.log, "+x.png:image/png -2UNSUPPORTED_FILE_TYPE_EXCEPTION ");
  EXPECT_EQ(ReadObject(Gzip(std::string(300, '[')), "x.json.gz").outcome, unread);
}

TEST(Gzip, GzipInGzipToADepth) {
  std::string bytes = "ssn 1";
  std::string name = "x.txt";
  for (int depth = 1; depth <= 11; ++depth) {
    bytes = Gzip(bytes);
    name += ".gz";
    const Reading reading = ReadObject(bytes, name);
    if (depth <= 10) {
      EXPECT_EQ(reading.outcome, Outcome{}) << depth;
      EXPECT_EQ(reading.sink.free_text, "ssn 1");
    } else {
      EXPECT_EQ(reading.outcome, (Outcome{Status::kPartial, "ARCHIVE_NESTING_LEVEL_OVER_LIMIT"}));
      EXPECT_EQ(reading.sink.free_text, "");
    }
  }
}

TEST(Gzip, ExtractedBytesHaveLimits) {
  const std::string bytes = Gzip(std::string(200'000, 'x'));
  const Outcome over{Status::kPartial, "ARCHIVE_TOTAL_BYTES_EXTRACTED_OVER_LIMIT"};
  Limits limits;
  limits.member_bytes = 200'000;
  EXPECT_EQ(ReadObject(bytes, "x.gz", SIZE_MAX, limits).outcome, Outcome{});
  limits.member_bytes = 199'999;
  const Reading reading = ReadObject(bytes, "x.gz", SIZE_MAX, limits);
  EXPECT_EQ(reading.outcome, over);
  EXPECT_GT(reading.sink.free_text.size(), 100'000u);
  // All that is extracted counts, of each archive in an archive.
  const std::string nested = Gzip(bytes);
  limits = {};
  limits.extracted_bytes = 200'000 + bytes.size();
  EXPECT_EQ(ReadObject(nested, "x.gz.gz", SIZE_MAX, limits).outcome, Outcome{});
  --limits.extracted_bytes;
  EXPECT_EQ(ReadObject(nested, "x.gz.gz", SIZE_MAX, limits).outcome, over);
  limits.extracted_bytes = bytes.size() - 1;
  EXPECT_EQ(ReadObject(nested, "x.gz.gz", SIZE_MAX, limits).outcome, over);
}

TEST(Gzip, AStreamThatFails) {
  const std::string bytes = Gzip("some text");
  const Reading reading = ReadAs(Format::kGzip, bytes.substr(0, bytes.size() - 9), 4, true);
  EXPECT_EQ(reading.outcome, (Outcome{Status::kPartial, {}}));
  EXPECT_EQ(reading.sink.free_text, "some text");
}

}  // namespace
}  // namespace macie_local::extract
