// zip archives, whole, hostile, damaged, and too large to be kept.
#include <gtest/gtest.h>

#include <string>

#include "reading.h"
#include "zip_writer.h"

namespace macie_local::extract {
namespace {

const Outcome kDamaged{Status::kPartial, "MALFORMED_FILE"};
const Outcome kMalformed{Status::kSkipped, "MALFORMED_FILE"};
const Outcome kSomeUnread{Status::kPartial, "ARCHIVE_CONTAINS_UNPROCESSED_FILES"};
const Outcome kAllUnread{Status::kSkipped, "ARCHIVE_CONTAINS_UNPROCESSED_FILES"};

const std::vector<ZipPart> kParts = {{"d/", "", 0},
                                     {"d/a.csv", "a,b\n1,2\n"},
                                     {"d/b.json", R"({"k":"v"})", 0},
                                     {"c.txt.gz", Gzip("inner"), 0},
                                     {"e.txt", "last"}};
constexpr const char* kLog =
    "+d/a.csv:text/csv -0 +d/b.json:application/json -0 +c.txt.gz:application/gzip +c.txt:text/plain -0 -0 "
    "+e.txt:text/plain -0 ";

void ExpectParts(const Reading& reading) {
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.log, kLog);
  ASSERT_EQ(reading.sink.found.size(), 5u);
  EXPECT_EQ(reading.sink.found[3], InCell("2", 2, 2, "b"));
  EXPECT_EQ(reading.sink.found[4], InRecord("v", 0, "$.k"));
  EXPECT_EQ(reading.sink.free_text, "innerlast");
}

TEST(Zip, FilesAreReadByWhatTheyAre) {
  const std::string archive = Zip(kParts);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{512}, SIZE_MAX}) {
    ExpectParts(ReadObject(archive, "x.zip", piece));
    ExpectParts(ReadObject(archive, "whatever", piece));
  }
  EXPECT_EQ(ReadObject(Gzip(archive), "x.zip.gz").sink.log.substr(0, 22), "+x.zip:application/zip");
  EXPECT_EQ(ReadObject(Zip({}), "x.zip").outcome, Outcome{});
}

TEST(Zip, ArchivesOfAllForms) {
  ExpectParts(ReadObject(Zip(kParts, {.in64 = true}), "x.zip"));
  ExpectParts(ReadObject(Zip(kParts, {.comment = "a comment, \nPK\x05\x06 and so on", .told_count = 77}), "x.zip"));
  ExpectParts(ReadObject(Zip(kParts, {.comment = std::string(0xFFFF, 'c')}), "x.zip"));
  ExpectParts(ReadAs(Format::kZip, Zip(kParts, {.before = "#!/bin/sh\nexit\n"})));
  ExpectParts(ReadAs(Format::kZip, Zip(kParts, {.before = "some bytes", .in64 = true})));
  std::vector<ZipPart> parts = kParts;
  for (ZipPart& part : parts) part.in64 = true;
  ExpectParts(ReadObject(Zip(parts, {.in64 = true}), "x.zip"));
  for (ZipPart& part : parts) part.flags = 1 << 3;  // the header has no sizes
  ExpectParts(ReadObject(Zip(parts), "x.zip"));
}

// Names are labels, whatever they say.
TEST(Zip, NamesOfAllKinds) {
  const std::string zero("a\0b.csv", 7);
  const Reading reading = ReadObject(Zip({{"../../etc/passwd", "1"},
                                          {"/absolute/a.txt", "2"},
                                          {"C:\\x\\a.txt", "3"},
                                          {"", "4"},
                                          {"\xB2\xE2\xCA\xD4.txt", "5"},
                                          {zero, "6,7\n"},
                                          {std::string(0xFFF0, 'n') + ".txt", "8"},
                                          {"same", "9"},
                                          {"same", "0"}}),
                                     "x.zip");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.free_text, "12345890");
  EXPECT_EQ(reading.sink.found.size(), 2u);
  EXPECT_TRUE(reading.sink.log.starts_with("+../../etc/passwd:text/plain -0 +/absolute/a.txt:text/plain -0 "));
}

TEST(Zip, WhatIsMalformedWithinIsReadAsText) {
  const Reading reading = ReadObject(Zip({{"a.json", "[1]"}, {"b.json", "[2"}, {"c.csv", "\"3"}}), "x.zip");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.found, (std::vector{InRecord("1", 0, "$[0]")}));
  EXPECT_EQ(reading.sink.free_text, "[2\"3");
}

