// PDF that is made to cost more than it is: each bound, at it and one past it.
#include <gtest/gtest.h>

#include <string>

#include "extract/pdf/budget.h"
#include "extract/pdf/cmap.h"
#include "extract/pdf/repair.h"
#include "extract/pdf/widths.h"
#include "pdf_writer.h"
#include "reading.h"

namespace macie_local::extract {
namespace {

const Outcome kDamaged{Status::kPartial, "MALFORMED_FILE"};
const Outcome kTooLong{Status::kPartial, "TIME_CUT_OFF_REACHED"};
const Outcome kTooLarge{Status::kPartial, "FILE_EXCEEDS_SIZE_LIMIT"};

Reading Read(const std::string& file, const Limits& limits = {}) {
  return ReadObject(file, "a.pdf", SIZE_MAX, limits);
}

std::string Repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string Form(const std::string& content, const std::string& shows) {
  return PdfStream(content,
                   "/Type/XObject/Subtype/Form/Resources<</Font<</F 5 0 R>>/XObject<</X " + shows + " 0 R>>>>");
}

TEST(PdfHostile, AStreamGivesNoMoreThanItMay) {
  const std::string begin = "BT /F 9 Tf (begin) Tj ET";
  const std::string content = begin + std::string(20 << 20, ' ') + "BT (end) Tj ET";
  const std::string file = PdfOfPage(PackedPdfStream(content), kPdfFont);
  EXPECT_EQ(Limits().pdf_stream_bytes, std::uint64_t{64} << 20);
  Limits limits;
  limits.pdf_stream_bytes = content.size();
  const Reading all = Read(file, limits);
  EXPECT_EQ(all.outcome, Outcome{});
  EXPECT_EQ(all.sink.free_text, "begin end");
  limits.pdf_stream_bytes = content.size() - 1;
  const Reading cut = Read(file, limits);
  EXPECT_EQ(cut.outcome, kTooLarge);
  EXPECT_TRUE(cut.sink.free_text.starts_with("begin"));
  // Packed twice it is some hundred bytes.
  const std::string twice = PdfStream(Deflated(Deflated(content)), "/Filter[/FlateDecode/FlateDecode]");
  EXPECT_LT(twice.size(), 2000u);
  EXPECT_EQ(Read(PdfOfPage(twice, kPdfFont), limits).outcome, kTooLarge);
  EXPECT_EQ(Read(PdfOfPage(twice, kPdfFont)).sink.free_text, "begin end");
}

TEST(PdfHostile, StreamsThatStandInEachOtherCountTogether) {
  const std::string form = Form("BT /F 9 Tf (form) Tj ET", "9");
  const std::string file = PdfOfPage(PdfStream("/X Do"), kPdfFont, {form});
  Limits limits;
  limits.pdf_stream_bytes = 5 + 23;
  EXPECT_EQ(Read(file, limits).outcome, Outcome{});
  limits.pdf_stream_bytes = 5 + 22;
  EXPECT_EQ(Read(file, limits).outcome, kTooLarge);
}

TEST(PdfHostile, StreamsThatAreShownOftenCountEachTime) {
  const std::string content = "BT /F 9 Tf (x) Tj ET";
  const std::string page = "<</Type/Page/Contents 5 0 R>>";
  const std::string file = PdfFile(
      {"<</Type/Pages/Kids[3 0 R 3 0 R 3 0 R]/Resources<</Font<</F 4 0 R>>>>>>", page, kPdfFont, PdfStream(content)});
  Limits limits;
  limits.pdf_decoded_bytes = 3 * content.size();
  EXPECT_EQ(Read(file, limits).outcome, Outcome{});
  limits.pdf_decoded_bytes = 3 * content.size() - 1;
  const Reading cut = Read(file, limits);
  EXPECT_EQ(cut.outcome, kTooLong);
  EXPECT_EQ(cut.sink.free_text, "xx");
}

TEST(PdfHostile, FormsThatShowFormsEndWithTheOperators) {
  // Ten levels, each of which shows the next ten times.
  std::vector<std::string> forms;
  for (int i = 0; i < 9; ++i) forms.push_back(Form(Repeated("/X Do ", 10), std::to_string(7 + i)));
  forms.push_back(Form("BT /F 9 Tf (hello) Tj ET", "6"));
  const std::string file = PdfOfPage(PdfStream("/X Do"), kPdfFont, forms);
  EXPECT_LT(file.size(), 6000u);
  EXPECT_EQ(Limits().pdf_operators, 50'000'000u);
  Limits limits;
  limits.pdf_operators = 1'000'000;
  const Reading reading = Read(file, limits);
  EXPECT_EQ(reading.outcome, kTooLong);
  EXPECT_GT(reading.sink.free_text.size(), 1000u);
}

TEST(PdfHostile, OperatorsHaveANumber) {
  const std::string file = PdfOfPage(PdfStream("BT /F 9 Tf" + Repeated("(x) Tj ", 100'000)), kPdfFont);
  Limits limits;
  limits.pdf_operators = 103'000;
  EXPECT_EQ(Read(file, limits).outcome, Outcome{});
  limits.pdf_operators = 100'000;
  EXPECT_EQ(Read(file, limits).outcome, kTooLong);
}

TEST(PdfHostile, FormsThatShowThemselvesAreNotShownAgain) {
  const Reading one = Read(PdfOfPage(PdfStream("/X Do"), kPdfFont, {Form("BT /F 9 Tf (one) Tj ET /X Do", "6")}));
  EXPECT_EQ(one.outcome, kDamaged);
  EXPECT_EQ(one.sink.free_text, "one");
  const Reading two =
      Read(PdfOfPage(PdfStream("/X Do"), kPdfFont,
                     {Form("BT /F 9 Tf (1) Tj ET /X Do", "7"), Form("BT /F 9 Tf (2) Tj ET /X Do", "6")}));
  EXPECT_EQ(two.outcome, kDamaged);
  EXPECT_EQ(two.sink.free_text, "12");
}

TEST(PdfHostile, FormsStandInEachOtherToADepth) {
  const auto read = [](std::size_t depth) {
    std::vector<std::string> forms;
    for (std::size_t i = 0; i + 1 < depth; ++i) forms.push_back(Form("/X Do", std::to_string(7 + i)));
    forms.push_back(Form("BT /F 9 Tf (deep) Tj ET", "1"));
    return Read(PdfOfPage(PdfStream("BT /F 9 Tf (page) Tj ET /X Do"), kPdfFont, forms));
  };
  EXPECT_EQ(read(kPdfFormsNestedMax).sink.free_text, "page deep");
  EXPECT_EQ(read(kPdfFormsNestedMax).outcome, Outcome{});
  EXPECT_EQ(read(kPdfFormsNestedMax + 1).sink.free_text, "page");
  EXPECT_EQ(read(kPdfFormsNestedMax + 1).outcome, kDamaged);
}

TEST(PdfHostile, ArraysInEachOther) {
  const std::string deep = Repeated("[", 200'000) + Repeated("]", 200'000);
  // In a content they are no more than marks, in an object qpdf has an end to them.
  EXPECT_EQ(Read(PdfOfPage(PdfStream("BT /F 9 Tf " + deep + "(x) Tj ET"), kPdfFont)).sink.free_text, "x");
  const Reading reading = Read(PdfOfPage(PdfStream("BT /F 9 Tf (x) Tj ET"), kPdfFont, {}, "/A " + deep));
  EXPECT_NE(reading.outcome.status, Status::kReadAgain);
}

TEST(PdfHostile, StreamsThatLieAboutTheirLength) {
  const std::string content = "BT /F 9 Tf (text) Tj ET";
  const auto read = [&](const std::string& length) {
    return Read(PdfOfPage("<</Length " + length + ">>stream\n" + content + "\nendstream", kPdfFont));
  };
  for (const char* const length : {"0", "5", "-1", "99999999999", "1000000", "9 0 R", "(x)"}) {
    const Reading reading = read(length);
    EXPECT_EQ(reading.outcome, Outcome{}) << length;
    EXPECT_EQ(reading.sink.free_text, "text") << length;
  }
  // One whose length is itself is none.
  EXPECT_EQ(read("4 0 R").outcome, (Outcome{Status::kSkipped, "MALFORMED_FILE"}));
}

TEST(PdfHostile, OperandsHaveANumberAndASize) {
  const auto read = [](const std::string& operands) {
    return Read(PdfOfPage(PdfStream("BT /F 9 Tf " + operands + " TJ (end) Tj ET"), kPdfFont)).outcome;
  };
  EXPECT_EQ(read(Repeated("0 ", kPdfOperandsMax)), Outcome{});
  EXPECT_EQ(read(Repeated("0 ", kPdfOperandsMax + 1)), kDamaged);
  EXPECT_EQ(read("(" + std::string(kPdfOperandBytesMax, 'x') + ")"), Outcome{});
  EXPECT_EQ(read("(" + std::string(kPdfOperandBytesMax, 'x') + "x)"), kDamaged);
}

TEST(PdfHostile, StatesHaveANumber) {
  const auto read = [](std::size_t states) {
    return Read(
        PdfOfPage(PdfStream(Repeated("q ", states) + Repeated("Q ", states + 3) + "BT /F 9 Tf (x) Tj ET"), kPdfFont));
  };
  EXPECT_EQ(read(kPdfStatesMax).outcome, Outcome{});
  EXPECT_EQ(read(kPdfStatesMax + 1).outcome, kDamaged);
  EXPECT_EQ(read(kPdfStatesMax + 1).sink.free_text, "x");
}

TEST(PdfHostile, TextHasASize) {
  // A code that stands for as much as one may, shown again and again.
  const std::string unicode = "beginbfchar <41> <" + Repeated("4E00", PdfCmap::kUnitsMax) + "> endbfchar";
  const std::string font = "<</Type/Font/Subtype/TrueType/ToUnicode 6 0 R>>";
  const std::string shown = "(" + std::string(10'000, 'A') + ") Tj ";
  const std::string file = PdfOfPage(PdfStream("BT /F 9 Tf " + Repeated(shown, 10)), font, {PdfStream(unicode)});
  const std::uint64_t bytes = 100'000 * 3 * PdfCmap::kUnitsMax;
  Limits limits;
  limits.pdf_text_bytes = bytes + 9;  // and spaces
  EXPECT_EQ(Read(file, limits).outcome, Outcome{});
  limits.pdf_text_bytes = bytes / 2;
  const Reading cut = Read(file, limits);
  EXPECT_EQ(cut.outcome, kTooLong);
  EXPECT_LT(cut.sink.free_text.size(), bytes);
}

TEST(PdfHostile, MapsOfAllCodesTakeNoMore) {
  PdfCmap cmap;
  std::string ranges;
  for (int i = 0; i < 10'000; ++i) ranges += "beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange ";
  EXPECT_TRUE(cmap.Parse(ranges));
  EXPECT_LT(cmap.bytes(), 1u << 20);
  std::string text;
  EXPECT_TRUE(cmap.AppendText(1, &text));
  EXPECT_TRUE(cmap.AppendText(0xFFFFFFFF, &text));
  EXPECT_EQ(text, "B");  // of the last there is no character
}

TEST(PdfHostile, MapsHaveANumberOfRanges) {
  const auto parse = [](std::size_t ranges) {
    PdfCmap cmap;
    return cmap.Parse("beginbfchar " + Repeated("<41> <0041> ", ranges)) &&
           PdfCmap().Parse("begincidchar " + Repeated("<41> 7 ", ranges));
  };
  EXPECT_TRUE(parse(PdfCmap::kRangesMax));
  EXPECT_FALSE(parse(PdfCmap::kRangesMax + 1));
  PdfCmap spaces;
  EXPECT_TRUE(spaces.Parse("begincodespacerange " + Repeated("<00> <FF> ", PdfCmap::kCodespacesMax)));
  EXPECT_FALSE(spaces.Parse("begincodespacerange <00> <FF> endcodespacerange"));
}

TEST(PdfHostile, WidthsOfAllGlyphsTakeNoMore) {
  PdfGlyphWidths widths;
  for (std::size_t i = 0; i < PdfGlyphWidths::kRangesMax; ++i) widths.AddRange(0, 65535, 250);
  const std::size_t bytes = widths.bytes();
  widths.AddRange(0, 65535, 250);
  widths.AddList(0, {1, 2});
  EXPECT_EQ(widths.bytes(), bytes);
  widths.Sort();
  EXPECT_EQ(widths.At(65535), 250);
  EXPECT_EQ(widths.At(65536), 1000);
}

TEST(PdfHostile, TreesOfPagesThatTurnBack) {
  // A node that is in itself, and a thousand nodes in each other.
  const Reading loop = Read(PdfFile({"<</Type/Pages/Kids[3 0 R 2 0 R 3 0 R]/Resources<</Font<</F 4 0 R>>>>>>",
                                     "<</Type/Page/Contents 5 0 R>>", kPdfFont, PdfStream("BT /F 9 Tf (x) Tj ET")}));
  EXPECT_EQ(loop.outcome, kDamaged);
  EXPECT_EQ(loop.sink.pages.size(), 2u);
  std::vector<std::string> nodes;
  for (int i = 3; i < 1003; ++i) nodes.push_back("<</Type/Pages/Kids[" + std::to_string(i) + " 0 R]>>");
  nodes.push_back("<</Type/Page/Contents " + std::to_string(nodes.size() + 3) + " 0 R>>");
  nodes.push_back(PdfStream("BT /F 9 Tf (deep) Tj ET"));
  const Reading deep = Read(PdfFile(nodes));
  EXPECT_EQ(deep.outcome, Outcome{});
  EXPECT_EQ(deep.sink.free_text, "deep");
}

TEST(PdfHostile, FiltersOfAStreamHaveANumber) {
  const auto read = [](int filters) {
    std::string bytes = "BT /F 9 Tf (x) Tj ET";
    for (int i = 0; i < filters; ++i) bytes = Deflated(bytes);
    return Read(PdfOfPage(
        PdfStream(bytes, "/Filter[" + Repeated("/FlateDecode", static_cast<std::size_t>(filters)) + "]"), kPdfFont));
  };
  EXPECT_EQ(read(kPdfFiltersMax).outcome, Outcome{});
  EXPECT_EQ(read(kPdfFiltersMax + 1).outcome, (Outcome{Status::kSkipped, "MALFORMED_FILE"}));
}

TEST(PdfHostile, WhatHasLostItsPagesIsRepaired) {
  const std::string page = "<</Type/Page/Parent 2 0 R/Contents ";
  const std::vector<std::string> objects = {"<</Kids[4 0 R 5 0 R]/Resources<</Font<</F 3 0 R>>>>>>",
                                            kPdfFont,
                                            page + "6 0 R>>",
                                            page + "7 0 R>>",
                                            PdfStream("BT /F 9 Tf (one) Tj ET"),
                                            PdfStream("BT /F 9 Tf (two) Tj ET")};
  // Neither a table nor a catalog.
  const std::string file = PdfFile(objects);
  const Reading repaired = Read("%PDF-1.4\n" + file.substr(file.find("2 0 obj"), file.find("7 0 obj") - 50));
  EXPECT_EQ(repaired.outcome, kDamaged);
  EXPECT_EQ(repaired.sink.pages, (std::vector<std::string>{"one"}));
  const std::string whole = file.substr(0, file.find("xref\n"));
  EXPECT_TRUE(RepairedPdf(std::string(1000, ' ') + whole).starts_with("%PDF-"));
  EXPECT_EQ(RepairedPdf(whole + "trailer <</Encrypt 1 0 R>>"), "");
  EXPECT_EQ(RepairedPdf(whole + std::string(kRepairedPdfBytesMax - whole.size() + 1, ' ')), "");
  EXPECT_NE(RepairedPdf(whole + std::string(kRepairedPdfBytesMax - whole.size(), ' ')), "");
}

TEST(PdfHostile, PagesInStreamsOfObjectsAreFoundAgain) {
  const std::string page = "<</Type/Page/Contents 5 0 R/Resources<<>>>>";
  const std::string stream = PackedPdfStream("3 0 " + page, "/Type/ObjStm/N 1/First 4");
  const Reading reading = Read("%PDF-1.5\n4 0 obj" + stream + " endobj\n5 0 obj" + PdfStream("BT (found) Tj ET") +
                               " endobj 6 0 obj<</Type/XRef");
  EXPECT_EQ(reading.outcome, kDamaged);
  EXPECT_EQ(reading.sink.free_text, "found");
}

TEST(PdfHostile, RepairTakesNoLongerThanTheFileIsLong) {
  // Strings that never end, streams that have no end, and objects that all stand at one place.
  EXPECT_EQ(RepairedPdf("%PDF-" + Repeated("1 0 obj<<(", 400'000)), "");
  EXPECT_EQ(RepairedPdf("%PDF-" + Repeated("1 0 obj<</Type/ObjStm/N 9/First 4>>stream ", 100'000)), "");
  EXPECT_EQ(RepairedPdf("%PDF- 9 0 obj" + PackedPdfStream(Repeated("1 4000000 ", 400'000) + "<<(",
                                                          "/Type/ObjStm/N 9999999/First 4000000")),
            "");
}

TEST(PdfHostile, WhoeverStopsIsGivenNoMore) {
  const std::string page = "<</Type/Page/Contents 5 0 R>>";
  const std::string file =
      PdfFile({"<</Type/Pages/Kids[" + Repeated("3 0 R ", 100) + "]>>", page, kPdfFont, PdfStream("BT (x) Tj ET")});
  Reading reading;
  reading.sink.stop_after = 3;
  PieceStream stream(file);
  Learned learned;
  reading.outcome = Extract({.format = Format::kPdf, .charset = Charset::kUtf8, .mime = "", .name = "a.pdf"}, stream,
                            Limits(), 1, reading.sink, learned);
  EXPECT_EQ(reading.outcome, (Outcome{Status::kPartial, {}}));
  EXPECT_EQ(reading.sink.batches, 3);
}

}  // namespace
}  // namespace macie_local::extract
