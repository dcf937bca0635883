// DOCX, whole, hostile and damaged.
#include <gtest/gtest.h>

#include <string>

#include "office_writer.h"
#include "reading.h"

namespace macie_local::extract {
namespace {

const Outcome kMalformed{Status::kSkipped, "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT"};
const Outcome kDamaged{Status::kPartial, "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT"};

std::string TextOf(const std::string& body) {
  const Reading reading = ReadObject(Docx(body), "a.docx");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_FALSE(reading.sink.has_lines);
  return reading.sink.free_text;
}

TEST(Word, TextIsJoinedAndParagraphsAreLines) {
  EXPECT_EQ(TextOf(Paragraph("one") + Paragraph("two &amp; <![CDATA[<3>]]>")), "one\ntwo & <3>\n");
  // A word in several runs is one word.
  EXPECT_EQ(TextOf("<w:p><w:r><w:t>123-4</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>5-6789</w:t></w:r></w:p>"),
            "123-45-6789\n");
  EXPECT_EQ(TextOf("<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t>"
                   "<w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>"),
            "a\tb\nc-d\n");
  EXPECT_EQ(
      TextOf("<w:tbl><w:tr><w:tc>" + Paragraph("x") + "</w:tc><w:tc>" + Paragraph("y") + "</w:tc></w:tr></w:tbl>"),
      "x\ny\n");
}

TEST(Word, WhatIsNoTextIsLeftOut) {
  EXPECT_EQ(TextOf("<w:p><w:r><w:instrText>HYPERLINK x</w:instrText><w:delText>gone</w:delText>"
                   "<w:t>kept</w:t></w:r> stray </w:p>"),
            "kept\n");
  EXPECT_EQ(TextOf("<mc:AlternateContent><mc:Choice>" + Paragraph("once") + "</mc:Choice><mc:Fallback>" +
                   Paragraph("once") + "<w:p/></mc:Fallback></mc:AlternateContent>" + Paragraph("more")),
            "once\nmore\n");
}

TEST(Word, AllPartsWithTextAreRead) {
  const std::string file = OfficeFile({{"word/footer1.xml", "footer", WordXml(Paragraph("foot"))},
                                       {"word/comments.xml", "comments", WordXml(Paragraph("comment"))},
                                       {"word/styles.xml", "styles", WordXml(Paragraph("style"))},
                                       {"word/endnotes.xml", "endnotes", WordXml(Paragraph("end"))},
                                       {"word/footnotes.xml", "footnotes", WordXml(Paragraph("note"))},
                                       {"word/header2.xml", "header", WordXml(Paragraph("head"))},
                                       {"Word\\Document.xml", "document.main", WordXml(Paragraph("main"))}},
                                      {{"word/media/image1.png", "\x89PNG"}});
  for (const std::size_t piece : {std::size_t{1}, std::size_t{100}, SIZE_MAX}) {
    const Reading reading = ReadObject(file, "a.docx", piece);
    EXPECT_EQ(reading.outcome, Outcome{});
    EXPECT_EQ(reading.sink.free_text, "main\nhead\nfoot\nnote\nend\ncomment\n");
    EXPECT_EQ(reading.sink.texts, 6);
  }
}

TEST(Word, PartsInUtf16AndDefaultTypes) {
  const std::string xml = "<d><p><r><t>caf\xC3\xA9</t></r></p></d>";
  std::string wide = "\xFF\xFE";
  for (const char c : std::string("<d><p><r><t>caf\xE9</t></r></p></d>")) wide += std::string(1, c) + '\0';
  for (const std::string& part : {xml, wide}) {
    const std::string file =
        Zip({{"[Content_Types].xml", "<Types><Default Extension=\"XML\" ContentType=\"x.Main+xml\"/></Types>"},
             {"word/document.xml", part}});
    const Reading reading = ReadObject(file, "a.docx");
    EXPECT_EQ(reading.outcome, Outcome{});
    EXPECT_EQ(reading.sink.free_text, "caf\xC3\xA9\n");
  }
}

TEST(Word, LongTextsComeInPieces) {
  std::string body;
  std::string text;
  for (int i = 0; i < 60'000; ++i) {
    body += Paragraph("line " + std::to_string(i));
    text += "line " + std::to_string(i) + "\n";
  }
  const Reading reading = ReadObject(Docx(body), "a.docx", 10'000);
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_TRUE(reading.sink.free_text == text);
  EXPECT_GT(reading.sink.batches, 1);
}

TEST(Word, WhatIsMalformedIsTold) {
  EXPECT_EQ(ReadObject("PK\x03\x04 and no more", "a.docx").outcome, kMalformed);
  EXPECT_EQ(ReadObject(Zip({{"word/document.xml", WordXml("")}}), "a.docx").outcome, kMalformed);
  EXPECT_EQ(ReadObject(OfficeFile({{"word/other.xml", "styles", ""}}), "a.docx").outcome, kMalformed);
  EXPECT_EQ(ReadObject(OfficeFile({{"word/document.xml", "main", "<"}}), "a.docx").outcome, kMalformed);
  EXPECT_EQ(ReadObject(Zip({{"[Content_Types].xml", "<Types>"}, {"word/document.xml", ""}}), "a.docx").outcome,
            kMalformed);
  const Reading cut =
      ReadObject(OfficeFile({{"word/document.xml", "main", "<d><p><r><t>text</t></r></p><oh"}}), "a.docx");
  EXPECT_EQ(cut.outcome, kDamaged);
  EXPECT_EQ(cut.sink.free_text, "text\n");
  const Reading one = ReadObject(
      OfficeFile({{"word/document.xml", "main", WordXml(Paragraph("text"))}, {"word/header.xml", "header", "</d>"}}),
      "a.docx");
  EXPECT_EQ(one.outcome, kDamaged);
  EXPECT_EQ(one.sink.free_text, "text\n");
}

TEST(Word, PartsThatCantBeReadAreTold) {
  const std::vector<ZipPart> types = {
      {"[Content_Types].xml", "<Types><Default Extension=\"xml\" ContentType=\"x.main+xml\"/></Types>"}};
  ZipPart part{"word/document.xml", WordXml(Paragraph("text"))};
  part.flags = 1;  // encrypted
  EXPECT_EQ(ReadObject(Zip({types[0], part}), "a.docx").outcome, kMalformed);
  part.flags = 0;
  part.wrong_sum = true;
  EXPECT_EQ(ReadObject(Zip({types[0], part}), "a.docx").outcome, kDamaged);
  part.wrong_sum = false;
  part.wrong_header = true;
  EXPECT_EQ(ReadObject(Zip({types[0], part}), "a.docx").outcome, kMalformed);
  part.wrong_header = false;
  part.at_first = true;  // it shares its bytes
  EXPECT_EQ(ReadObject(Zip({types[0], part}), "a.docx").outcome, kMalformed);
}

TEST(Word, WhatTakesUpFarMoreIsRefused) {
  const auto file = [](std::size_t zeros) { return Docx(Paragraph(std::string(zeros, '0'))); };
  EXPECT_EQ(ReadObject(file(1'000'000), "a.docx").outcome, Outcome{});  // of a megabyte any ratio is good
  const Outcome ratio{Status::kSkipped, "OOXML_UNCOMPRESSED_RATIO_EXCEEDS_LIMIT"};
  EXPECT_EQ(ReadObject(file(1'100'000), "a.docx").outcome, ratio);
  Limits limits;
  limits.office_part_ratio = 1100;
  EXPECT_EQ(ReadObject(file(1'100'000), "a.docx", SIZE_MAX, limits).outcome, Outcome{});
  limits = {};
  limits.office_part_bytes = WordXml(Paragraph("text")).size();
  EXPECT_EQ(ReadObject(Docx(Paragraph("text")), "a.docx", SIZE_MAX, limits).outcome.reason,
            "OOXML_UNCOMPRESSED_SIZE_EXCEEDS_LIMIT");  // the types
  limits.office_part_bytes = 400;
  EXPECT_EQ(ReadObject(Docx(Paragraph(std::string(200, 'x'))), "a.docx", SIZE_MAX, limits).outcome, Outcome{});
}

TEST(Word, FilesHaveASize) {
  const std::string file = Docx(Paragraph("text"));
  Limits limits;
  limits.office_bytes = limits.kept_bytes = file.size();
  EXPECT_EQ(ReadObject(file, "a.docx", SIZE_MAX, limits).outcome, Outcome{});
  limits.office_bytes = file.size() - 1;
  EXPECT_EQ(ReadObject(file, "a.docx", SIZE_MAX, limits).outcome, kMalformed);
  limits = {};
  limits.kept_bytes = file.size() - 1;
  EXPECT_EQ(ReadObject(file, "a.docx", SIZE_MAX, limits).outcome, kMalformed);
}

TEST(Word, InAnArchiveItIsAMember) {
  const Reading reading = ReadObject(Zip({{"a.docx", Docx(Paragraph("inside"))}, {"b.txt", "beside"}}), "x.zip");
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.free_text, "inside\nbeside");
}

}  // namespace
}  // namespace macie_local::extract
