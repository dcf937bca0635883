// XLS: cells with their references, as XLSX has them.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "biff_writer.h"
#include "extract/office/cell_values.h"
#include "extract/office/shared_strings.h"
#include "reading.h"

namespace macie_local::extract {
namespace {

Found InSheet(std::string text, std::string_view sheet, std::uint64_t row, std::uint32_t column,
              std::string name = {}) {
  return {std::move(text), units::Cell{.row = row,
                                       .column = column,
                                       .column_name = std::move(name),
                                       .cell_reference = units::CellReference(sheet, row, column)}};
}

// A first row that is no header, so that columns have no names.
std::string NoHeader() {
  return BiffRecord(0x204, BiffPlace(0, 0) + BiffText("a@b"));
}
const Found kNoHeader = InSheet("a@b", "S", 1, 1);

Reading ReadBook(const std::string& globals, const std::string& records) {
  return ReadInAllPieces(Format::kOle, XlsFile(globals, {{"S", NoHeader() + records}}));
}

void ExpectCells(const Reading& reading, std::vector<Found> cells) {
  EXPECT_EQ(reading.outcome, Outcome{});
  cells.insert(cells.begin(), kNoHeader);
  EXPECT_EQ(reading.sink.found, cells);
}

const Outcome kMalformed{Status::kSkipped, "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT"};
const Outcome kMalformedLater{Status::kPartial, "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT"};

TEST(Xls, SheetsWithNamesAndHeaders) {
  const std::string file =
      XlsFile(BiffSharedTexts({"SSN", "376-12-1001", "name"}),
              {{"First", BiffSharedLabel(2, 1, 0) + BiffSharedLabel(2, 3, 2) + BiffSharedLabel(3, 1, 1) +
                             BiffSharedLabel(3, 3, 99) + BiffSharedLabel(9, 3, 2)},
               {"My sheet", ""},
               {"3rd", BiffSharedLabel(0, 0, 0) + BiffSharedLabel(1, 0, 1)}});
  const Reading reading = ReadObject(file, "a/b.xls", 1000);
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.texts, 3);
  EXPECT_EQ(reading.sink.found,
            (std::vector<Found>{InSheet("SSN", "First", 3, 2, "SSN"), InSheet("name", "First", 3, 4, "name"),
                                InSheet("376-12-1001", "First", 4, 2, "SSN"), InSheet("name", "First", 10, 4, "name"),
                                InSheet("SSN", "'3rd'", 1, 1, "SSN"), InSheet("376-12-1001", "'3rd'", 2, 1, "SSN")}));
}

TEST(Xls, NumbersOfAllForms) {
  const auto rk = [](unsigned row, std::uint32_t bits) {
    return BiffRecord(0x27E, BiffPlace(row, 0) + LowFirst(bits, 4));
  };
  const std::uint32_t whole = 123'456'789u << 2 | 2;
  const std::uint32_t negative = static_cast<std::uint32_t>(-5) << 2 | 3;
  const std::uint32_t half = static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(1.5) >> 32);
  const std::string many = BiffRecord(0xBD, LowFirst(5, 2) + LowFirst(1, 2) + LowFirst(0, 2) + LowFirst(whole, 4) +
                                                LowFirst(0, 2) + LowFirst(half, 4) + LowFirst(2, 2));
  const std::string formula = BiffRecord(0x06, BiffPlace(6, 0) + BiffFraction(2.25) + std::string(8, '\0'));
  ExpectCells(ReadBook("", rk(1, whole) + rk(2, negative) + rk(3, half) +
                               BiffRecord(0x203, BiffPlace(4, 0) + BiffFraction(4461451387386000.0)) +
                               BiffRecord(0x203, BiffPlace(4, 1) + BiffFraction(0.1)) + many + formula),
              {InSheet("123456789", "S", 2, 1), InSheet("-0.05", "S", 3, 1), InSheet("1.5", "S", 4, 1),
               InSheet("4461451387386000", "S", 5, 1), InSheet("0.1", "S", 5, 2), InSheet("123456789", "S", 6, 2),
               InSheet("1.5", "S", 6, 3), InSheet("2.25", "S", 7, 1)});
}

TEST(Xls, DatesByTheirFormat) {
  const auto style = [](unsigned format) { return BiffRecord(0xE0, LowFirst(0, 2) + LowFirst(format, 2)); };
  const auto number = [](unsigned row, unsigned style_number, double value) {
    return BiffRecord(0x203, BiffPlace(row, 0, style_number) + BiffFraction(value));
  };
  const std::string formats = BiffRecord(0x41E, LowFirst(164, 2) + BiffText("yyyy\\-mm\\-dd")) +
                              BiffRecord(0x41E, LowFirst(165, 2) + BiffText("0.00")) + style(0) + style(14) +
                              style(164) + style(165);
  const std::string cells =
      number(1, 0, 32097) + number(2, 1, 32097) + number(3, 2, 32097.75) + number(4, 3, 32097) + number(5, 9, 32097);
  ExpectCells(ReadBook(formats, cells),
              {InSheet("32097", "S", 2, 1), InSheet("1987-11-16", "S", 3, 1), InSheet("1987-11-16 18:00:00", "S", 4, 1),
               InSheet("32097", "S", 5, 1), InSheet("32097", "S", 6, 1)});
  ExpectCells(ReadBook(BiffRecord(0x22, LowFirst(1, 2)) + formats, number(1, 1, 30635)),
              {InSheet("1987-11-16", "S", 2, 1)});
}

