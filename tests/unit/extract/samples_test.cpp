// The same rows in every format, written here: they read as the same values.
#include <gtest/gtest.h>

#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "avro_writer.h"
#include "biff_writer.h"
#include "office_writer.h"
#include "pdf_writer.h"
#include "reading.h"
#include "support/parquet_writer.h"

namespace macie_local::extract {
namespace {

using Row = std::vector<std::string>;

const Row kNames = {"id", "first_name", "SSN", "Card Number", "address", "notes"};

std::vector<Row> Rows() {
  std::vector<Row> rows;
  for (int i = 1; i <= 300; ++i) {
    rows.push_back({std::to_string(i), i % 3 == 0 ? "Élise" : "Nora", "376-12-" + std::to_string(1000 + i),
                    "446145138738" + std::to_string(6000 + i), std::to_string(i) + " Main St, Springfield",
                    i % 5 == 0 ? "said \"no\"; went" : "plain words"});
  }
  return rows;
}

std::string Quoted(const std::string& cell, char delimiter) {
  if (cell.find(delimiter) == std::string::npos && cell.find('"') == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string AsTable(char delimiter, const std::string& line_end) {
  std::string text;
  const auto add = [&](const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i)
      text += (i > 0 ? std::string(1, delimiter) : "") + Quoted(row[i], delimiter);
    text += line_end;
  };
  add(kNames);
  for (const Row& row : Rows()) add(row);
  return text;
}

std::string AsObject(const Row& row) {
  std::string text = "{";
  for (std::size_t i = 0; i < row.size(); ++i) {
    text += (i > 0 ? ", \"" : "\"") + kNames[i] + "\": \"";
    for (const char c : row[i]) text += c == '"' ? "\\\"" : std::string(1, c);
    text += "\"";
  }
  return text + "}";
}

std::string AsLines() {
  std::string text;
  for (const Row& row : Rows()) text += AsObject(row) + "\n";
  return text;
}

std::string AsArray() {
  std::string text = "[\n";
  for (const Row& row : Rows()) text += (text.size() > 2 ? ",\n  " : "  ") + AsObject(row);
  return text + "\n]\n";
}

std::string AsUtf16(const std::string& text) {
  std::string wide = "\xFF\xFE";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const unsigned code = byte < 0x80 ? byte : (byte & 0x1Fu) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3Fu);
    wide += static_cast<char>(code & 0xFF);
    wide += static_cast<char>(code >> 8);
  }
  return wide;
}

void ExpectCells(const Reading& reading) {
  EXPECT_EQ(reading.outcome, Outcome{});
  const std::vector<Row> rows = Rows();
  ASSERT_EQ(reading.sink.found.size(), (rows.size() + 1) * kNames.size());
  for (std::size_t row = 0; row <= rows.size(); ++row) {
    for (std::size_t column = 0; column < kNames.size(); ++column) {
      const std::string& text = row == 0 ? kNames[column] : rows[row - 1][column];
      ASSERT_EQ(reading.sink.found[row * kNames.size() + column],
                InCell(text, row + 1, static_cast<std::uint32_t>(column) + 1, kNames[column]));
    }
  }
}

void ExpectRecords(const Reading& reading, bool lines) {
  EXPECT_EQ(reading.outcome, Outcome{});
  const std::vector<Row> rows = Rows();
  ASSERT_EQ(reading.sink.found.size(), rows.size() * kNames.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t column = 0; column < kNames.size(); ++column) {
      const std::string name = kNames[column] == "Card Number" ? "['Card Number']" : "." + kNames[column];
      const std::string path = (lines ? "$" : "$[" + std::to_string(row) + "]") + name;
      ASSERT_EQ(reading.sink.found[row * kNames.size() + column], InRecord(rows[row][column], lines ? row : 0, path));
    }
  }
}

