// What objects are taken for.
#include "extract/detect.h"

#include <gtest/gtest.h>

#include <string>

namespace macie_local::extract {
namespace {

using namespace std::string_literals;

struct Case {
  std::string head;
  const char* name;
  Format format;
  const char* mime;
  Charset charset = Charset::kUtf8;
};

constexpr const char* kWordMime = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
constexpr const char* kSheetsMime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// Headers of files of a zip archive, without the files.
std::string ZipHeads(const std::vector<std::string>& names) {
  std::string heads;
  for (const std::string& name : names) {
    heads += "PK\x03\x04" + std::string(22, '\0') + static_cast<char>(name.size()) + std::string(3, '\0') + name;
  }
  return heads;
}

TEST(Detect, ContentFirstThenTheName) {
  const Case cases[] = {
      {"", "", Format::kText, "text/plain"},
      {"", "a.csv", Format::kCsv, "text/csv"},
      {"hello", "a.txt", Format::kText, "text/plain"},
      {"hello", "dir.json/a", Format::kText, "text/plain"},
      {"a,b\n1,2\n", "a.csv", Format::kCsv, "text/csv"},
      {"a\tb\n", "A.TSV", Format::kTsv, "text/tab-separated-values"},
      {"{\"a\":1}", "a.json", Format::kJson, "application/json"},
      {"{\"a\":1}\n{\"a\":2}\n", "a.json", Format::kJsonLines, "application/json"},
      {"{\"a\":1}", "a.jsonl", Format::kJsonLines, "application/json"},
      {" [1,\n2]\n", "a", Format::kJson, "application/json"},
      {"{\"a\":1}\n{\"a\":2}\n", "a.txt", Format::kJsonLines, "application/json"},
      {"{\"a\":1}\n{\"a\":2}\n", "a.csv", Format::kJsonLines, "application/json"},
      {"{not json}", "a.txt", Format::kText, "text/plain"},
      {"{not json}", "a.json", Format::kJson, "application/json"},
      {"[section]\nkey=1\n", "a.ini", Format::kText, "text/plain"},
      {"[2026-11-27 10:00] started\n", "a.log", Format::kText, "text/plain"},
      {"<?xml version=\"1.0\"?><a/>", "a", Format::kText, "application/xml"},
      {"<a/>", "a.xml", Format::kText, "application/xml"},
      {"\n<!DOCTYPE HTML><html>", "a.txt", Format::kHtml, "text/html"},
      {"<html>", "a.xml", Format::kHtml, "text/html"},
      {"<?xml version='1.0'?><html>", "a.htm", Format::kHtml, "text/html"},
      {"<html>", "a.csv", Format::kCsv, "text/csv"},
      {"From: a@b.c\n\nhi", "a.eml", Format::kMail, "message/rfc822"},
      {"a: 1\n", "a.yaml", Format::kText, "text/plain"},
      {"a,b\n1,2\n3,4\n", "data", Format::kCsv, "text/csv"},
      {"a,\"b,\nc\"\n1,2\n3,4", "data", Format::kCsv, "text/csv"},
      {"a\tb\n1\t2\n3\t4\n", "data", Format::kTsv, "text/tab-separated-values"},
      {"a,b\n1,2\n", "data", Format::kText, "text/plain"},
      {"Dear Bob,\nthanks, and so on, again\nAl,\n", "letter", Format::kText, "text/plain"},
      {"a,b\n1,2\n3,4\n", "data.txt", Format::kText, "text/plain"},
      {"\x1F\x8B\x08\0\0"s, "a.csv", Format::kGzip, "application/gzip"},
      {"PK\x03\x04 and so on", "a", Format::kZip, "application/zip"},
      {"PK\x05\x06", "a.txt", Format::kZip, "application/zip"},
      {"PK\x03\x04 and so on", "a.DOCX", Format::kWord, kWordMime},
      {ZipHeads({"docProps/app.xml", "xl/workbook.xml"}), "a", Format::kSheets, kSheetsMime},
      {"Obj\x01\x04"s, "a.txt", Format::kAvro, "application/avro"},
      {ZipHeads({"[Content_Types].xml", "word/document.xml"}), "a.zip", Format::kWord, kWordMime},
      {ZipHeads({"word/document.xml", "a"}), "a.zip", Format::kZip, "application/zip"},
      {"%PDF-1.7\n", "a.txt", Format::kPdf, "application/pdf"},
      {"other bytes\n%PDF-1.7\n", "a.PDF", Format::kPdf, "application/pdf"},
      {std::string(1024, ' ') + "%PDF-1.7\n", "a.pdf", Format::kPdf, "application/pdf"},
      {std::string(1025, ' ') + "%PDF-1.7\n", "a.pdf", Format::kText, "text/plain"},
      {"other bytes\n%PDF-1.7\n", "a.txt", Format::kText, "text/plain"},
      {"\x89PNG\r\n\x1A\n\0\0"s, "a.txt", Format::kUnsupported, "image/png"},
      {"PAR1\0\0\0"s, "a", Format::kParquet, "application/parquet"},
      {"PAR1 is how these begin", "a", Format::kText, "text/plain"},
      {std::string(257, 'n') + "ustar\0"s, "a.tar", Format::kTar, "application/x-tar"},
      {std::string(100, '\0') + std::string(157, 'n') + "ustar\0"s, "a.tar", Format::kTar, "application/x-tar"},
      {"ab\x01\x02\x03\x04", "a", Format::kUnsupported, "application/octet-stream"},
      {"a text with a \0 in it, of which the name says that it is one"s, "a.txt", Format::kText, "text/plain"},
      {"a text with a \0 in it, of which the name says nothing"s, "a", Format::kUnsupported,
       "application/octet-stream"},
      {std::string(100, '\0'), "a.txt", Format::kUnsupported, "application/octet-stream"},
      {"\xEF\xBB\xBF"
       "a",
       "a.txt", Format::kText, "text/plain"},
      {"\xEF\xBB\xBF"
       "{\"a\":1}",
       "a", Format::kJson, "application/json"},
      {"caf\xE9", "a.txt", Format::kText, "text/plain", Charset::kWindows1252},
      {"caf\xC3", "a.txt", Format::kText, "text/plain", Charset::kWindows1252},
      {"\xFF\xFE"
       "a\0"s,
       "a.txt", Format::kText, "text/plain", Charset::kUtf16Le},
      {"\xFE\xFF\0a"s, "a.csv", Format::kCsv, "text/csv", Charset::kUtf16Be},
      {"a\0b\0c\0d\0"s, "a", Format::kText, "text/plain", Charset::kUtf16Le},
      {"\0a\0b\0c\0d"s, "a", Format::kText, "text/plain", Charset::kUtf16Be},
      {"{\0\"\0a\0\"\0:\0001\0}\0"s, "a", Format::kJson, "application/json", Charset::kUtf16Le},
  };
  for (const Case& each : cases) {
    const Detected detected = Detect(each.head, each.name);
    EXPECT_EQ(detected.format, each.format) << each.head << " " << each.name;
    EXPECT_EQ(detected.mime, each.mime) << each.head << " " << each.name;
    EXPECT_EQ(detected.charset, each.charset) << each.head << " " << each.name;
    EXPECT_EQ(detected.name, each.name);
  }
}

TEST(Detect, OnlyTheBeginningIsLookedAt) {
  std::string lines;
  while (lines.size() < kHeadBytes) lines += "{\"a\":\"some value\"}\n";
  lines.resize(kHeadBytes);
  EXPECT_EQ(Detect(lines, "a").format, Format::kJsonLines);
  const std::string one = "{\"a\":\"" + std::string(kHeadBytes, 'x');
  EXPECT_EQ(Detect(one, "a").format, Format::kJson);
  EXPECT_EQ(Detect(one.substr(0, kHeadBytes - 1), "a").format, Format::kText);
  // A character that the end of the head cuts is no malformed one.
  std::string accents;
  while (accents.size() < kHeadBytes) accents += "aé";
  for (const char* before : {"", "b", "bb"}) {
    EXPECT_EQ(Detect((before + accents).substr(0, kHeadBytes), "a").charset, Charset::kUtf8);
  }
  EXPECT_EQ(Detect(accents.substr(0, kHeadBytes - 2), "a").charset, Charset::kWindows1252);  // the whole object
}

}  // namespace
}  // namespace macie_local::extract
