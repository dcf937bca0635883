// CSV and TSV: cells with their rows, columns and names.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "extract/table/columns.h"
#include "reading.h"

namespace macie_local::extract {
namespace {

std::vector<Found> Cells(std::string_view csv, Format format = Format::kCsv) {
  const Reading reading = ReadInAllPieces(format, csv);
  EXPECT_EQ(reading.outcome, Outcome{});
  return reading.sink.found;
}

TEST(Table, TheFirstRowNamesTheColumns) {
  EXPECT_EQ(Cells("id,SSN\n1,123-45-6789\n"),
            (std::vector{InCell("id", 1, 1, "id"), InCell("SSN", 1, 2, "SSN"), InCell("1", 2, 1, "id"),
                         InCell("123-45-6789", 2, 2, "SSN")}));
  EXPECT_EQ(Cells("1,123-45-6789\n2,3\n"), (std::vector{InCell("1", 1, 1, ""), InCell("123-45-6789", 1, 2, ""),
                                                        InCell("2", 2, 1, ""), InCell("3", 2, 2, "")}));
  EXPECT_EQ(Cells("name,mail\n"), (std::vector{InCell("name", 1, 1, "name"), InCell("mail", 1, 2, "mail")}));
  EXPECT_EQ(Cells("name,a@b.c\nx,y"), (std::vector{InCell("name", 1, 1, ""), InCell("a@b.c", 1, 2, ""),
                                                   InCell("x", 2, 1, ""), InCell("y", 2, 2, "")}));
  EXPECT_EQ(Cells(""), std::vector<Found>());
}

TEST(Table, WhatLooksLikeANameOfAColumn) {
  for (const char* name : {"", "SSN", "2019", "address_line_1", "Größe", "1234", "field12345"})
    EXPECT_TRUE(LooksLikeColumnName(name)) << name;
  for (const char* value : {"12345", "376-12-8283", "a@b", "1987-11-16", "id12345"})
    EXPECT_FALSE(LooksLikeColumnName(value)) << value;
}

TEST(Table, EndsOfLinesAreOfThreeKinds) {
  const std::vector<Found> cells = {InCell("a", 1, 1, "a"), InCell("b", 1, 2, "b"), InCell("1", 2, 1, "a"),
                                    InCell("2", 2, 2, "b"), InCell("3", 4, 1, "a")};
  EXPECT_EQ(Cells("a,b\n1,2\n\n3\n"), cells);
  EXPECT_EQ(Cells("a,b\r\n1,2\r\n\r\n3\r\n"), cells);
  EXPECT_EQ(Cells("a,b\r1,2\r\r3"), cells);
  EXPECT_EQ(Cells("\xEF\xBB\xBF"
                  "a,b\r\n1,2\n\r3"),
            cells);
}

TEST(Table, QuotesKeepWhatIsWithin) {
  EXPECT_EQ(Cells("a,b\n\"1,\n2\",\"x\"\"y\"\n\"\"\"\",\"\"\n"),
            (std::vector{InCell("a", 1, 1, "a"), InCell("b", 1, 2, "b"), InCell("1,\n2", 2, 1, "a"),
                         InCell("x\"y", 2, 2, "b"), InCell("\"", 3, 1, "a")}));
  EXPECT_EQ(Cells("\"a b\",\"c\"\"d\"\r\n5'1\",\"q\" r\"s\r\n"),
            (std::vector{InCell("a b", 1, 1, "a b"), InCell("c\"d", 1, 2, "c\"d"), InCell("5'1\"", 2, 1, "a b"),
                         InCell("q r\"s", 2, 2, "c\"d")}));
  EXPECT_EQ(Cells("a\n \"1\",2"),
            (std::vector{InCell("a", 1, 1, "a"), InCell(" \"1\"", 2, 1, "a"), InCell("2", 2, 2, "")}));
  EXPECT_EQ(Cells("a\n\"z\""), (std::vector{InCell("a", 1, 1, "a"), InCell("z", 2, 1, "a")}));
}

TEST(Table, RowsNeedNotBeOfOneLength) {
  EXPECT_EQ(Cells("a,b\n1\n,2\n,,,3\n"),
            (std::vector{InCell("a", 1, 1, "a"), InCell("b", 1, 2, "b"), InCell("1", 2, 1, "a"), InCell("2", 3, 2, "b"),
                         InCell("3", 4, 4, "")}));
  EXPECT_EQ(Cells(",b\n1,2"), (std::vector{InCell("b", 1, 2, "b"), InCell("1", 2, 1, ""), InCell("2", 2, 2, "b")}));
}

TEST(Table, TheFirstRowTellsTheDelimiter) {
  const std::vector<Found> cells = {InCell("a", 1, 1, "a"), InCell("b", 1, 2, "b"), InCell("1,5", 2, 1, "a"),
                                    InCell("2", 2, 2, "b")};
  EXPECT_EQ(Cells("a;b\n1,5;2\n"), cells);
  EXPECT_EQ(Cells("a|b\n1,5|2\n"), cells);
  EXPECT_EQ(Cells("a\tb\n1,5\t2\n"), cells);
  EXPECT_EQ(Cells("a\tb\n1,5\t2\n", Format::kTsv), cells);
  EXPECT_EQ(Cells("\"a;;;\",b\n"), (std::vector{InCell("a;;;", 1, 1, "a;;;"), InCell("b", 1, 2, "b")}));
  EXPECT_EQ(Cells("a,b\tc", Format::kTsv).size(), 2u);
}

TEST(Table, AQuoteThatNeverClosesIsNoTable) {
  EXPECT_EQ(ReadInAllPieces(Format::kCsv, "a,b\n\"1,2\n3,4\n").outcome, (Outcome{Status::kReadAgain, {}}));
  const std::string text = "a,b\n\"1" + std::string(3 << 20, 'x');
  EXPECT_EQ(ReadAs(Format::kCsv, text).outcome, (Outcome{Status::kReadAgain, {}}));
  const Reading reading = ReadObject(text, "a.csv");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.free_text, text);
}

TEST(Table, ZerosAndMalformedBytesAreText) {
  const std::string row("x\0y,\xFF\x80\n", 7);
  EXPECT_EQ(Cells("a,b\n" + row),
            (std::vector{InCell("a", 1, 1, "a"), InCell("b", 1, 2, "b"), InCell(row.substr(0, 3), 2, 1, "a"),
                         InCell(row.substr(4, 2), 2, 2, "b")}));
}

// Cells of all lengths around what a batch holds, plain and quoted, alone and between others.
TEST(Table, ALongCellIsCutAndWhole) {
  constexpr std::size_t kMax = units::kBatchBytesMax;
  for (const std::size_t size :
       {kMax - 600, kMax - 2, kMax - 1, kMax, kMax + 1, 2 * kMax - units::kBytesAfter, 3 * kMax}) {
    std::string cell;
    for (std::size_t i = 0; cell.size() < size; ++i) cell += std::to_string(i) + (i % 7 == 0 ? "é" : " ");
    cell.resize(size);
    const std::vector<Found> expected = {InCell("a", 1, 1, "a"),  InCell("b", 1, 2, "b"), InCell("1", 2, 1, "a"),
                                         InCell(cell, 2, 2, "b"), InCell("2", 2, 3, ""),  InCell("3", 3, 1, "a")};
    const Reading plain = ReadAs(Format::kCsv, "a,b\n1," + cell + ",2\r\n3\n", 65536);
    EXPECT_TRUE(plain.sink.found == expected) << size;
    const Reading quoted = ReadAs(Format::kCsv, "a,b\n1,\"" + cell + "\",2\r\n3", 1000);
    EXPECT_TRUE(quoted.sink.found == expected) << size;
  }
}

TEST(Table, ALongQuotedCellIsDecodedAcrossWindows) {
  std::string cell;
  std::string written;
  for (std::size_t i = 0; written.size() < 2 * units::kBatchBytesMax; ++i) {
    cell += i % 3 == 0 ? "\"" : ",";
    written += i % 3 == 0 ? "\"\"" : ",";
  }
  for (const std::string lead : {"", "x", "xy"}) {
    const Reading reading = ReadAs(Format::kCsv, "a\n\"" + lead + written + "\"tail\",z\n");
    ASSERT_EQ(reading.sink.found.size(), 3u);
    EXPECT_TRUE(reading.sink.found[1] == InCell(lead + cell + "tail\"", 2, 1, "a"));
    EXPECT_EQ(reading.sink.found[2], InCell("z", 2, 2, ""));
  }
}

TEST(Table, VeryManyColumns) {
  std::string row;
  for (int i = 0; i < 150'000; ++i) row += "ab,";
  row.back() = '\n';
  const Reading reading = ReadAs(Format::kCsv, row + row);
  EXPECT_EQ(reading.outcome, Outcome{});
  ASSERT_EQ(reading.sink.found.size(), 300'000u);
  EXPECT_EQ(reading.sink.found[149'999], InCell("ab", 1, 150'000, ""));
  EXPECT_EQ(reading.sink.found[150'000], InCell("ab", 2, 1, "ab"));
  EXPECT_EQ(reading.sink.found[215'535], InCell("ab", 2, 65'536, "ab"));
  EXPECT_EQ(reading.sink.found[215'536], InCell("ab", 2, 65'537, ""));
}

TEST(Table, RowsStayWhole) {
  std::string csv = "a,b\n";
  for (int i = 0; i < 40'000; ++i)
    csv += std::to_string(i) + "," + std::string(static_cast<std::size_t>(i % 50), 'x') + "\n";
  const Reading reading = ReadAs(Format::kCsv, csv);
  EXPECT_GT(reading.sink.batches, 2);
  EXPECT_EQ(reading.sink.records.size(), 40'001u);
  for (std::size_t i = 0; i < reading.sink.records.size(); ++i) ASSERT_EQ(reading.sink.records[i], i + 1);
}

TEST(Table, AFailedStreamGivesWhatCameBefore) {
  const Reading reading = ReadAs(Format::kCsv, "a,b\n1,2\n3,\"4", 5, true);
  EXPECT_EQ(reading.outcome, (Outcome{Status::kPartial, {}}));
  EXPECT_EQ(reading.sink.found.size(), 5u);
}

TEST(Table, LongNamesOfColumnsAreNone) {
  const std::string longest(kColumnNameBytesMax, 'n');
  const std::vector<Found> found = ReadAs(Format::kCsv, longest + "," + longest + "n,c\n1,2,3\n").sink.found;
  ASSERT_EQ(found.size(), 6u);
  EXPECT_EQ(found[3], InCell("1", 2, 1, longest));
  EXPECT_EQ(found[4], InCell("2", 2, 2, ""));
  EXPECT_EQ(found[5], InCell("3", 2, 3, "c"));
}

}  // namespace
}  // namespace macie_local::extract
