#include "extract_texts.h"

#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "support/compressed.h"
#include "support/parquet_writer.h"
#include "unit/extract/avro_writer.h"
#include "unit/extract/biff_writer.h"

namespace macie_local::bench {
namespace {

constexpr std::array kNames = {"id",  "first_name", "last_name", "email",  "SSN",
                               "CCN", "address",    "birthdate", "amount", "notes"};

class Rows {
 public:
  using Row = std::array<std::string, kNames.size()>;

  Row Next() {
    return {std::to_string(++id_),
            Word(),
            Word(),
            Word() + std::to_string(id_) + "@example.com",
            Digits(3) + "-" + Digits(2) + "-" + Digits(4),
            "4" + Digits(15),
            Digits(4) + " " + Word() + " St; " + Word(),
            "19" + Digits(2) + "-0" + Digits(1) + "-1" + Digits(1),
            Digits(4) + "." + Digits(2),
            Words()};
  }

 private:
  std::string Word() {
    std::string word;
    for (std::size_t i = 2 + random_() % 9; i > 0; --i) word += static_cast<char>('a' + random_() % 26);
    return word;
  }
  std::string Words() {
    std::string words = Word();
    for (std::size_t i = 2 + random_() % 10; i > 0; --i) words += " " + Word();
    return words;
  }
  std::string Digits(int count) {
    std::string digits;
    for (; count > 0; --count) digits += static_cast<char>('0' + random_() % 10);
    return digits;
  }

  std::mt19937 random_{42};
  int id_ = 0;
};

}  // namespace

std::string CsvText(std::size_t bytes, bool quoted) {
  std::string text;
  const std::string quote = quoted ? "\"" : "";
  for (const char* name : kNames) text += (text.empty() ? "" : ",") + quote + name + quote;
  Rows rows;
  while (text.size() < bytes) {
    char before = '\n';
    for (const std::string& cell : rows.Next()) {
      text += before + quote + cell + quote;
      before = ',';
    }
  }
  return text + "\n";
}

std::string JsonText(std::size_t bytes, bool lines) {
  std::string text = lines ? "" : "[\n ";
  Rows rows;
  while (text.size() < bytes) {
    const Rows::Row row = rows.Next();
    text += R"({"id": )" + row[0] + R"(, "person": {"name": [")" + row[1] + "\", \"" + row[2] + R"("], "email": ")" +
            row[3] + R"(", "SSN": ")" + row[4] + R"("}, "Card Number": ")" + row[5] + R"(", "address": {"street": ")" +
            row[6] + R"("}, "birthdate": ")" + row[7] + R"(", "amount": )" + "1" + row[8] + R"(, "notes": ")" + row[9] +
            "\"}" + (lines ? "\n" : ",\n ");
  }
  return lines ? text : text + "0]\n";
}

std::string PlainText(std::size_t bytes) {
  std::string text;
  Rows rows;
  while (text.size() < bytes) {
    for (const std::string& cell : rows.Next()) text += cell + " ";
    text.back() = '\n';
  }
  return text;
}

std::string HtmlText(std::size_t bytes) {
  std::string text = "<!DOCTYPE html><html><head><title>t</title></head><body><table>\n";
  Rows rows;
  while (text.size() < bytes) {
    text += "<tr class=\"a\">";
    for (const std::string& cell : rows.Next()) text += "<td>" + cell + "</td>";
    text += "</tr>\n";
  }
  return text + "</table></body></html>\n";
}

std::string MailText(const std::string& text, bool base64, const std::string& fields) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::size_t kLine = 57;  // 76 in base64
  std::string mail = "From: a@example.com\n" + fields + "\nContent-Transfer-Encoding: ";
  mail += base64 ? "base64\n\n" : "quoted-printable\n\n";
  for (std::size_t at = 0; at + kLine <= text.size(); at += kLine) {
    if (!base64) mail += text.substr(at, kLine) + "=C3=A9=";
    for (std::size_t i = at; base64 && i < at + kLine; i += 3) {
      const auto byte = [&](std::size_t from) { return static_cast<unsigned char>(text[i + from]); };
      const unsigned bits = static_cast<unsigned>(byte(0) << 16 | byte(1) << 8 | byte(2));
      for (const unsigned shift : {18u, 12u, 6u, 0u}) mail += kDigits[bits >> shift & 63];
    }
    mail += "\n";
  }
  return mail;
}