TEST(Xls, ResultsOfFormulas) {
  const auto formula = [](unsigned row, const std::string& result) {
    return BiffRecord(0x06, BiffPlace(row, 0) + result + std::string(8, '\0'));
  };
  const std::string text = std::string(6, '\0') + "\xFF\xFF";
  const std::string truth = std::string("\x01\0\x01\0\0\0\xFF\xFF", 8);
  ExpectCells(ReadBook("", formula(1, text) + BiffRecord(0x4BC, "shared") + BiffRecord(0x207, BiffText("result")) +
                               formula(2, truth) + BiffRecord(0x207, BiffText("of nothing")) +
                               BiffRecord(0x204, BiffPlace(3, 0) + BiffText("label")) +
                               BiffRecord(0x205, BiffPlace(4, 0) + std::string("\x01\0", 2))),
              {InSheet("result", "S", 2, 1), InSheet("label", "S", 4, 1)});
}

// Texts that cells share go on in other records: at each end of one a byte says how wide characters are from there on.
TEST(Xls, SharedTextsOverSeveralRecords) {
  const std::string head = LowFirst(6, 4) + LowFirst(6, 4);
  const std::string rich = LowFirst(3, 2) + "\x08" + LowFirst(2, 2) + "abc" + std::string(8, 'r');
  const std::string phonetic = LowFirst(3, 2) + "\x04" + LowFirst(10, 4) + "def" + std::string(10, 'p');
  const std::string begin = LowFirst(8, 2) + std::string(1, '\0') + "376-";
  const std::string wide = std::string("\x01", 1) + std::string(
                                                        "1\0"
                                                        "2\0",
                                                        4);
  const std::string narrow = std::string(1, '\0') + "-1";
  const std::string pair = LowFirst(3, 2) + "\x01" + std::string("\xAC\x20\x3D\xD8", 4);
  const std::string other_half = std::string("\x01", 1) + std::string("\x00\xDE", 2);
  const std::string globals = BiffRecord(0xFC, head + rich.substr(0, 10)) +
                              BiffRecord(0x3C, rich.substr(10) + phonetic + begin) + BiffRecord(0x3C, wide) +
                              BiffRecord(0x3C, "") + BiffRecord(0x3C, narrow + pair) +
                              BiffRecord(0x3C, other_half + BiffText("\x80\xE9") + BiffText("last").substr(0, 4)) +
                              BiffRecord(0x3C, std::string(1, '\0') + "ast") + BiffRecord(0xE0, LowFirst(0, 4));
  std::string cells;
  for (unsigned i = 0; i < 7; ++i) cells += BiffSharedLabel(i + 1, 0, i);
  ExpectCells(ReadBook(globals, cells),
              {InSheet("abc", "S", 2, 1), InSheet("def", "S", 3, 1), InSheet("376-12-1", "S", 4, 1),
               InSheet("\xE2\x82\xAC\xF0\x9F\x98\x80", "S", 5, 1), InSheet("\xE2\x82\xAC\xC3\xA9", "S", 6, 1),
               InSheet("last", "S", 7, 1)});
}

TEST(Xls, TheOlderForm) {
  const auto text = [](const std::string& bytes) { return LowFirst(bytes.size(), 2) + bytes; };
  const std::string globals = BiffRecord(0x41E, LowFirst(164, 2) + LowFirst(8, 1) + "yy-mm-dd") +
                              BiffRecord(0xE0, LowFirst(0, 2) + LowFirst(164, 2));
  const std::string cells = BiffRecord(0x204, BiffPlace(0, 0) + text("caf\xE9 @")) +
                            BiffRecord(0xD6, BiffPlace(1, 0) + text("rich") + "\x01xx") +
                            BiffRecord(0x203, BiffPlace(2, 0) + BiffFraction(32097)) +
                            BiffRecord(0x06, BiffPlace(3, 0) + std::string(6, '\0') + "\xFF\xFF") +
                            BiffRecord(0x207, LowFirst(6, 2) + "res") + BiffRecord(0x3C, "ult");
  const std::string file = OleFile({{"Book", BiffBook(globals, {{"Alt\xE9", cells}}, 0x500)}});
  const Reading reading = ReadObject(file, "a.xls");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.found,
            (std::vector<Found>{InSheet("caf\xC3\xA9 @", "Alt\xC3\xA9", 1, 1), InSheet("rich", "Alt\xC3\xA9", 2, 1),
                                InSheet("1987-11-16", "Alt\xC3\xA9", 3, 1), InSheet("result", "Alt\xC3\xA9", 4, 1)}));
}