TEST(Zip, WhatIsNotReadIsTold) {
  const ZipPart locked{"s.txt", "secret", 8, 1};
  const ZipPart other{"l.txt", "lzma", 14};
  const Reading some = ReadObject(Zip({locked, {"a.txt", "x"}, other}), "x.zip");
  EXPECT_EQ(some.outcome, kSomeUnread);
  EXPECT_EQ(some.sink.free_text, "x");
  EXPECT_EQ(some.sink.log,
            "+s.txt:application/octet-stream -2UNABLE_TO_PARSE_FILE +a.txt:text/plain -0 "
            "+l.txt:application/octet-stream -2UNABLE_TO_PARSE_FILE ");
  EXPECT_EQ(ReadObject(Zip({locked, other}), "x.zip").outcome, kAllUnread);
  EXPECT_EQ(ReadObject(Zip({{"p.png", "\x89PNG\r\n\x1A\n"}}), "x.zip").outcome, kAllUnread);
}

TEST(Zip, FilesThatShareBytesAreRefused) {
  std::vector<ZipPart> bomb(3, ZipPart{"a.txt", "kernel"});
  bomb[1].at_first = bomb[2].at_first = true;
  EXPECT_EQ(ReadObject(Zip(bomb), "x.zip").outcome, kMalformed);
  // One byte into the next file, and into the directory.
  std::vector<ZipPart> parts = {{"", "first", 0}, {"b.txt", "second", 0}};
  parts[0].told_stored_more = 4;  // three are the extra field's
  EXPECT_EQ(ReadObject(Zip(parts), "x.zip").outcome, kMalformed);
  parts[0].told_stored_more = 0;
  parts[1].told_stored_more = 9;
  EXPECT_EQ(ReadObject(Zip(parts), "x.zip").outcome, kMalformed);
  // Where only the header tells that they do, one of them is left out.
  parts[1].told_stored_more = 1;
  const Reading reading = ReadObject(Zip(parts), "x.zip");
  EXPECT_EQ(reading.outcome, kDamaged);
  EXPECT_EQ(reading.sink.free_text, "first");
}

TEST(Zip, DamageLeavesTheOthers) {
  const auto with = [](const ZipPart& damaged) {
    return ReadObject(Zip({{"a.txt", "first "}, damaged, {"c.txt", " last"}}), "x.zip", 100);
  };
  ZipPart part{"b.txt", "middle"};
  part.wrong_sum = true;
  EXPECT_EQ(with(part).outcome, kDamaged);
  EXPECT_EQ(with(part).sink.free_text, "first middle last");
  part = {"b.txt", "middle"};
  part.wrong_header = true;
  EXPECT_EQ(with(part).outcome, kDamaged);
  EXPECT_EQ(with(part).sink.free_text, "first  last");
  part = {"b.txt", "middle"};
  // Of what is longer than it is told to be so much is given as is told, whatever the pieces are.
  part.told_size_more = -1;
  for (const std::uint16_t method : {std::uint16_t{0}, std::uint16_t{8}}) {
    part.method = method;
    const std::string archive = Zip({{"a.txt", "first "}, part, {"c.txt", " last"}});
    for (const std::size_t piece : {std::size_t{1}, std::size_t{4}, SIZE_MAX}) {
      const Reading reading = ReadObject(archive, "x.zip", piece);
      EXPECT_EQ(reading.outcome, kDamaged) << piece;
      EXPECT_EQ(reading.sink.free_text, "first middl last") << piece;
    }
  }
  part = {"b.txt", "middle"};
  part.told_size_more = 1;
  EXPECT_EQ(with(part).outcome, kDamaged);
  EXPECT_EQ(with(part).sink.free_text, "first middle last");
  part = {"b.txt", "middle"};
  part.told_stored_more = -1;
  EXPECT_EQ(with(part).outcome, kDamaged);
  std::string archive = Zip({{"a.txt", std::string(1000, 'x') + "y"}});
  archive[38] = '\xFF';  // what is deflated
  EXPECT_EQ(ReadObject(archive, "x.zip").outcome, kMalformed);
}

