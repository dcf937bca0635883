// PDF: the text of pages by fonts, positions, forms and annotations.
#include <gtest/gtest.h>

#include <string>

#include "office_writer.h"
#include "pdf_encrypted.h"
#include "pdf_writer.h"
#include "reading.h"

namespace macie_local::extract {
namespace {

const Outcome kMalformed{Status::kSkipped, "MALFORMED_FILE"};
const Outcome kDamaged{Status::kPartial, "MALFORMED_FILE"};

std::string TextOf(const std::string& file) {
  const Reading reading = ReadObject(file, "a.pdf");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_FALSE(reading.sink.has_lines);
  return reading.sink.free_text;
}

std::string Shown(const std::string& operators) {
  return TextOf(PdfOfText(operators));
}

TEST(Pdf, WordsAndLinesAreToldByTheirPlaces) {
  EXPECT_EQ(Shown("(one) Tj"), "one");
  EXPECT_EQ(Shown("(12) Tj (34) Tj"), "1234");
  EXPECT_EQ(Shown("(one) Tj 100 0 Td (two) Tj 0 -12 Td (three) Tj"), "one two\nthree");
  EXPECT_EQ(Shown("1 0 0 1 50 700 Tm (a) Tj 1 0 0 1 50 688 Tm (b) Tj 1 0 0 1 90 688 Tm (c) Tj"), "a\nb c");
  EXPECT_EQ(Shown("12 TL (a) Tj T* (b) Tj (c) ' 1 2 (d) \""), "a\nb\nc\nd");
  EXPECT_EQ(Shown("0 -14 TD (a) Tj T* (b) Tj"), "a\nb");
  // Numbers in thousandths of the font's size move what follows: a little within words, far between them.
  EXPECT_EQ(Shown("[(37) 20 (6-12) -300 (SSN) -1000 (x)] TJ"), "376-12 SSN x");
  // What a page is drawn in makes no difference: sizes, and turned by 90 degrees.
  EXPECT_EQ(Shown("ET q 0.1 0 0 0.1 0 0 cm BT /F 100 Tf (one) Tj 1000 0 Td (two) Tj 0 -120 Td (three) Tj ET Q BT"),
            "one two\nthree");
  EXPECT_EQ(Shown("0 1 -1 0 300 300 Tm (one) Tj 100 0 Td (two) Tj 0 -12 Td (three) Tj"), "one two\nthree");
  // Spaces that are wider, and letters that are, are no words.
  EXPECT_EQ(Shown("5 Tw 3 Tc (a b) Tj (c) Tj"), "a bc");
  EXPECT_EQ(Shown("200 Tz (MM) Tj (x) Tj"), "MMx");
}

TEST(Pdf, WidthsAreThoseOfTheFont) {
  const std::string wide = "<</Type/Font/Subtype/TrueType/FirstChar 97/Widths[3000 100]>>";
  EXPECT_EQ(TextOf(PdfOfText("(a) Tj 30 0 Td (b) Tj", wide)), "ab");
  EXPECT_EQ(TextOf(PdfOfText("(b) Tj 30 0 Td (b) Tj", wide)), "b b");
  const std::string type3 = "<</Type/Font/Subtype/Type3/FontMatrix[0.01 0 0 0.01 0 0]/FirstChar 97/Widths[100]>>";
  EXPECT_EQ(TextOf(PdfOfText("(a) Tj 10 0 Td (a) Tj", type3)), "aa");
}

TEST(Pdf, CodesOfSimpleFonts) {
  EXPECT_EQ(Shown("(caf\\351 \\200 \\(x\\) \\\r\nok) Tj"), "café € (x) ok");
  EXPECT_EQ(Shown("<636166E9 2> Tj"), "café ");
  const std::string font = "<</Type/Font/Subtype/Type1/Encoding";
  EXPECT_EQ(TextOf(PdfOfText("(\\216\\336) Tj", font + "/MacRomanEncoding>>")), "éfi");
  EXPECT_EQ(TextOf(PdfOfText("(\\256\\261') Tj", font + "/StandardEncoding>>")), "fi–’");
  EXPECT_EQ(TextOf(PdfOfText("(ABCDEFGH) Tj",
                             font + "<</Differences[65/eacute/ffi/one.oldstyle/uni20AC 70/f_i/afii10017/nobody]>>>>")),
            "éffi1€EfiАH");
  // Of the program of a font its own encoding.
  const std::string program = "/Encoding 256 array\ndup 1 /one put dup 2 /Aacute put readonly def\neexec dup 3 /b put";
  EXPECT_EQ(TextOf(PdfOfPage(PdfStream("BT /F 9 Tf (\\001\\002\\003) Tj ET"),
                             "<</Type/Font/Subtype/Type1/FontDescriptor<</FontFile 6 0 R>>>>", {PdfStream(program)})),
            "1Á");
}

std::string Composite(const std::string& encoding, const std::string& unicode = "") {
  return "<</Type/Font/Subtype/Type0/Encoding" + encoding + (unicode.empty() ? "" : "/ToUnicode 6 0 R") +
         "/DescendantFonts[<</Subtype/CIDFontType2/DW 500/W[1[1000 2000] 3 5 3000]>>]>>";
}

TEST(Pdf, CodesOfCompositeFonts) {
  const std::string unicode =
      "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
      "2 beginbfchar <0001> <00660069> <0002> <D83DDE00> endbfchar\n"
      "2 beginbfrange <0010> <0019> <0030> <0020> <0022> [<0041> <0042> <0043>] endbfrange";
  const auto text = [&](const std::string& codes) {
    return TextOf(PdfOfPage(PdfStream("BT /F 10 Tf " + codes + " ET"), Composite("/Identity-H", unicode),
                            {PackedPdfStream(unicode)}));
  };
  EXPECT_EQ(text("<0001 0002 0010 0019 0020 0022> Tj"), "fi😀09AC");
  EXPECT_EQ(text("<0011FFFF0012> Tj"), "12");  // what is not known is nothing
  EXPECT_EQ(text("<0011 0012 00> Tj"), "12");
  // Widths: 1 for glyph 1, 2 for glyph 2, 3 for 3 to 5, else one half.
  EXPECT_EQ(text("<0001> Tj 10 0 Td <0001> Tj"), "fifi");
  EXPECT_EQ(text("<0002> Tj 20 0 Td <0001> Tj"), "😀fi");
  EXPECT_EQ(text("<0010> Tj 5 0 Td <0010> Tj 10 0 Td <0010> Tj"), "00 0");
  // Without a map a font says what its codes are only where they are Unicode.
  EXPECT_EQ(TextOf(PdfOfPage(PdfStream("BT /F 10 Tf <00410042> Tj ET"), Composite("/UniGB-UCS2-H"))), "AB");
  EXPECT_EQ(TextOf(PdfOfPage(PdfStream("BT /F 10 Tf <00410042> Tj ET"), Composite("/Identity-H"))), "");
}

TEST(Pdf, EncodingsOfCompositeFontsHaveCodesOfAllSizes) {
  const std::string encoding =
      "begincodespacerange <00> <7F> <8000> <FFFF> endcodespacerange begincidrange <8000> <80FF> 1 endcidrange";
  const std::string unicode = "beginbfrange <20> <7E> <0020> <8000> <8001> <4E00> endbfrange";
  const std::string font =
      "<</Type/Font/Subtype/Type0/Encoding 7 0 R/ToUnicode 6 0 R/DescendantFonts[<</W[1[4000]]>>]>>";
  EXPECT_EQ(TextOf(PdfOfPage(PdfStream("BT /F 10 Tf <41 8001 42 8000> Tj 83 0 Td (x) Tj ET"), font,
                             {PdfStream(unicode), PdfStream(encoding)})),
            "A丁B一 x");
}

TEST(Pdf, PagesAreTextsOfTheirOwn) {
  const std::string page = "<</Type/Page/Parent 2 0 R/Resources<</Font<</F 3 0 R>>>>/Contents ";
  const std::string file = PdfFile({"<</Type/Pages/Kids[4 0 R 5 0 R 6 0 R]/Count 4>>", kPdfFont, page + "8 0 R>>",
                                    "<</Type/Pages/Kids[7 0 R 7 0 R]>>", page + "[9 0 R 10 0 R]>>", page + "9 0 R>>",
                                    PdfStream("BT /F 9 Tf (one) Tj ET"), PackedPdfStream("BT /F 9 Tf (SSN) Tj"),
                                    PdfStream("(: 376-12-8283) Tj ET")});
  const Reading reading = ReadObject(file, "a.pdf", 100);
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.pages, (std::vector<std::string>{"one", "SSN", "SSN", "SSN: 376-12-8283"}));
  EXPECT_EQ(reading.sink.texts, 4);
}

TEST(Pdf, PlacesArePages) {
  const units::Contexts contexts(1);
  const units::Unit all{.begin = 0, .end = 4, .context = 0, .indices = 0};
  const units::Batch batch{.text = "text", .units = {&all, 1}, .records = {}, .indices = {}, .line = 0, .page = 7};
  EXPECT_EQ(units::PlaceFinder(units::Shape::kFree, batch, contexts).At(0, 1, 3),
            units::Place(units::Page{.number = 7}));
}

TEST(Pdf, FormsAreShownWhereTheyStand) {
  const std::string form = PdfStream("BT /G 10 Tf (inside) Tj ET q 5 0 0 5 0 0 cm",
                                     "/Type/XObject/Subtype/Form/Matrix[1 0 0 1 0 -100]"
                                     "/Resources<</Font<</G 5 0 R>>>>");
  EXPECT_EQ(
      TextOf(PdfOfPage(PdfStream("BT /F 10 Tf (before) Tj ET /X Do BT 0 -200 Td (behind) Tj ET"), kPdfFont, {form})),
      "before\ninside\nbehind");
  // Pictures are none, and what a picture within the content has is no text.
  EXPECT_EQ(TextOf(PdfOfPage(PdfStream("/X Do /None Do BT /F 10 Tf (a) Tj ET"), kPdfFont,
                             {PdfStream("\xFF\xD8", "/Subtype/Image/Filter/DCTDecode")})),
            "a");
  EXPECT_EQ(Shown("ET BI /W 2 /H 1 ID \x01(\xFF EI(no) Tj\x02 EI Q BT (yes) Tj"), "yes");
}

TEST(Pdf, AnnotationsAndFieldsAreTold) {
  const std::string members =
      "/Annots[<</Subtype/Text/Contents(a \\(remark\\))>> <</Subtype/Widget/Parent 6 0 R>>"
      "<</Subtype/Widget/T(tick)/V/Yes>> <</Subtype/Widget/T(list)/V[(x)(y)]>>"
      "<</Subtype/Widget/TU(Card Number)/T(f1)/V<FEFF00340032>>> <</Subtype/Widget/T(long)/V 7 0 R>>]";
  EXPECT_EQ(TextOf(PdfOfPage(PdfStream("BT /F 10 Tf (content) Tj ET"), kPdfFont,
                             {"<</FT/Tx/T(SSN)/V(376-12-8283)>>", PdfStream("from a stream")}, members)),
            "content\na (remark)\nSSN: 376-12-8283\nlist: x\nlist: y\nCard Number: 42\nlong: from a stream");
}

TEST(Pdf, ObjectsInStreamsAreFound) {
  const std::string objects =
      "2 0 3 59 <</Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<<>>>>>>  <</Type/Page/Contents 5 0 R>>";
  const std::string first = "9";
  const std::string stream = PackedPdfStream(objects, "/Type/ObjStm/N 2/First " + first);
  std::string file = "%PDF-1.5\n";
  std::string table;
  const auto add = [&](std::string_view object) {
    table +=
        std::string("\x01", 1) + static_cast<char>(file.size() >> 8) + static_cast<char>(file.size() & 0xFF) + '\0';
    file += std::string(object);
  };
  table = std::string(4, '\0');
  add("1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n");
  table += std::string("\x02\x00\x04\x00\x02\x00\x04\x01", 8);
  add("4 0 obj " + stream + " endobj\n");
  add("5 0 obj " + PdfStream("BT /F 9 Tf (found) Tj ET") + " endobj\n");
  const std::string begin = std::to_string(file.size());
  add("6 0 obj ");
  file += PackedPdfStream(table, "/Type/XRef/Size 7/W[1 2 1]/Root 1 0 R") + " endobj\nstartxref\n" + begin + "\n%%EOF";
  EXPECT_EQ(TextOf(file), "found");
}

TEST(Pdf, WhatTakesAPasswordIsNotRead) {
  const std::string file = PdfOfText("(text) Tj");
  for (const PdfCipher cipher : {PdfCipher::kRc4, PdfCipher::kAes128, PdfCipher::kAes256}) {
    EXPECT_EQ(TextOf(EncryptedPdf(file, "", cipher)), "text");
    EXPECT_EQ(ReadObject(EncryptedPdf(file, "secret", cipher), "a.pdf").outcome,
              (Outcome{Status::kSkipped, "UNABLE_TO_PARSE_FILE"}));
  }
}

TEST(Pdf, InAnArchiveItIsAMember) {
  const Reading reading = ReadObject(Zip({{"a.pdf", PdfOfText("(inside) Tj")}, {"b.txt", "beside"}}), "x.zip");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.free_text, "insidebeside");
}