TEST(Xls, ChartsAreNoSheets) {
  const std::string label = BiffRecord(0x204, BiffPlace(1, 0) + BiffText("seen"));
  const std::string hidden = BiffRecord(0x204, BiffPlace(2, 0) + BiffText("not seen"));
  const std::string chart = BiffRecord(0x809, LowFirst(0x600, 2) + LowFirst(0x20, 2)) + hidden + BiffEnd();
  ExpectCells(ReadBook("", label + chart), {InSheet("seen", "S", 2, 1)});
  const std::string book = BiffBook("", {{"S", NoHeader()}}) + chart + hidden;
  ExpectCells(ReadAs(Format::kOle, OleFile({{"Workbook", book}})), {});
}

TEST(Xls, WhatCantBe) {
  const auto read = [](const std::string& book) { return ReadAs(Format::kOle, OleFile({{"Workbook", book}})); };
  EXPECT_EQ(read("").outcome, kMalformed);
  EXPECT_EQ(read("words").outcome, kMalformed);
  EXPECT_EQ(read(BiffBegin(false) + BiffEnd()).outcome, kMalformed) << "no sheet";
  EXPECT_EQ(read(BiffBegin(false) + BiffRecord(0x2F, std::string(6, '\0')) + BiffBegin(true) + NoHeader()).outcome,
            (Outcome{Status::kSkipped, "UNABLE_TO_PARSE_FILE"}));
  const std::string book = BiffBook(BiffSharedTexts({"text"}), {{"S", NoHeader() + BiffSharedLabel(1, 0, 0)}});
  for (std::size_t size = 0; size < book.size(); ++size) {
    const Reading cut = read(book.substr(0, size));
    EXPECT_LE(cut.sink.found.size(), 2u);
    if (cut.sink.found.empty()) {
      EXPECT_NE(cut.outcome.status, Status::kPartial) << "cut to " << size;
    }
  }
  EXPECT_EQ(read(book.substr(0, book.size() - 6)).outcome, kMalformedLater) << "within a record";
  ExpectCells(read(book.substr(0, book.size() - 4)), {InSheet("text", "S", 2, 1)});
  const auto records = [&](const std::string& bytes) {
    return ReadAs(Format::kOle, XlsFile("", {{"S", NoHeader() + bytes}}));
  };
  for (const unsigned kind : {0x06u, 0xBDu, 0xD6u, 0xFDu, 0x203u, 0x204u, 0x207u, 0x27Eu}) {
    for (std::size_t size = 0; size < 8; ++size) {
      ExpectCells(records(BiffRecord(kind, std::string(size, '\x01'))), {});
    }
  }
  ExpectCells(records(BiffRecord(0x204, BiffPlace(1, 0) + LowFirst(500, 2) + '\0' + "too short")), {});
  ExpectCells(records(BiffRecord(0x204, BiffPlace(1, kSheetColumnsMax - 1) + BiffText("last"))),
              {InSheet("last", "S", 2, kSheetColumnsMax)});
  ExpectCells(records(BiffRecord(0x204, BiffPlace(1, kSheetColumnsMax) + BiffText("past"))), {});
}

TEST(Xls, Bounds) {
  Limits limits;
  limits.office_text_bytes = 12;
  const std::string file =
      XlsFile(BiffSharedTexts({"1@3456"}), {{"S", BiffSharedLabel(0, 0, 0) + BiffSharedLabel(1, 0, 0)}});
  EXPECT_EQ(ReadAs(Format::kOle, file, SIZE_MAX, false, limits).outcome, Outcome{});
  limits.office_text_bytes = 11;
  EXPECT_EQ(ReadAs(Format::kOle, file, SIZE_MAX, false, limits).outcome,
            (Outcome{Status::kPartial, "OOXML_UNCOMPRESSED_SIZE_EXCEEDS_LIMIT"}));
  std::vector<std::pair<std::string, std::string>> sheets(kSheetsMax, {"S", ""});
  EXPECT_EQ(ReadAs(Format::kOle, XlsFile("", sheets)).outcome, Outcome{});
  sheets.emplace_back("S", "");
  EXPECT_EQ(ReadAs(Format::kOle, XlsFile("", sheets)).outcome, kMalformed);
  SharedStrings strings;
  const std::string half(SharedStrings::kBytesMax / 2 - 4, 'a');
  EXPECT_TRUE(strings.Add(half));
  EXPECT_TRUE(strings.Add(half));
  EXPECT_FALSE(strings.Add(""));
}

TEST(Xls, ThatIsStopped) {
  std::string cells;
  const std::string text(8000, 'a');
  for (unsigned i = 0; i < 200; ++i) cells += BiffRecord(0x204, BiffPlace(i, 0) + BiffText(text));
  const std::string file = XlsFile("", {{"S", cells}, {"T", cells}});
  Reading reading;
  reading.sink.stop_after = 1;
  PieceStream stream(file);
  Learned learned;
  const Detected detected{.format = Format::kOle, .charset = Charset::kUtf8, .mime = "", .name = ""};
  EXPECT_EQ(Extract(detected, stream, {}, 1, reading.sink, learned), (Outcome{Status::kPartial, {}}));
  EXPECT_EQ(reading.sink.batches, 1);
  EXPECT_EQ(reading.sink.texts, 1);
}

}  // namespace
}  // namespace macie_local::extract