std::string Utf16Text(const std::string& ascii) {
  std::string text = "\xFF\xFE";
  for (const char c : ascii) text.append({c, '\0'});
  return text;
}

std::string Windows1252Text(std::size_t bytes) {
  std::string text = PlainText(bytes);
  for (std::size_t i = 0; i < text.size(); i += 50) text[i] = '\xE9';
  return text;
}

std::string GzipText(const std::string& text) {
  return support::Gzipped(text);
}

std::string AvroText(std::size_t bytes, const std::string& codec) {
  constexpr std::size_t kBlockBytes = 64 << 10;
  std::string schema;
  for (const char* name : kNames) {
    schema += (schema.empty() ? R"({"type":"record","name":"R","fields":[)" : ",") +
              std::string(R"({"type":"string",)") + R"("name":")" + name + "\"}";
  }
  std::string file = extract::AvroHeader(schema + "]}", codec);
  Rows rows;
  for (std::size_t written = 0; written < bytes;) {
    std::string block;
    int count = 0;
    for (; block.size() < kBlockBytes; ++count) {
      for (const std::string& value : rows.Next()) block += extract::AvroText(value);
    }
    written += block.size();
    file += extract::AvroBlock(count, block, codec);
  }
  return file;
}

std::string XlsText(std::size_t bytes) {
  constexpr std::size_t kRecordBytesMax = 8224;
  constexpr unsigned kRowsMax = 65'536;
  constexpr std::size_t kCellBytes = 14;
  std::vector<std::string> texts;
  std::string cells;
  std::size_t written = 0;
  Rows rows;
  for (unsigned row = 0; row < kRowsMax && written < bytes; ++row) {
    unsigned column = 0;
    for (const std::string& value : rows.Next()) {
      cells += extract::BiffSharedLabel(row, column++, static_cast<unsigned>(texts.size()));
      texts.push_back(value);
      written += value.size() + kCellBytes;
    }
  }
  std::string globals;
  std::string record = extract::LowFirst(texts.size(), 4) + extract::LowFirst(texts.size(), 4);
  for (const std::string& text : texts) {
    if (record.size() + text.size() + 3 > kRecordBytesMax) {
      globals += extract::BiffRecord(globals.empty() ? 0xFC : 0x3C, record);
      record.clear();
    }
    record += extract::BiffText(text);
  }
  globals += extract::BiffRecord(globals.empty() ? 0xFC : 0x3C, record);
  return extract::XlsFile(globals, {{"Data", cells}});
}

std::string ParquetFile(std::size_t bytes, ParquetForm form, std::size_t* text_bytes) {
  constexpr std::int64_t kRows = 10'000;
  constexpr unsigned kWidth = 14;
  const int codec = form == ParquetForm::kSnappy ? 1 : form == ParquetForm::kZstd ? 6 : 0;
  std::vector<support::SchemaPart> schema;
  for (const char* name : kNames) schema.push_back({.name = name, .converted = 0});
  std::vector<support::GroupPart> groups;
  Rows rows;
  *text_bytes = 0;
  while (*text_bytes < bytes) {
    std::array<std::vector<std::string>, kNames.size()> columns;
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t i = 0; i < kRows; ++i) {
      const Rows::Row row = rows.Next();
      for (std::size_t column = 0; column < row.size(); ++column) columns[column].push_back(row[column]);
      for (const std::string& text : row) *text_bytes += text.size();
      numbers.push_back(i * 7919 % kRows);
    }
    support::GroupPart group{.rows = kRows};
    for (const std::vector<std::string>& texts : columns) {
      const std::string plain = support::PlainTexts(texts);
      std::vector<support::PagePart> pages = {{.values = kRows, .bytes = plain}};
      if (form == ParquetForm::kDictionary) {
        pages.front().kind = 2;
        const std::string packed = static_cast<char>(kWidth) + support::PackedBits(numbers, kWidth);
        pages.push_back({.encoding = 8, .values = kRows, .bytes = packed});
      }
      group.columns.push_back({.pages = pages, .codec = codec});
    }
    groups.push_back(group);
  }
  return support::Parquet(schema, static_cast<int>(kNames.size()), groups);
}

}  // namespace macie_local::bench