TEST(Zip, WithoutADirectoryNothingIsRead) {
  const std::string archive = Zip(kParts);
  for (std::size_t size = 4; size < archive.size(); size += size < 40 ? 1 : 7) {
    EXPECT_EQ(ReadObject(archive.substr(0, size), "x.zip").outcome, kMalformed) << size;
  }
  EXPECT_EQ(ReadObject(Zip(kParts, {.volume = 1}), "x.zip").outcome, kMalformed);
  EXPECT_EQ(ReadObject(Zip(kParts, {.in64 = true, .volume = 1}), "x.zip").outcome, kMalformed);
  const std::size_t directory = archive.find("PK\x01\x02");
  std::string wrong = archive;
  wrong[directory] = 'x';
  EXPECT_EQ(ReadObject(wrong, "x.zip").outcome, kMalformed);
  wrong = archive;
  wrong[directory + 28] = '\xFF';  // the name is longer than the directory
  wrong[directory + 29] = '\xFF';
  EXPECT_EQ(ReadObject(wrong, "x.zip").outcome, kMalformed);
  wrong = archive;
  wrong[directory + 45] = '\x7F';  // it lies behind the end
  EXPECT_EQ(ReadObject(wrong, "x.zip").outcome, kMalformed);
  wrong = archive;
  wrong[archive.size() - 7] = '\x7F';  // so does the directory
  EXPECT_EQ(ReadObject(wrong, "x.zip").outcome, kMalformed);
  EXPECT_EQ(ReadAs(Format::kZip, archive.substr(0, 50), 10, true).outcome, (Outcome{Status::kPartial, {}}));
}

TEST(Zip, ArchivesInArchivesToADepth) {
  std::string bytes = "ssn 1";
  std::string name = "x.txt";
  for (int depth = 1; depth <= 11; ++depth) {
    bytes = Zip({{name, bytes}, {"y.txt", "+"}});
    name = "x.zip";
    const Reading reading = ReadObject(bytes, name);
    if (depth <= 10) {
      EXPECT_EQ(reading.outcome, Outcome{}) << depth;
      EXPECT_EQ(reading.sink.free_text, "ssn 1" + std::string(static_cast<std::size_t>(depth), '+'));
    } else {
      EXPECT_EQ(reading.outcome, (Outcome{Status::kPartial, "ARCHIVE_NESTING_LEVEL_OVER_LIMIT"}));
      EXPECT_EQ(reading.sink.free_text, std::string(10, '+'));
    }
  }
}

TEST(Zip, WhatTheDirectoryTellsHasLimits) {
  const std::string archive = Zip({{"a.txt", "123"}, {"b.txt", "4567"}, {"d/", "", 0}});
  Limits limits;
  limits.members = 2;
  EXPECT_EQ(ReadObject(archive, "x.zip", SIZE_MAX, limits).outcome, Outcome{});
  limits.members = 1;
  EXPECT_EQ(ReadObject(archive, "x.zip", SIZE_MAX, limits).outcome,
            (Outcome{Status::kSkipped, "ARCHIVE_TOTAL_DOCUMENTS_PROCESSED_OVER_LIMIT"}));
  const Outcome over{Status::kSkipped, "ARCHIVE_TOTAL_BYTES_EXTRACTED_OVER_LIMIT"};
  limits = {};
  limits.member_bytes = 4;
  limits.extracted_bytes = 7;
  EXPECT_EQ(ReadObject(archive, "x.zip", SIZE_MAX, limits).outcome, Outcome{});
  limits.extracted_bytes = 6;
  EXPECT_EQ(ReadObject(archive, "x.zip", SIZE_MAX, limits).outcome, over);
  limits.extracted_bytes = 7;
  limits.member_bytes = 3;
  EXPECT_EQ(ReadObject(archive, "x.zip", SIZE_MAX, limits).outcome, over);
  limits = {};
  limits.compressed_bytes = archive.size();
  EXPECT_EQ(ReadObject(archive, "x.zip", SIZE_MAX, limits).outcome, Outcome{});
  limits.compressed_bytes = archive.size() - 1;
  EXPECT_EQ(ReadObject(archive, "x.zip", SIZE_MAX, limits).outcome,
            (Outcome{Status::kSkipped, "ARCHIVE_EXCEEDS_SIZE_LIMIT"}));
}

// What comes out of archives in an archive counts with the rest, and ends the whole.
TEST(Zip, WhatArchivesInItTellHasLimits) {
  const std::string inner = Zip({{"a.txt", std::string(1000, 'a')}, {"b.txt", std::string(1000, 'b')}});
  const std::string archive = Zip({{"0.txt", "before"}, {"1.zip", inner}, {"2.txt", "behind"}});
  Limits limits;
  limits.members = 5;
  limits.extracted_bytes = 2000 + inner.size() + 12;
  EXPECT_EQ(ReadObject(archive, "x.zip", SIZE_MAX, limits).outcome, Outcome{});
  --limits.members;
  const Reading members = ReadObject(archive, "x.zip", SIZE_MAX, limits);
  EXPECT_EQ(members.outcome, (Outcome{Status::kPartial, "ARCHIVE_TOTAL_DOCUMENTS_PROCESSED_OVER_LIMIT"}));
  EXPECT_EQ(members.sink.free_text, "before");
  ++limits.members;
  limits.extracted_bytes = 1999 + inner.size() + 6;
  const Reading bytes = ReadObject(archive, "x.zip", SIZE_MAX, limits);
  EXPECT_EQ(bytes.outcome, (Outcome{Status::kPartial, "ARCHIVE_TOTAL_BYTES_EXTRACTED_OVER_LIMIT"}));
  EXPECT_EQ(bytes.sink.free_text, "before");
}

