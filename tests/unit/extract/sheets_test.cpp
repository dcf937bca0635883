// XLSX, whole, hostile and damaged.
#include <gtest/gtest.h>

#include <string>

#include "extract/office/cell_values.h"
#include "extract/office/shared_strings.h"
#include "office_writer.h"
#include "reading.h"

namespace macie_local::extract {
namespace {

const Outcome kMalformed{Status::kSkipped, "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT"};
const Outcome kDamaged{Status::kPartial, "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT"};

std::string SheetXml(const std::string& rows) {
  return "<x:worksheet xmlns:x=\"y\"><x:sheetData>" + rows + "</x:sheetData></x:worksheet>";
}

struct Book {
  std::vector<std::pair<std::string, std::string>> sheets{};  // names and rows
  std::string strings{};                                      // <si>...
  std::string styles{};                                       // within <styleSheet>
  std::string settings{};                                     // before <sheets>
};

std::string Xlsx(const Book& book) {
  std::vector<OfficePart> parts;
  std::string sheets;
  std::string relations;
  for (std::size_t i = 0; i < book.sheets.size(); ++i) {
    const std::string id = std::to_string(i + 1);
    // The last is the first part, so that the order of parts is not that of sheets.
    parts.insert(parts.begin(), {"xl/worksheets/sheet" + id + ".xml", "worksheet", SheetXml(book.sheets[i].second)});
    sheets += "<sheet name=\"" + book.sheets[i].first + "\" sheetId=\"9\" r:id=\"rId" + id + "\"/>";
    relations += "<Relationship Id=\"rId" + id + "\" Target=\"worksheets/sheet" + id + ".xml\"/>";
  }
  parts.push_back(
      {"xl/workbook.xml", "sheet.main", "<workbook>" + book.settings + "<sheets>" + sheets + "</sheets></workbook>"});
  if (!book.strings.empty()) {
    parts.push_back({"xl/sharedStrings.xml", "sharedStrings", "<sst>" + book.strings + "</sst>"});
  }
  if (!book.styles.empty()) {
    parts.push_back({"xl/styles.xml", "styles", "<styleSheet>" + book.styles + "</styleSheet>"});
  }
  return OfficeFile(parts, {{"xl/_rels/workbook.xml.rels", "<Relationships>" + relations + "</Relationships>"}});
}

Found InSheet(std::string text, std::uint64_t row, std::uint32_t column, std::string name, std::string reference) {
  return {std::move(text),
          units::Cell{
              .row = row, .column = column, .column_name = std::move(name), .cell_reference = std::move(reference)}};
}

std::vector<Found> CellsOf(const Book& book) {
  const Reading reading = ReadObject(Xlsx(book), "a.xlsx");
  EXPECT_EQ(reading.outcome, Outcome{});
  return reading.sink.found;
}

TEST(Sheets, CellsOfAllKindsHaveTheirPlaces) {
  const Book book{
      .sheets = {{"Sheet1",
                  "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
                  "<row r=\"3\"><c r=\"B3\" t=\"inlineStr\"><is><r><t>in </t></r><r><t>line</t></r></is></c>"
                  "<c r=\"AA3\" t=\"str\"><f>A1&amp;\"x\"</f><v>formula</v></c>"
                  "<c r=\"AB3\" t=\"b\"><v>1</v></c><c r=\"AC3\" t=\"e\"><v>#N/A</v></c></row>"
                  "<row r=\"1048576\"><c r=\"XFD1048576\"><v>12.5</v></c><c r=\"A9\" t=\"s\"><v>99</v></c></row>"},
                 {"My Sheet", "<row><c><v>1</v></c><c/><c t=\"s\"><v>0</v></c></row><row><c><v>2</v></c></row>"}},
      .strings =
          "<si><t>id</t></si><si><r><t>SS</t></r><r><t xml:space=\"preserve\">N</t></r>"
          "<rPh><t>no</t></rPh></si>"};
  const std::vector<Found> expected = {InSheet("id", 1, 1, "id", "Sheet1!A1"),
                                       InSheet("SSN", 1, 2, "SSN", "Sheet1!B1"),
                                       InSheet("in line", 3, 2, "SSN", "Sheet1!B3"),
                                       InSheet("formula", 3, 27, "", "Sheet1!AA3"),
                                       InSheet("12.5", 1048576, 16384, "", "Sheet1!XFD1048576"),
                                       InSheet("1", 1, 1, "1", "'My Sheet'!A1"),
                                       InSheet("id", 1, 3, "id", "'My Sheet'!C1"),
                                       InSheet("2", 2, 1, "1", "'My Sheet'!A2")};
  for (const std::size_t piece : {std::size_t{1}, std::size_t{100}, SIZE_MAX}) {
    const Reading reading = ReadObject(Xlsx(book), "a.xlsx", piece);
    EXPECT_EQ(reading.outcome, Outcome{});
    EXPECT_EQ(reading.sink.found, expected);
    EXPECT_EQ(reading.sink.texts, 2);
  }
}

TEST(Sheets, TheFirstRowWithAValueNamesColumns) {
  const auto row = [](int number, const std::string& a) {
    const std::string r = std::to_string(number);
    return "<row r=\"" + r + "\"><c r=\"A" + r + "\" t=\"str\"><v>" + a + "</v></c></row>";
  };
  EXPECT_EQ(CellsOf({.sheets = {{"S", row(1, "") + row(4, "name") + row(5, "x")}}}),
            (std::vector{InSheet("name", 4, 1, "name", "S!A4"), InSheet("x", 5, 1, "name", "S!A5")}));
  EXPECT_EQ(CellsOf({.sheets = {{"S", row(1, "a@b.c") + row(2, "x")}}}),
            (std::vector{InSheet("a@b.c", 1, 1, "", "S!A1"), InSheet("x", 2, 1, "", "S!A2")}));
  // One that is too long to wait has no names around it.
  const std::string half(700'000, 'x');
  const std::string wide = "<row><c t=\"str\"><v>" + half + "</v></c><c t=\"str\"><v>" + half + "</v></c></row>";
  Limits limits;
  limits.office_part_ratio = 10'000;
  const Reading reading = ReadObject(Xlsx({.sheets = {{"S", wide + row(2, "y")}}}), "a.xlsx", SIZE_MAX, limits);
  EXPECT_EQ(reading.outcome, Outcome{});
  ASSERT_EQ(reading.sink.found.size(), 3u);
  EXPECT_TRUE(reading.sink.found[1] == InSheet(half, 1, 2, "", "S!B1"));
}

TEST(Sheets, NumbersAndDates) {
  const Book book{.sheets = {{"S",
                              "<row><c><v>4.461451387386069E15</v></c><c><v>1.5E-3</v></c><c s=\"1\"><v>32097</v></c>"
                              "<c s=\"2\"><v>32097.75</v></c><c s=\"3\"><v>0.5</v></c><c s=\"1\"><v>-1</v></c>"
                              "<c s=\"9\"><v>7</v></c><c s=\"x\"><v>8</v></c></row>"}},
                  .styles =
                      "<numFmts><numFmt numFmtId=\"164\" formatCode=\"[Red]dd\\-mm\"/></numFmts>"
                      "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
                      "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"
                      "<xf numFmtId=\"20\"/></cellXfs>"};
  std::vector<std::string> texts;
  for (const Found& found : CellsOf(book)) texts.push_back(found.text);
  EXPECT_EQ(texts, (std::vector<std::string>{"4461451387386069", "1.5E-3", "1987-11-16", "1987-11-16 18:00:00", "0.5",
                                             "-1", "7", "8"}));
  Book later = book;
  later.settings = "<workbookPr date1904=\"1\"/>";
  EXPECT_EQ(CellsOf(later)[2].text, "1991-11-17");
}

TEST(Sheets, Values) {
  EXPECT_EQ(ShownNumber("1", true, false), "1900-01-01");
  EXPECT_EQ(ShownNumber("59", true, false), "1900-02-28");
  EXPECT_EQ(ShownNumber("61", true, false), "1900-03-01");
  EXPECT_EQ(ShownNumber("2958465.999999", true, false), "2958465.999999");
  EXPECT_EQ(ShownNumber("2958465", true, false), "9999-12-31");
  EXPECT_EQ(ShownNumber("2958466", true, false), "2958466");
  EXPECT_EQ(ShownNumber("0", true, false), "0");
  EXPECT_EQ(ShownNumber("nan", true, false), "nan");
  EXPECT_EQ(ShownNumber("1e400", true, false), "1e400");
  EXPECT_EQ(ShownNumber("1E16", false, false), "10000000000000000");
  EXPECT_EQ(ShownNumber("1E17", false, false), "1E17");
  for (const char* format : {"yyyy", "d/m", "[$-409]mmmm\\ D"}) EXPECT_TRUE(IsDateFormat(format)) << format;
  for (const char* format : {"General", "0.00", "\"day\" 0", "[Red]0", "h:mm", "\\d0", ""}) {
    EXPECT_FALSE(IsDateFormat(format)) << format;
  }
  EXPECT_EQ(ParseCellAddress("b12")->column, 2u);
  EXPECT_EQ(ParseCellAddress("XFD1048576")->row, 1048576u);
  for (const char* address : {"", "A", "1", "A0", "XFE1", "A1048577", "A1x", "$A$1", "AAAAAAAAAAAA1"}) {
    EXPECT_FALSE(ParseCellAddress(address)) << address;
  }
  EXPECT_EQ(SheetInReferences("Sheet_1.x"), "Sheet_1.x");
  EXPECT_EQ(SheetInReferences("\xC3\x9C"
                              "bersicht"),
            "\xC3\x9C"
            "bersicht");
  EXPECT_EQ(SheetInReferences("it's"), "'it''s'");
  EXPECT_EQ(SheetInReferences("2026"), "'2026'");
  EXPECT_EQ(SheetInReferences(""), "''");
  EXPECT_EQ(SheetInReferences(std::string(200, 'x')).size(), 124u);
}

// A row that begins within a cell leaves no cell without a column.
TEST(Sheets, ACellEndsWithItsRow) {
  const std::string rows = R"(<row r="1"><c r="B1"><v>7</v><row r="2"><v>8</v></c><c><v>9</v></c></row></row>)";
  EXPECT_EQ(CellsOf({.sheets = {{"A", rows}}}), (std::vector{InSheet("9", 2, 1, "9", "A!A2")}));
}

TEST(Sheets, LargeSheetsComeInBatches) {
  std::string rows;
  for (int i = 1; i <= 40'000; ++i) rows += "<row><c t=\"s\"><v>0</v></c><c><v>" + std::to_string(i) + "</v></c></row>";
  const auto found = CellsOf({.sheets = {{"S", rows}}, .strings = "<si><t>shared</t></si>"});
  ASSERT_EQ(found.size(), 80'000u);
  EXPECT_EQ(found.back(), InSheet("40000", 40'000, 2, "1", "S!B40000"));
}

TEST(Sheets, WhatIsMalformedIsTold) {
  const auto outcome = [](const std::string& rows) { return ReadObject(Xlsx({.sheets = {{"S", rows}}}), "a.xlsx"); };
  EXPECT_EQ(outcome("<row><c><v>1</v></c></row></oops></oops></oops>").outcome, kDamaged);
  EXPECT_EQ(outcome("<row><c><v>1</v></c></row></oops></oops></oops>").sink.found.size(), 1u);
  EXPECT_EQ(outcome("</a></a></a>").outcome, kMalformed);
  EXPECT_EQ(ReadObject("PK\x03\x04", "a.xlsx").outcome, kMalformed);
  EXPECT_EQ(ReadObject(Xlsx({.sheets = {{"S", ""}}, .strings = "<si>"}), "a.xlsx").outcome, kMalformed);
  EXPECT_EQ(ReadObject(Xlsx({.sheets = {{"S", ""}}, .styles = "<xf>"}), "a.xlsx").outcome, kMalformed);
  EXPECT_EQ(ReadObject(Xlsx({.sheets = {{"S", ""}}, .settings = "<"}), "a.xlsx").outcome, kMalformed);
  EXPECT_EQ(ReadObject(OfficeFile({{"xl/x.xml", "styles", "<x/>"}}), "a.xlsx").outcome, kMalformed);
  // Addresses that can't be are passed over: cells are where they come.
  const auto odd = CellsOf({.sheets = {{"S",
                                        "<c><v>1</v></c><row r=\"0\"><c r=\"ZZZZ1\"><v>2</v></c></row><v>no</v>"
                                        "<row r=\"9999999\"><c r=\"A7\"><v>3</v></c></row>"}}});
  EXPECT_EQ(odd, (std::vector{InSheet("1", 1, 1, "1", "S!A1"), InSheet("2", 2, 1, "1", "S!A2"),
                              InSheet("3", 7, 1, "1", "S!A7")}));
}

TEST(Sheets, WhatTakesUpFarMoreIsRefused) {
  Limits limits;
  limits.office_part_ratio = 10'000;
  const auto cell = [](std::size_t bytes) {
    return Xlsx({.sheets = {{"S", "<row><c t=\"str\"><v>" + std::string(bytes, '1') + "</v></c></row>"}}});
  };
  EXPECT_EQ(ReadObject(cell(1 << 20), "a.xlsx", SIZE_MAX, limits).outcome, Outcome{});
  EXPECT_EQ(ReadObject(cell((1 << 20) + 1), "a.xlsx", SIZE_MAX, limits).outcome, kMalformed);
  EXPECT_EQ(ReadObject(cell((1 << 20) + 1), "a.xlsx").outcome,
            (Outcome{Status::kSkipped, "OOXML_UNCOMPRESSED_RATIO_EXCEEDS_LIMIT"}));
  // One text in many cells.
  std::string rows;
  for (int i = 0; i < 100; ++i) rows += "<row><c t=\"s\"><v>0</v></c></row>";
  const std::string shared = Xlsx({.sheets = {{"S", rows}, {"T", rows}}, .strings = "<si><t>0123456789</t></si>"});
  limits = {};
  limits.office_text_bytes = 2000;
  EXPECT_EQ(ReadObject(shared, "a.xlsx", SIZE_MAX, limits).outcome, Outcome{});
  limits.office_text_bytes = 1999;
  const Reading reading = ReadObject(shared, "a.xlsx", SIZE_MAX, limits);
  EXPECT_EQ(reading.outcome, (Outcome{Status::kPartial, "OOXML_UNCOMPRESSED_SIZE_EXCEEDS_LIMIT"}));
  EXPECT_EQ(reading.sink.found.size(), 199u);
}

}  // namespace
}  // namespace macie_local::extract