TEST(Samples, TablesOfAllKinds) {
  ExpectCells(ReadObject(AsTable(',', "\n"), "data.csv"));
  ExpectCells(ReadObject("\xEF\xBB\xBF" + AsTable(',', "\r\n"), "data.csv", 7));
  ExpectCells(ReadObject(AsTable(';', "\r\n"), "data.csv"));
  ExpectCells(ReadObject(AsTable('\t', "\n"), "data.tsv", 1));
  ExpectCells(ReadObject(AsUtf16(AsTable(',', "\n")), "data.csv", 3));
  ExpectCells(ReadObject(Gzip(AsTable(',', "\n")), "data.csv.gz", 1));
  ExpectCells(ReadObject(Zip({{"d/data.csv", AsTable(',', "\n")}}), "data.zip", 7));
  ExpectCells(ReadObject(Gzip(Gzip(AsTable('\t', "\n"))), "data.tsv.gz.gz", 7));
}

TEST(Samples, SheetsHaveTheSameCells) {
  std::string rows;
  std::string strings;
  std::size_t count = 0;
  const auto add = [&](const Row& row) {
    rows += "<row>";
    for (const std::string& cell : row) {
      rows += "<c t=\"s\"><v>" + std::to_string(count++) + "</v></c>";
      strings += "<si><t>" + cell + "</t></si>";
    }
    rows += "</row>";
  };
  add(kNames);
  for (const Row& row : Rows()) add(row);
  const Reading book =
      ReadObject(OfficeFile({{"xl/workbook.xml", "main", "<w><sheet name=\"Data\" r:id=\"a\"/></w>"},
                             {"xl/sheet.xml", "worksheet", "<s>" + rows + "</s>"},
                             {"xl/strings.xml", "sharedStrings", "<s>" + strings + "</s>"}},
                            {{"xl/_rels/workbook.xml.rels", "<R><Relationship Id=\"a\" Target=\"sheet.xml\"/></R>"}}),
                 "data.xlsx");
  EXPECT_EQ(book.outcome, Outcome{});
  std::vector<Found> expected = ReadObject(AsTable(',', "\n"), "data.csv").sink.found;
  for (Found& found : expected) {
    auto& cell = std::get<units::Cell>(found.place);
    cell.cell_reference = units::CellReference("Data", cell.row, cell.column);
  }
  EXPECT_EQ(book.sink.found, expected);
}

TEST(Samples, OlderSheetsHaveTheSameCells) {
  std::string cells;
  std::vector<std::string> texts;
  unsigned row_number = 0;
  const auto add = [&](const Row& row) {
    for (unsigned column = 0; column < row.size(); ++column) {
      cells += BiffSharedLabel(row_number, column, static_cast<unsigned>(texts.size()));
      texts.push_back(row[column] == "Élise" ? "\xC9lise" : row[column]);
    }
    ++row_number;
  };
  add(kNames);
  for (const Row& row : Rows()) add(row);
  std::string globals;
  constexpr std::size_t kRecordBytesMax = 8224;
  std::string data = LowFirst(texts.size(), 4) + LowFirst(texts.size(), 4);
  unsigned kind = 0xFC;
  for (const std::string& text : texts) {
    if (data.size() + text.size() + 3 > kRecordBytesMax) {
      globals += BiffRecord(kind, data);
      data.clear();
      kind = 0x3C;
    }
    data += BiffText(text);
  }
  globals += BiffRecord(kind, data);
  const Reading book = ReadObject(XlsFile(globals, {{"Data", cells}}), "data.xls");
  EXPECT_EQ(book.outcome, Outcome{});
  std::vector<Found> expected = ReadObject(AsTable(',', "\n"), "data.csv").sink.found;
  for (Found& found : expected) {
    auto& cell = std::get<units::Cell>(found.place);
    cell.cell_reference = units::CellReference("Data", cell.row, cell.column);
  }
  EXPECT_EQ(book.sink.found, expected);
}

