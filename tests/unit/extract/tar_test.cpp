// tar archives of all kinds of headers, whole and damaged.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "extract/tar/tar_header.h"
#include "reading.h"

namespace macie_local::extract {
namespace {

struct Entry {
  std::string name;
  std::string bytes;
  char type = '0';
  std::string prefix = "";
  std::string size = "";  // the field as it stands; else the number
};

std::string Padded(std::string bytes) {
  bytes.resize(TarPadded(bytes.size()));
  return bytes;
}

std::string Header(const Entry& entry) {
  std::string block(kTarBlockBytes, '\0');
  const auto put = [&](std::size_t at, const std::string& text) { block.replace(at, text.size(), text); };
  char number[16];
  std::snprintf(number, sizeof number, "%011zo", entry.bytes.size());
  put(0, entry.name);
  put(100, "0000644");
  put(124, entry.size.empty() ? std::string(number) : entry.size);
  put(148, std::string(8, ' '));
  block[156] = entry.type;
  put(257, std::string("ustar\0", 6) + "00");
  put(345, entry.prefix);
  std::size_t sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  std::snprintf(number, sizeof number, "%06zo", sum);
  put(148, std::string(number) + std::string("\0 ", 2));
  return block;
}

std::string Tar(const std::vector<Entry>& entries) {
  std::string archive;
  for (const Entry& entry : entries) archive += Header(entry) + Padded(entry.bytes);
  return archive + std::string(2 * kTarBlockBytes, '\0');
}

std::string Pax(const std::string& record) {
  std::string line = " " + record + "\n";
  std::size_t length = line.size() + 1;
  while (std::to_string(length).size() + line.size() != length) ++length;
  return std::to_string(length) + line;
}

TEST(Tar, MembersAreReadByWhatTheyAre) {
  const std::string archive = Tar({{"d/", "", '5'},
                                   {"d/a.csv", "a,b\n1,2\n"},
                                   {"d/b.json", R"({"k":"v"})"},
                                   {"c.txt.gz", Gzip("inner")},
                                   {"link", "", '2'},
                                   {"e.txt", "last"}});
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{512}, SIZE_MAX}) {
    const Reading reading = ReadObject(archive, "x.tar", piece);
    EXPECT_EQ(reading.outcome, Outcome{});
    EXPECT_EQ(reading.sink.log,
              "+d/a.csv:text/csv -0 +d/b.json:application/json -0 +c.txt.gz:application/gzip +c.txt:text/plain -0 -0 "
              "+e.txt:text/plain -0 ");
    ASSERT_EQ(reading.sink.found.size(), 5u);
    EXPECT_EQ(reading.sink.found[3], InCell("2", 2, 2, "b"));
    EXPECT_EQ(reading.sink.found[4], InRecord("v", 0, "$.k"));
    EXPECT_EQ(reading.sink.free_text, "innerlast");
  }
  EXPECT_EQ(ReadObject(Gzip(archive), "x.tgz").sink.log.substr(0, 24), "+x.tar:application/x-tar");
}

TEST(Tar, NamesAndSizesOfAllKinds) {
  const std::string longest(300, 'n');
  const std::string big = std::string("\x80\0\0\0\0\0\0\0\0\0\0\x03", 12);
  const std::string archive = Tar({{"a.txt", "1", '0', "some/prefix"},
                                   {"././@LongLink", longest + ".txt" + std::string(1, '\0'), 'L'},
                                   {"cut", "2"},
                                   {"pax", Pax("mtime=1.5") + Pax("path=p " + longest + ".txt"), 'x'},
                                   {"cut", "3"},
                                   {"global", Pax("comment=x"), 'g'},
                                   {"b.txt", "456", '0', "", big},
                                   {"pax", Pax("size=2"), 'x'},
                                   {"c.txt", "78", '\0', "", "00000000000"},
                                   {"d.txt", "9", '7', "", "      1 "}});
  const Reading reading = ReadObject(archive, "x");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.free_text, "123456789");
  for (const std::string& path : {std::string("some/prefix/a.txt"), longest + ".txt", "p " + longest + ".txt",
                                  std::string("b.txt"), std::string("c.txt"), std::string("d.txt")}) {
    EXPECT_NE(reading.sink.log.find("+" + path + ":text/plain"), std::string::npos) << path;
  }
}

TEST(Tar, ASparseFileIsPassedOver) {
  Entry sparse{"s", "stored", 'S', std::string(137, '\0') + "\1"};  // the byte that says that its map goes on
  std::string map(2 * kTarBlockBytes, '\0');
  map[504] = 1;
  const std::string archive = Header(sparse) + map + Padded(sparse.bytes) + Tar({{"a.txt", "x"}});
  const Reading reading = ReadObject(archive, "x.tar");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.free_text, "x");
}

