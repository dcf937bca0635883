#include "scanner/scanner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "support/compressed.h"
#include "unit/extract/office_writer.h"

namespace macie_local::scanner {
namespace {

class TextStream : public base::ByteStream {
 public:
  explicit TextStream(std::string_view text) : text_(text) {}
  base::Result<std::string_view> Next() override {
    const std::string_view piece = text_.substr(0, 1000);
    text_.remove_prefix(piece.size());
    return piece;
  }

 private:
  std::string_view text_;
};

class ScannerTest : public testing::Test {
 protected:
  ScannerTest() { plan_.custom = {Custom("tickets", "T-\\d{4}")}; }

  static scan::CustomIdentifier Custom(const std::string& id, const std::string& regex) {
    scan::CustomIdentifier custom;
    custom.id = id;
    custom.name = "name of " + id;
    custom.regex = regex;
    return custom;
  }
  scan::ObjectResult Scan(std::string_view name, std::string_view text) {
    auto scanner = Scanner::Compile(plan_, 7);
    EXPECT_TRUE(scanner.ok()) << scanner.error().text;
    return scanner->Scan(name, [&] {
      ++opened_;
      return std::make_unique<TextStream>(text);
    });
  }

  scan::Plan plan_;
  int opened_ = 0;
};

template <class Kind>
std::vector<Kind> PlacesOf(const scan::ObjectResult& result, std::size_t detection = 0) {
  std::vector<Kind> places;
  for (const units::Place& place : result.detections.at(detection).places) places.push_back(std::get<Kind>(place));
  return places;
}

TEST_F(ScannerTest, ATableHasCells) {
  const auto result = Scan("a.csv", "who,ticket\nJo,T-1111\nAl,none\nEd,T-2222 and T-3333\n");
  EXPECT_EQ(result.status, scan::Status::kComplete);
  EXPECT_EQ(result.mime, "text/csv");
  EXPECT_EQ(result.bytes, 50u);
  ASSERT_EQ(result.detections.size(), 1u);
  EXPECT_EQ(result.detections[0].id, "tickets");
  EXPECT_EQ(result.detections[0].count, 3u);
  EXPECT_EQ(PlacesOf<units::Cell>(result),
            (std::vector<units::Cell>{{2, 2, "ticket", ""}, {4, 2, "ticket", ""}, {4, 2, "ticket", ""}}));
}

TEST_F(ScannerTest, TextHasLines) {
  const auto result = Scan("a.txt", "first\n  T-1111\n");
  EXPECT_EQ(PlacesOf<units::LineRange>(result), (std::vector<units::LineRange>{{2, 2, 3}}));
}

TEST_F(ScannerTest, WhatStandsInAMarkedLineIsPassedOver) {
  plan_.ignore_mark = "skip-me";
  const auto lines = [&](std::string_view text) {
    std::vector<std::uint64_t> found;
    const scan::ObjectResult result = Scan("a.txt", text);
    if (result.detections.empty()) return found;
    for (const auto& place : PlacesOf<units::LineRange>(result)) found.push_back(place.start);
    return found;
  };
  using Lines = std::vector<std::uint64_t>;
  EXPECT_EQ(lines("T-0001\nT-0002 # skip-me\nskip-me T-0003\nT-0004 skip-m\n"), (Lines{1, 4}));
  EXPECT_EQ(lines("skip-me\nT-0001\nskip-me"), (Lines{2}));
  EXPECT_EQ(lines("T-0001 skip-me"), Lines());
  // A mark that stands too far away is not seen, before and after.
  for (const std::size_t distance : {4096u, 4097u}) {
    const std::string gap(distance - 7, ' ');
    EXPECT_EQ(lines("T-0001" + gap + "skip-me\n").size(), distance > 4096 ? 1u : 0u) << distance;
    EXPECT_EQ(lines("skip-me" + gap + "T-0001\n").size(), distance > 4096 ? 1u : 0u) << distance;
  }
  // In a cell it is text like any other.
  EXPECT_EQ(Scan("a.csv", "x,y\nT-0001 skip-me,z\n").detections.size(), 1u);
  plan_.ignore_mark = "";
  EXPECT_EQ(lines("T-0002 # skip-me\n"), (Lines{1}));
}

// "id reasons count: places" of each near miss.
std::vector<std::string> NearMissesOf(const scan::ObjectResult& result) {
  std::vector<std::string> told;
  for (const scan::NearMiss& each : result.near_misses) {
    told.push_back(each.id);
    for (std::size_t n = 0; n < scan::kMissReasons.size(); ++n) {
      if (each.Has(static_cast<scan::MissReason>(n))) told.back() += " " + std::string(scan::kMissReasons[n]);
    }
    told.back() += " " + std::to_string(each.count) + ":";
    for (const scan::MissExample& example : each.examples) {
      const auto* const lines = std::get_if<units::LineRange>(&example.place);
      const auto* const cell = std::get_if<units::Cell>(&example.place);
      const auto* const record = std::get_if<units::RecordPlace>(&example.place);
      if (lines != nullptr) told.back() += " " + std::to_string(lines->start);
      if (cell != nullptr) told.back() += " " + std::to_string(cell->row) + "/" + cell->column_name;
      if (record != nullptr) told.back() += " " + record->json_path;
      if (!example.keyword.empty()) told.back() += "(" + example.keyword + " " + std::to_string(example.distance) + ")";
    }
  }
  return told;
}

using Told = std::vector<std::string>;

TEST_F(ScannerTest, WhatWasNearIsToldWithItsReasonsWhereThePlanAsks) {
  plan_.identifiers = {"USA_SOCIAL_SECURITY_NUMBER"};
  const std::string far = "the ssn" + std::string(40, '.') + "123-45-6789\n";
  EXPECT_EQ(NearMissesOf(Scan("a.txt", far)), Told{});
  plan_.explain = true;
  EXPECT_EQ(NearMissesOf(Scan("a.txt", far)), Told{"USA_SOCIAL_SECURITY_NUMBER NO_KEYWORD 1: 1(ssn 40)"});
  EXPECT_EQ(NearMissesOf(Scan("a.csv", "who,ssn\nJo,900-12-3456\n")),
            Told{"USA_SOCIAL_SECURITY_NUMBER CHECK_FAILED 1: 2/ssn"});
  EXPECT_EQ(NearMissesOf(Scan("a.json", "{\"a\":{\"b\":\"123-45-6789\"}}")),
            Told{"USA_SOCIAL_SECURITY_NUMBER NO_KEYWORD 1: $.a.b"});
  const auto both =
      Scan("a.txt", "ssn 123-45-6789, 900-12-3456; ssn 901-12-3456\n" + std::string(50, '-') + "\n" + far);
  EXPECT_EQ(both.detections.size(), 1u);
  EXPECT_EQ(NearMissesOf(both), (Told{"USA_SOCIAL_SECURITY_NUMBER NO_KEYWORD 1: 3(ssn 40)",
                                      "USA_SOCIAL_SECURITY_NUMBER CHECK_FAILED 2: 1 1"}));
}

TEST_F(ScannerTest, WhatAHitIsTakenAwayByIsToldAsWell) {
  plan_.explain = true;
  plan_.ignore_mark = "skip-me";
  plan_.allow_lists = {{.id = "words", .words = {"T-1111"}}};
  plan_.custom[0].ignore_words = {"99"};
  const auto result = Scan("a.txt", "T-1111\nT-2222\nT-3333 skip-me\nT-9999\n");
  EXPECT_EQ(result.detections.at(0).count, 1u);
  EXPECT_EQ(NearMissesOf(result),
            (Told{"tickets IGNORE_WORD 1: 4", "tickets ALLOW_LIST 1: 1", "tickets IGNORE_MARK 1: 3"}));
}

TEST_F(ScannerTest, OfManyNearMissesTheFirstAreExamplesAndAllAreCounted) {
  plan_.identifiers = {"USA_SOCIAL_SECURITY_NUMBER"};
  plan_.explain = true;
  std::string text;
  for (int n = 0; n < 100'000; ++n) text += "123-45-6789\n";
  EXPECT_EQ(NearMissesOf(Scan("a.txt", text)), Told{"USA_SOCIAL_SECURITY_NUMBER NO_KEYWORD 100000: 1 2 3 4 5"});
}

TEST_F(ScannerTest, NamesBeyondThoseThatAreCountedAreNearMisses) {
  plan_.identifiers = {"NAME"};
  plan_.custom.clear();
  plan_.explain = true;
  std::string text = "first name,last name\n";
  for (std::uint64_t n = 0; n < kNamesMax + 3; ++n) text += "Rebecca,Hollis\n";
  const auto result = Scan("a.csv", text);
  EXPECT_EQ(result.detections.at(0).count, kNamesMax);
  EXPECT_EQ(NearMissesOf(result), Told{"NAME COUNT_LIMIT 3: 1002/first name 1003/first name 1004/first name"});
}

TEST_F(ScannerTest, NearMissesInMembersOfArchivesHaveNoPlaces) {
  plan_.identifiers = {"USA_SOCIAL_SECURITY_NUMBER"};
  plan_.explain = true;
  EXPECT_EQ(NearMissesOf(Scan("a.txt.gz", support::Gzipped("number 123-45-6789"))),
            Told{"USA_SOCIAL_SECURITY_NUMBER NO_KEYWORD 1:"});
}

TEST_F(ScannerTest, RecordsHavePaths) {
  const auto result = Scan("a.jsonl", "{\"a\":1}\n{\"b\":[\"x\",\"T-1111\"]}\n");
  EXPECT_EQ(PlacesOf<units::RecordPlace>(result), (std::vector<units::RecordPlace>{{1, "$.b[1]"}}));
}

TEST_F(ScannerTest, APathWithASensitiveNameIsLeftOut) {
  const auto result = Scan("a.json", "{\"T-9999\":{\"x\":\"T-1111\"},\"y\":\"T-2222\"}");
  EXPECT_EQ(PlacesOf<units::RecordPlace>(result), (std::vector<units::RecordPlace>{{0, ""}, {0, "$.y"}}));
  EXPECT_EQ(opened_, 1);
}

TEST_F(ScannerTest, ASensitiveColumnNameMakesTheTableText) {
  const auto result = Scan("a.csv", "Jo,T-1111\nAl,T-2222\n");
  EXPECT_EQ(opened_, 2);
  EXPECT_EQ(result.status, scan::Status::kComplete);
  EXPECT_EQ(result.detections.at(0).count, 2u);
  EXPECT_EQ(PlacesOf<units::LineRange>(result), (std::vector<units::LineRange>{{1, 1, 4}, {2, 2, 4}}));
}

TEST_F(ScannerTest, AColumnNameThatIsAllowedIsNotSensitive) {
  plan_.allow_lists = {{.id = "a", .words = {"t-1111"}}};
  const auto result = Scan("a.csv", "who,T-1111\nAl,T-2222\n");
  EXPECT_EQ(opened_, 1);
  EXPECT_EQ(PlacesOf<units::Cell>(result), (std::vector<units::Cell>{{2, 2, "T-1111", ""}}));
}

TEST_F(ScannerTest, MalformedRecordsAreReadAsText) {
  const auto result = Scan("a.json", "{\"a\": \"T-1111\"} T-2222");
  EXPECT_EQ(opened_, 2);
  EXPECT_EQ(result.status, scan::Status::kComplete);
  EXPECT_EQ(PlacesOf<units::LineRange>(result), (std::vector<units::LineRange>{{1, 1, 8}, {1, 1, 17}}));
}

TEST_F(ScannerTest, AllowListsTakeFindsAwayBeforeTheyCount) {
  plan_.allow_lists = {{.id = "words", .words = {"T-1111", "T-2222 as a value"}},
                       {.id = "pattern", .regex = "T-3\\d+"}};
  const auto text = Scan("a.txt", "T-1111 T-2222 T-3333");
  EXPECT_EQ(text.detections.at(0).count, 1u);
  const auto table = Scan("a.csv", "k,v\nx,T-1111\nx,T-1111 and\nx,T-2222 as a value\nx,T-3333 too\n");
  EXPECT_EQ(table.detections.at(0).count, 1u);
  EXPECT_EQ(PlacesOf<units::Cell>(table), (std::vector<units::Cell>{{3, 2, "v", ""}}));
  EXPECT_TRUE(Scan("a.txt", "T-1111").detections.empty());
}

std::string Repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

// The longest keyword as far before a match as one may count, and one character farther, wherever the text is cut, all
// of characters of four bytes.
TEST_F(ScannerTest, AKeywordCountsAsFarAsItMayAcrossACut) {
  const std::string wide = "\xF0\x9F\x98\x80";
  plan_.custom[0].regex = "7";
  plan_.custom[0].keywords = {"K" + Repeated(wide, units::kKeywordCharactersMax - 2) + "K"};
  plan_.custom[0].maximum_match_distance = units::kKeywordDistanceMax;
  constexpr std::size_t kCut = units::kBatchBytesMax - units::kBytesAfter;
  for (const std::size_t shift : {0u, 1u, 4u, 600u, 1200u, 1553u, 1560u, 1561u}) {
    for (const std::size_t distance : {units::kKeywordDistanceMax, units::kKeywordDistanceMax + 1}) {
      // The match, of one character, begins `shift` bytes after the cut.
      const std::string around = plan_.custom[0].keywords[0] + Repeated(wide, distance - 1);
      const std::string text = std::string(kCut + shift - around.size(), '.') + around + "7" + std::string(40'000, '.');
      ASSERT_GT(text.size(), units::kBatchBytesMax);
      const std::size_t wanted = distance <= units::kKeywordDistanceMax ? 1 : 0;
      EXPECT_EQ(Scan("a.txt", text).detections.size(), wanted) << shift << " after the cut, text";
      EXPECT_EQ(Scan("a.jsonl", "{\"v\":\"" + text + "\"}\n").detections.size(), wanted) << shift << ", record";
    }
  }
}

TEST_F(ScannerTest, PlacesEndAtAThousandAndTheCountGoesOn) {
  std::string text;
  for (int i = 0; i < 1500; ++i) text += "T-1234\n";
  const auto result = Scan("a.txt", text);
  EXPECT_EQ(result.detections.at(0).count, 1500u);
  const auto places = PlacesOf<units::LineRange>(result);
  ASSERT_EQ(places.size(), scan::kPlacesMax);
  EXPECT_EQ(places.back(), (units::LineRange{1000, 1000, 1}));
}

TEST_F(ScannerTest, SheetsHaveReferencesAndStaySheets) {
  const std::string rows =
      "<row><c t=\"str\"><v>id</v></c><c t=\"str\"><v>T-1111</v></c></row>"
      "<row><c t=\"str\"><v>T-2222</v></c><c t=\"str\"><v>T-3333</v></c></row>";
  const auto file =
      extract::OfficeFile({{"xl/workbook.xml", "main", "<w><sheet name=\"Sheet2\" r:id=\"a\"/></w>"},
                           {"xl/sheet.xml", "worksheet", "<s>" + rows + "</s>"}},
                          {{"xl/_rels/workbook.xml.rels", "<R><Relationship Id=\"a\" Target=\"sheet.xml\"/></R>"}});
  const auto result = Scan("a.xlsx", file);
  EXPECT_EQ(result.status, scan::Status::kComplete);
  EXPECT_EQ(result.bytes, file.size());
  EXPECT_EQ(opened_, 1);
  // A name that is itself sensitive is not told.
  EXPECT_EQ(PlacesOf<units::Cell>(result),
            (std::vector<units::Cell>{{1, 2, "", "Sheet2!B1"}, {2, 1, "id", "Sheet2!A2"}, {2, 2, "", "Sheet2!B2"}}));
}

TEST_F(ScannerTest, DocumentsHaveNoPlaces) {
  const auto result = Scan("a.docx", extract::Docx(extract::Paragraph("T-1111") + extract::Paragraph("T-2222")));
  EXPECT_EQ(result.status, scan::Status::kComplete);
  ASSERT_EQ(result.detections.size(), 1u);
  EXPECT_EQ(result.detections[0].count, 2u);
  EXPECT_TRUE(result.detections[0].places.empty());
}

TEST_F(ScannerTest, MembersOfArchivesHaveNoPlaces) {
  const std::string gzip = support::Gzipped("who,ticket\nJo,T-1111\nAl,T-2222\n");
  const auto result = Scan("a.csv.gz", gzip);
  EXPECT_EQ(result.mime, "application/gzip");
  EXPECT_EQ(result.bytes, gzip.size());
  EXPECT_EQ(result.detections.at(0).count, 2u);
  EXPECT_TRUE(result.detections[0].places.empty());
}

TEST_F(ScannerTest, WhatIsNotReadIsSkippedWithAReason) {
  const auto result = Scan("a.png", std::string_view("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16));
  EXPECT_EQ(result.status, scan::Status::kSkipped);
  EXPECT_EQ(result.reason, "UNSUPPORTED_FILE_TYPE_EXCEPTION");
  EXPECT_EQ(result.bytes, 0u);
  EXPECT_TRUE(result.detections.empty());
}

TEST_F(ScannerTest, AnEmptyObjectIsComplete) {
  const auto result = Scan("a.txt", "");
  EXPECT_EQ(result.status, scan::Status::kComplete);
  EXPECT_TRUE(result.detections.empty());
}

TEST_F(ScannerTest, OneScannerReadsManyObjects) {
  auto scanner = Scanner::Compile(plan_, 7);
  ASSERT_TRUE(scanner.ok());
  for (const char* text : {"T-1111", "none", "T-1111 T-2222"}) {
    const auto result = scanner->Scan("a.txt", [&] { return std::make_unique<TextStream>(text); });
    const auto expected = static_cast<std::size_t>(std::count(text, text + std::strlen(text), 'T'));
    EXPECT_EQ(result.detections.empty() ? 0 : result.detections[0].count, expected) << text;
  }
}

TEST_F(ScannerTest, CustomIdentifiersHaveTheirKeywordsAndIgnoreWords) {
  plan_.custom[0].keywords = {"ticket"};
  plan_.custom[0].ignore_words = {"0000"};
  EXPECT_EQ(Scan("a.csv", "the ticket,other\nT-1111,T-2222\nT-0000,x\n").detections.at(0).count, 1u);
}

TEST_F(ScannerTest, DetectionsComeInThePlansOrder) {
  plan_.custom = {Custom("z", "Z\\d"), Custom("a", "A\\d"), Custom("none", "N\\d")};
  const auto result = Scan("a.txt", "A1 Z1");
  ASSERT_EQ(result.detections.size(), 2u);
  EXPECT_EQ(result.detections[0].id, "z");
  EXPECT_EQ(result.detections[1].id, "a");
}

TEST_F(ScannerTest, WhatIsWrongWithAPlanIsSaid) {
  plan_.custom[0].regex = "(";
  EXPECT_FALSE(Scanner::Compile(plan_, 7).ok());
  plan_.custom.clear();
  plan_.identifiers = {"NO_SUCH", "ALSO_NONE"};
  auto scanner = Scanner::Compile(plan_, 7);
  ASSERT_TRUE(scanner.ok());
  EXPECT_EQ(scanner->unknown(), plan_.identifiers);
}

}  // namespace
}  // namespace macie_local::scanner
