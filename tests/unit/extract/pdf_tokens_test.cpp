// The tokens of content streams.
#include <gtest/gtest.h>

#include <string>

#include "extract/pdf/tokens.h"

namespace macie_local::extract {
namespace {

// Writes tokens one behind the other, each with a letter for its kind.
std::string All(std::string_view bytes) {
  PdfTokens tokens(bytes);
  std::string all;
  while (true) {
    const PdfTokens::Kind kind = tokens.Next();
    switch (kind) {
      case PdfTokens::Kind::kFinished:
        return all;
      case PdfTokens::Kind::kNumber:
        all += "n" + std::to_string(static_cast<int>(tokens.number() * 100)) + " ";
        break;
      case PdfTokens::Kind::kString:
        all += "s" + std::string(tokens.text()) + " ";
        break;
      case PdfTokens::Kind::kName:
        all += "/" + std::string(tokens.text()) + " ";
        break;
      case PdfTokens::Kind::kWord:
        all += "w" + std::string(tokens.text()) + " ";
        if (tokens.text() == "ID") tokens.SkipImage();
        break;
      case PdfTokens::Kind::kArrayBegin:
        all += "[ ";
        break;
      case PdfTokens::Kind::kArrayEnd:
        all += "] ";
        break;
      case PdfTokens::Kind::kDictionaryBegin:
        all += "{ ";
        break;
      case PdfTokens::Kind::kDictionaryEnd:
        all += "} ";
        break;
    }
  }
}

TEST(PdfTokens, Numbers) {
  EXPECT_EQ(All("1 -2 +3 .5 -.25 4. 007 1.50"), "n100 n-200 n300 n50 n-25 n400 n700 n150 ");
  EXPECT_EQ(All("--5 1.2.3 6-7 - + . 1e9"), "n-500 n120 n600 w- w+ n0 n100 ");
  EXPECT_EQ(All(std::string(1000, '9')), "n0 ");  // more than any number
  EXPECT_EQ(All("0." + std::string(1000, '9')), "n0 ");
}

TEST(PdfTokens, Strings) {
  EXPECT_EQ(All("(a(b)c)(\\(\\)\\\\)(\\n\\101\\7x)(a\\\nb)(a\r\nb\rc)"), "sa(b)c s()\\ s\nA\x07x sab sa\nb\nc ");
  EXPECT_EQ(All("<4142 4><>(\\q)"), "sAB@ s sq ");
  EXPECT_EQ(All("(never ends"), "snever ends ");
  EXPECT_EQ(All("(\\"), "s ");
  EXPECT_EQ(All("<41"), "sA ");
}

TEST(PdfTokens, NamesWordsAndMarks) {
  EXPECT_EQ(All("/F1 Tf/A#42#4/[/B]<</C(d)>>T*'"), "/F1 wTf /AB#4 / [ /B ] { /C sd } wT*' ");
  EXPECT_EQ(All("a % remark ( [ \nb%"), "wa wb ");
  EXPECT_EQ(All("a > ) { } b"), "wa wb ");
  EXPECT_EQ(All(""), "");
  EXPECT_EQ(All(std::string("\0 \f", 3)), "");
}

TEST(PdfTokens, ImagesArePassedOver) {
  EXPECT_EQ(All("BI ID \x80 EI\x01 EIx EI Q"), "wBI wID wQ ");
  EXPECT_EQ(All("ID abc EI"), "wID ");
  EXPECT_EQ(All("ID abc"), "wID ");
  EXPECT_EQ(All("ID"), "wID ");
}

}  // namespace
}  // namespace macie_local::extract