TEST(Tar, DamageGivesWhatCameBefore) {
  const Outcome damaged{Status::kPartial, "MALFORMED_FILE"};
  const std::string archive = Tar({{"a.txt", "first"}, {"b.txt", std::string(1000, 'x')}});
  for (const std::size_t size : {1600u, 1536u, 1100u, 2559u}) {
    const Reading reading = ReadObject(archive.substr(0, size), "x.tar");
    EXPECT_EQ(reading.outcome, damaged) << size;
    EXPECT_TRUE(reading.sink.free_text.starts_with("first"));
  }
  // The blocks of zeros at the end may be missing.
  EXPECT_EQ(ReadObject(archive.substr(0, 2560), "x.tar").outcome, Outcome{});
  std::string sum = archive;
  sum[1024] = 'c';
  EXPECT_EQ(ReadObject(sum, "x.tar").outcome, damaged);
  EXPECT_EQ(ReadObject(Tar({{"a.txt", "x", '0', "", "0000000009x"}}), "x.tar").outcome,
            (Outcome{Status::kSkipped, "MALFORMED_FILE"}));
  for (const char* pax : {"5 a=b", "99 path=x\n", "x path=y\n", "7 pathx\n", "9 size=x\n", "0 \n"}) {
    EXPECT_EQ(ReadObject(Tar({{"a.txt", "first"}, {"pax", pax, 'x'}, {"b.txt", "x"}}), "x.tar").outcome, damaged)
        << pax;
  }
  const Reading failed = ReadAs(Format::kTar, archive.substr(0, 1100), 100, true);
  EXPECT_EQ(failed.outcome, (Outcome{Status::kPartial, {}}));
}

TEST(Tar, WhatIsMalformedIsReadAsTextAlone) {
  const Reading reading =
      ReadObject(Tar({{"a.json", "[1]"}, {"b.json", "[2"}, {"c.csv", "\"3"}, {"d.json", "[4]"}}), "x.tar");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.found, (std::vector{InRecord("1", 0, "$[0]"), InRecord("4", 0, "$[0]")}));
  EXPECT_EQ(reading.sink.free_text, "[2\"3");
}

TEST(Tar, WhatIsNotReadIsTold) {
  const Entry picture{"p.png", "\x89PNG\r\n\x1A\n"};
  const Entry deep{"d.json", std::string(300, '[')};
  EXPECT_EQ(ReadObject(Tar({picture, {"a.txt", "x"}}), "x.tar").outcome,
            (Outcome{Status::kPartial, "ARCHIVE_CONTAINS_UNPROCESSED_FILES"}));
  EXPECT_EQ(ReadObject(Tar({picture, deep}), "x.tar").outcome,
            (Outcome{Status::kSkipped, "ARCHIVE_CONTAINS_UNPROCESSED_FILES"}));
  EXPECT_EQ(ReadObject(Tar({}), "x.tar").sink.found.size(), 0u);
  const Reading both = ReadObject(Tar({{"a.gz", Gzip("abc").substr(0, 20)}, {"b.txt", "x"}}), "x.tar");
  EXPECT_EQ(both.outcome, (Outcome{Status::kPartial, "ARCHIVE_CONTAINS_UNPROCESSED_FILES"}));
  EXPECT_TRUE(both.sink.free_text.ends_with("x"));
}

TEST(Tar, HasLimits) {
  const std::string archive = Tar({{"a.txt", "12345"}, {"b.txt", "12345"}});
  Limits limits;
  limits.members = 2;
  limits.member_bytes = 5;
  limits.extracted_bytes = 10;
  limits.archives_nested = 1;
  EXPECT_EQ(ReadObject(archive, "x.tar", SIZE_MAX, limits).outcome, Outcome{});
  EXPECT_EQ(ReadObject(Gzip(archive), "x.tgz", SIZE_MAX, {.archives_nested = 1}).outcome,
            (Outcome{Status::kPartial, "ARCHIVE_NESTING_LEVEL_OVER_LIMIT"}));
  limits.members = 1;
  EXPECT_EQ(ReadObject(archive, "x.tar", SIZE_MAX, limits).outcome,
            (Outcome{Status::kPartial, "ARCHIVE_TOTAL_DOCUMENTS_PROCESSED_OVER_LIMIT"}));
  limits.members = 2;
  limits.extracted_bytes = 9;
  const Outcome over{Status::kPartial, "ARCHIVE_TOTAL_BYTES_EXTRACTED_OVER_LIMIT"};
  EXPECT_EQ(ReadObject(archive, "x.tar", SIZE_MAX, limits).outcome, over);
  EXPECT_EQ(ReadObject(archive, "x.tar", 1, limits).sink.free_text, "123451234");
  limits.extracted_bytes = 10;
  limits.member_bytes = 4;
  EXPECT_EQ(ReadObject(archive, "x.tar", SIZE_MAX, limits).outcome,
            (Outcome{Status::kSkipped, "ARCHIVE_TOTAL_BYTES_EXTRACTED_OVER_LIMIT"}));
  limits = {};
  limits.text_bytes = archive.size() - 1;
  EXPECT_EQ(ReadObject(archive, "x.tar", SIZE_MAX, limits).outcome,
            (Outcome{Status::kSkipped, "ARCHIVE_EXCEEDS_SIZE_LIMIT"}));
}

}  // namespace
}  // namespace macie_local::extract