// An archive that may not be kept is read in three readings, with the same result.
TEST(Zip, ALargeArchiveIsReadAsAStream) {
  const std::string archive = Zip(kParts, {.comment = std::string(500, 'c')});
  const std::string in64 = Zip(kParts, {.in64 = true});
  Limits limits;
  for (const std::size_t piece : {std::size_t{1}, std::size_t{100}, SIZE_MAX}) {
    for (const std::uint64_t kept : {std::uint64_t{0}, std::uint64_t{60}, archive.size() - 1}) {
      limits.kept_bytes = kept;
      ExpectParts(ReadObject(archive, "x.zip", piece, limits));
      ExpectParts(ReadObject(in64, "x.zip", piece, limits));
    }
  }
  limits.kept_bytes = 0;
  EXPECT_EQ(ReadObject(archive.substr(0, 300), "x.zip", 7, limits).outcome, kMalformed);
  limits.members = 3;
  EXPECT_EQ(ReadObject(archive, "x.zip", 7, limits).outcome.reason, "ARCHIVE_TOTAL_DOCUMENTS_PROCESSED_OVER_LIMIT");
  limits = {};
  limits.kept_bytes = 0;
  const Reading malformed = ReadObject(Zip({{"b.json", "[2"}, {"a.json", "[1]"}}), "x.zip", 7, limits);
  EXPECT_EQ(malformed.outcome, Outcome{});
  EXPECT_EQ(malformed.sink.free_text, "[2");
  EXPECT_EQ(malformed.sink.found, (std::vector{InRecord("1", 0, "$[0]")}));
}

// All bytes of the object are read, so that it can be told how many it has.
TEST(Zip, ALargeArchiveIsReadToItsEnd) {
  const std::string archive = Zip(kParts);
  Limits limits;
  limits.kept_bytes = 0;
  Learned learned;
  for (const Status status : {Status::kReadAgain, Status::kReadAgain, Status::kComplete}) {
    PieceStream pieces(archive, 10);
    KeepingSink sink;
    const Outcome outcome = Extract({.format = Format::kZip, .charset = Charset::kUtf8, .mime = "", .name = "x"},
                                    pieces, limits, 1, sink, learned);
    EXPECT_EQ(outcome.status, status);
    EXPECT_EQ(pieces.left() > 0, learned.zip_entries && status == Status::kReadAgain);
  }
}

TEST(Zip, ALargeArchiveInAnArchiveIsNotRead) {
  const std::string inner = Zip({{"a.txt", "inner"}});
  Limits limits;
  limits.kept_bytes = inner.size();
  EXPECT_EQ(ReadObject(Gzip(inner), "x.zip.gz", SIZE_MAX, limits).sink.free_text, "inner");
  limits.kept_bytes = inner.size() - 1;
  const Reading reading = ReadObject(Gzip(inner), "x.zip.gz", SIZE_MAX, limits);
  EXPECT_EQ(reading.outcome, kAllUnread);
  EXPECT_EQ(reading.sink.log, "+x.zip:application/zip -2ARCHIVE_EXCEEDS_SIZE_LIMIT ");
  // What is kept of one archive is no more when the next is read.
  limits.kept_bytes = 2 * inner.size();
  const std::string both = Zip({{"1.zip", inner, 0}, {"2.zip", inner, 0}, {"3.zip", inner, 0}});
  EXPECT_EQ(ReadObject(both, "x.zip", SIZE_MAX, limits).sink.free_text, "innerinnerinner");
}

TEST(Zip, EndsWhereTheSinkStops) {
  Reading reading;
  const std::string archive = Zip(kParts);
  reading.sink.stop_after = 1;
  PieceStream stream(archive);
  Learned learned;
  reading.outcome = Extract({.format = Format::kZip, .charset = Charset::kUtf8, .mime = "", .name = "x"}, stream, {}, 1,
                            reading.sink, learned);
  EXPECT_EQ(reading.outcome, (Outcome{Status::kPartial, {}}));
  EXPECT_EQ(reading.sink.log, "+d/a.csv:text/csv -1 ");
}

}  // namespace
}  // namespace macie_local::extract