TEST(Samples, AvroHasTheSameRecords) {
  std::string fields;
  for (const std::string& name : kNames) {
    fields += (fields.empty() ? "" : ",") + std::string(R"({"type":"string","name":")") + name + "\"}";
  }
  std::string records;
  for (const Row& row : Rows()) {
    for (const std::string& value : row) records += AvroText(value);
  }
  for (const char* codec : {"null", "deflate", "zstandard"}) {
    const std::string file = AvroFile(R"({"type":"record","name":"R","fields":[)" + fields + "]}",
                                      static_cast<std::int64_t>(Rows().size()), records, codec);
    ExpectRecords(ReadObject(file, "data.avro", 100), true);
    ExpectRecords(ReadObject(Gzip(file), "data.avro.gz"), true);
  }
}

TEST(Samples, DocumentsHaveThemInTheirLines) {
  std::string body;
  std::string text;
  for (const Row& row : Rows()) {
    body += Paragraph(row[2] + " " + row[3]);
    text += row[2] + " " + row[3] + "\n";
  }
  const Reading reading = ReadObject(Docx(body), "data.docx");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_TRUE(reading.sink.free_text == text);
}

TEST(Samples, PagesHaveThemInTheirLines) {
  std::string content = "BT /F 8 Tf 9 TL 1 0 0 1 20 3000 Tm ";
  std::string text;
  for (const Row& row : Rows()) {
    content += "(" + row[2] + ") Tj 60 0 Td (" + row[3] + ") Tj -60 -9 Td ";
    text += (text.empty() ? "" : "\n") + row[2] + " " + row[3];
  }
  const Reading reading = ReadObject(PdfOfPage(PackedPdfStream(content), kPdfFont), "data.pdf");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.pages, std::vector<std::string>{text});
}

TEST(Samples, RecordsOfAllKinds) {
  ExpectRecords(ReadObject(AsLines(), "data.jsonl"), true);
  ExpectRecords(ReadObject(AsLines(), "data", 7), true);
  ExpectRecords(ReadObject(AsArray(), "data.json", 1), false);
  ExpectRecords(ReadObject(AsUtf16(AsArray()), "data.json"), false);
  ExpectRecords(ReadObject(Gzip(AsLines()), "data.jsonl.gz"), true);
  ExpectRecords(ReadObject(Zip({{"d/data.jsonl", AsLines()}}), "data.zip"), true);
}

TEST(Samples, TextHasThemInItsLines) {
  const std::string text = AsTable(' ', "\n");
  for (const std::string& bytes : {text, AsUtf16(text), Gzip(text)}) {
    const Reading reading = ReadObject(bytes, "data.txt");
    EXPECT_EQ(reading.outcome, Outcome{});
    EXPECT_TRUE(reading.sink.free_text == text);
  }
}

std::string AsParquet(int codec, bool dictionary, int kind) {
  std::vector<support::SchemaPart> schema;
  support::GroupPart group{.rows = static_cast<std::int64_t>(Rows().size())};
  for (std::size_t column = 0; column < kNames.size(); ++column) {
    schema.push_back({.name = kNames[column], .converted = 0});
    std::vector<std::string> texts;
    std::vector<std::uint32_t> numbers;
    for (const Row& row : Rows()) {
      numbers.push_back(static_cast<std::uint32_t>(texts.size()));
      texts.push_back(row[column]);
    }
    const std::string plain = support::PlainTexts(texts);
    const support::PagePart entries{.kind = 2, .values = group.rows, .bytes = plain};
    support::PagePart page{.kind = kind, .values = group.rows, .bytes = plain};
    if (dictionary) page.encoding = 8;
    if (dictionary) page.bytes = "\x09" + support::PackedBits(numbers, 9);
    std::vector<support::PagePart> pages = {page};
    if (dictionary) pages.insert(pages.begin(), entries);
    group.columns.push_back({.pages = pages, .codec = codec});
  }
  return support::Parquet(schema, static_cast<int>(kNames.size()), {group});
}

TEST(Samples, ParquetHasTheSameRecords) {
  for (const int codec : {0, 1, 2, 4, 5, 6, 7}) {
    for (const int kind : {0, 3}) {
      ExpectRecords(ReadObject(AsParquet(codec, true, kind), "data.parquet"), true);
      ExpectRecords(ReadObject(AsParquet(codec, false, kind), "data", 100), true);
    }
  }
}

}  // namespace
}  // namespace macie_local::extract