TEST(Pdf, LongPagesComeInPieces) {
  std::string content = "BT /F 10 Tf 12 TL ";
  std::string text;
  for (int i = 0; i < 60'000; ++i) {
    content += "(line " + std::to_string(i) + ") Tj T*\n";
    text += (i > 0 ? "\nline " : "line ") + std::to_string(i);
  }
  const Reading reading = ReadObject(PdfOfPage(PackedPdfStream(content), kPdfFont), "a.pdf");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_TRUE(reading.sink.pages.front() == text);
  EXPECT_EQ(reading.sink.pages.size(), 1u);
  EXPECT_GT(reading.sink.batches, 1);
}

TEST(Pdf, WhatIsMalformedIsTold) {
  EXPECT_EQ(ReadObject("%PDF-1.4 and no more", "a.pdf").outcome, kMalformed);
  EXPECT_EQ(ReadObject(PdfFile({}), "a.pdf").outcome, kMalformed);
  EXPECT_EQ(ReadObject(PdfFile({"<</Type/Pages/Kids[9 0 R]>>"}), "a.pdf").outcome, kMalformed);
  const std::string file = PdfOfText("(text) Tj");
  EXPECT_EQ(ReadObject(file.substr(0, 200), "a.pdf").outcome.status, Status::kSkipped);
  // Where objects are is found again.
  const Reading found = ReadObject(file.substr(0, file.find("xref\n")) + "trailer <</Root 1 0 R>>", "a.pdf");
  EXPECT_EQ(found.outcome, Outcome{});
  EXPECT_EQ(found.sink.free_text, "text");
  // What is packed is damaged in the middle.
  std::string packed = Deflated("BT /F 9 Tf (begin) Tj ET" + std::string(100'000, ' ') + "BT (end) Tj ET");
  packed[packed.size() / 2] ^= 0x55;
  packed.resize(packed.size() - 8);
  const Reading cut = ReadObject(PdfOfPage(PdfStream(packed, "/Filter/FlateDecode"), kPdfFont), "a.pdf");
  EXPECT_EQ(cut.outcome, kDamaged);
  EXPECT_EQ(cut.sink.free_text, "begin");
  EXPECT_EQ(ReadObject(PdfOfPage(PdfStream("x", "/Filter/None"), kPdfFont), "a.pdf").outcome, kMalformed);
}

TEST(Pdf, FilesHaveASize) {
  const std::string file = PdfOfText("(text) Tj");
  const Outcome too_large{Status::kSkipped, "FILE_EXCEEDS_SIZE_LIMIT"};
  EXPECT_EQ(Limits().pdf_bytes, std::uint64_t{1024} << 20);
  Limits limits;
  limits.pdf_bytes = limits.kept_bytes = file.size();
  EXPECT_EQ(ReadObject(file, "a.pdf", SIZE_MAX, limits).outcome, Outcome{});
  limits.pdf_bytes = file.size() - 1;
  EXPECT_EQ(ReadObject(file, "a.pdf", SIZE_MAX, limits).outcome, too_large);
  limits = {};
  limits.kept_bytes = file.size() - 1;
  EXPECT_EQ(ReadObject(file, "a.pdf", SIZE_MAX, limits).outcome, too_large);
}

}  // namespace
}  // namespace macie_local::extract
