// Compound files: the streams in them, whatever their sectors tell.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "extract/ole/compound.h"
#include "extract/ole/mime.h"
#include "ole_writer.h"
#include "reading.h"

namespace macie_local::extract {
namespace {

std::string Text(std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += std::to_string(text.size()) + ",";
  text.resize(bytes);
  return text;
}

// All of a stream, or "failed" when it is not whole.
std::string All(const OleBytes& bytes) {
  OleStream stream(bytes);
  std::string all;
  while (true) {
    const auto piece = stream.Next();
    if (!piece.ok()) return "failed";
    if (piece->empty()) return all;
    all.append(*piece);
  }
}

std::string StreamOf(std::string_view file, std::string_view name) {
  const auto opened = CompoundFile::Open(file);
  if (!opened) return "no file";
  const auto bytes = opened->Find(name);
  return bytes ? All(*bytes) : "no stream";
}

TEST(Ole, StreamsOfAllSizes) {
  for (const unsigned shift : {9u, 12u}) {
    for (const std::size_t size : {0, 1, 63, 64, 65, 511, 512, 4095, 4096, 4097, 70'000}) {
      const std::string file = OleFile({{"Other", Text(700)}, {"Workbook", Text(size)}, {"Large", Text(5000)}}, shift);
      EXPECT_EQ(StreamOf(file, "Workbook"), Text(size)) << size << " in sectors of 1 << " << shift;
      EXPECT_EQ(StreamOf(file, "OTHER"), Text(700));
      EXPECT_EQ(StreamOf(file, "large"), Text(5000));
      EXPECT_EQ(StreamOf(file, "Workbooks"), "no stream");
      EXPECT_EQ(StreamOf(file, "Workboo"), "no stream");
      EXPECT_EQ(StreamOf(file, "Root Entry"), "no stream");
    }
  }
  const std::string large = Text(8 << 20);  // its table is longer than the header can name
  EXPECT_TRUE(StreamOf(OleFile({{"Workbook", large}}), "Workbook") == large);
  EXPECT_EQ(StreamOf(OleFile({}), "Workbook"), "no stream");
}

TEST(Ole, ACircleOfSectorsEnds) {
  OlePlaces places;
  const std::string file = OleFile({{"Workbook", Text(5000)}}, 9, &places);
  std::string circle = file;
  PutNumber(&circle, places.table + 4 * 3, 1);  // sector 3 is followed by 1
  EXPECT_EQ(StreamOf(circle, "Workbook"), "failed");
  std::string own = file;
  PutNumber(&own, places.table, 0);
  EXPECT_EQ(StreamOf(own, "Workbook"), "failed");
  std::string directory = file;
  const std::size_t sector = places.directory / places.sector_bytes - 1;
  PutNumber(&directory, places.table + 4 * sector, sector);
  EXPECT_EQ(StreamOf(directory, "Workbook"), "no file");
  std::string table = file;
  PutNumber(&table, 68, 2);  // names of the table's sectors in what names itself as the next
  PutNumber(&table, 3 * 512 + 508, 2);
  EXPECT_EQ(StreamOf(table, "Workbook"), "no file");
  std::string tree = file;
  PutNumber(&tree, places.directory + 128 + 68, 1);  // its own left
  PutNumber(&tree, places.directory + 128 + 72, 0);
  EXPECT_EQ(StreamOf(tree, "Workbook"), Text(5000));
  EXPECT_EQ(StreamOf(tree, "none"), "no stream");
  const std::string small = OleFile({{"Workbook", Text(300)}}, 9, &places);
  std::string small_circle = small;
  PutNumber(&small_circle, 2 * 512, 0);  // of small sectors
  EXPECT_EQ(StreamOf(small, "Workbook"), Text(300));
  EXPECT_EQ(StreamOf(small_circle, "Workbook"), "failed");
}

TEST(Ole, WhatLiesBeyondTheFile) {
  OlePlaces places;
  const std::string file = OleFile({{"Workbook", Text(5000)}}, 9, &places);
  const auto with = [&](std::size_t at, std::uint64_t number, std::size_t size = 4) {
    std::string changed = file;
    PutNumber(&changed, at, number, size);
    return StreamOf(changed, "Workbook");
  };
  EXPECT_EQ(with(places.table + 4, 0xFFFFFFF9), "failed");
  EXPECT_EQ(with(places.table + 4, 5000), "failed");
  EXPECT_EQ(with(places.directory + 128 + 116, 5000), "failed");
  EXPECT_EQ(with(places.directory + 128 + 120, 0xFFFFFFFF), "failed") << "longer than its sectors";
  EXPECT_EQ(with(places.directory + 128 + 124, 7), Text(5000)) << "has 32 bits";
  EXPECT_EQ(with(places.directory + 76, 99), "no stream");
  EXPECT_EQ(with(48, 5000), "no file");
  EXPECT_EQ(with(48, 0xFFFFFFFE), "no file");
  EXPECT_EQ(with(68, 5000), "no file");
  EXPECT_EQ(with(76, 5000), "failed");
  EXPECT_EQ(with(30, 8, 2), "no file");
  EXPECT_EQ(with(30, 13, 2), "no file");
  EXPECT_EQ(with(30, 0xFFFF, 2), "no file");
  EXPECT_EQ(with(32, 5, 2), "no file");
  EXPECT_EQ(with(32, 10, 2), "no file");
  for (std::size_t size = 0; size < file.size(); size += 61) {
    const std::string cut = StreamOf(file.substr(0, size), "Workbook");
    EXPECT_TRUE(cut == "no file" || cut == "failed" || cut == "no stream" || cut == Text(5000)) << "cut to " << size;
  }
}

TEST(Ole, WhatIsNoWorkbook) {
  const Outcome malformed{Status::kSkipped, "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT"};
  const auto read = [](std::string_view bytes, const Limits& limits = {}) {
    return ReadAs(Format::kOle, bytes, 1000, false, limits).outcome;
  };
  EXPECT_EQ(read("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), malformed);
  EXPECT_EQ(read(OleFile({{"PowerPoint Document", Text(5000)}})),
            (Outcome{Status::kSkipped, "UNSUPPORTED_FILE_TYPE_EXCEPTION"}));
  EXPECT_EQ(read(OleFile({{"EncryptionInfo", Text(50)}, {"EncryptedPackage", Text(5000)}})),
            (Outcome{Status::kSkipped, "UNABLE_TO_PARSE_FILE"}));
  EXPECT_EQ(ReadAs(Format::kOle, OleFile({}), 7, true).outcome, (Outcome{Status::kPartial, {}}));
  const std::string file = OleFile({{"PowerPoint Document", Text(5000)}});
  Limits limits;
  limits.office_bytes = file.size() - 1;
  EXPECT_EQ(read(file, limits), malformed);
  limits = {};
  limits.kept_bytes = file.size() - 1;
  EXPECT_EQ(read(file, limits), malformed);
}

TEST(Ole, TypesByNameOrStreams) {
  const std::string book = OleFile({{"Workbook", Text(500)}});
  EXPECT_EQ(Detect(book, "a.XLS").format, Format::kOle);
  EXPECT_EQ(Detect(book, "a.XLS").mime, "application/vnd.ms-excel");
  EXPECT_EQ(MimeOfOle(book, "a"), "application/vnd.ms-excel");
  EXPECT_EQ(MimeOfOle(OleFile({{"WordDocument", ""}}), "doc"), "application/msword");
  EXPECT_EQ(MimeOfOle(OleFile({{"Other", ""}}), "a.doc"), "application/msword");
  EXPECT_EQ(MimeOfOle(OleFile({{"Other", ""}}), "a.txt"), "application/x-ole-storage");
  EXPECT_EQ(MimeOfOle(OleFile({{"EncryptedPackage", ""}}), "a.xlsx"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
}

}  // namespace
}  // namespace macie_local::extract
