#include "extract/office/xml_tokens.h"

#include <gtest/gtest.h>

#include <string>

#include "reading.h"

namespace macie_local::extract {
namespace {

using Kind = XmlTokens::Kind;

// Tokens as one text: "<name", ">name", text as it is, "!" for what is malformed. Pieces of text are joined.
std::string Tokens(std::string_view xml, std::size_t piece_bytes = SIZE_MAX, bool fails = false) {
  PieceStream stream(xml, piece_bytes, fails);
  XmlTokens tokens(stream);
  std::string written;
  while (true) {
    switch (tokens.Next()) {
      case Kind::kStart:
        written.append("<").append(tokens.name());
        if (const auto a = tokens.Attribute("a")) written.append("(").append(*a).append(")");
        break;
      case Kind::kEnd:
        written.append(">");
        break;
      case Kind::kText:
        written.append(tokens.text());
        break;
      case Kind::kFinished:
        return written;
      case Kind::kMalformed:
        return written + "!";
    }
  }
}

TEST(XmlTokens, ElementsAndText) {
  EXPECT_EQ(Tokens(""), "");
  EXPECT_EQ(Tokens("<?xml version=\"1.0\"?><r><x:b>text</x:b><c/>more</r>\n"), "<r<btext><c>more>\n");
  EXPECT_EQ(Tokens("<r\n a = 'one > two' b=\"2\"/>"), "<r(one > two)>");
  EXPECT_EQ(Tokens("<r b='a=1' x:a=\"&lt;'&#65;\"></r >"), "<r(<'A)>");
  EXPECT_EQ(Tokens("<r a></r>"), "<r>");
  EXPECT_EQ(Tokens("<r a=1></r>"), "<r>");
  EXPECT_EQ(Tokens("<r a=\"é\">é</r>"), "<r(é)é>");
}

TEST(XmlTokens, References) {
  EXPECT_EQ(Tokens("<r>&lt;&gt;&amp;&quot;&apos;&#x20AC;&#8364;</r>"), "<r<>&\"'€€>");
  EXPECT_EQ(Tokens("<r>a&unknown;b&#0;c&#x110000;d&#xD800;e & f &amp</r>"),
            "<rabcd\xEF\xBF\xBD"
            "e & f &amp>");
  EXPECT_EQ(Tokens("<r>&#99999999999999;&;&#;&#x;</r>"), "<r&#99999999999999;>");
}

TEST(XmlTokens, WhatIsPassedOver) {
  EXPECT_EQ(Tokens("<r>a<!-- <b> -- ->-->c<?php > ?>d</r>"), "<racd>");
  EXPECT_EQ(Tokens("<r><![CDATA[<b>&amp;]]]]><![CDATA[]]>x</r>"), "<r<b>&amp;]]x>");
  EXPECT_EQ(Tokens("<!DOCTYPE r [<!ENTITY a \"]>\"><!ENTITY b '&a;&a;'>]><r>&b;</r>"), "<r>");
}

TEST(XmlTokens, WhatIsMalformed) {
  for (const char* xml : {"<", "<r", "<r>", "<r><b></b>", "</r>", "<>", "<<r>", "< r>", "<r a='>", "<!-- ",
                          "<![CDATA[x", "<?x", "<!DOCTYPE x", "<r></r></r>", "text<"}) {
    EXPECT_TRUE(Tokens(xml).ends_with("!")) << xml;
  }
  EXPECT_TRUE(Tokens("<r/>", 2, true).ends_with("!"));
}

TEST(XmlTokens, PiecesAndWindowsChangeNothing) {
  const std::string text = "<r a='1&amp;2'>x&amp;y<!--c--><![CDATA[]]]]><b/>&#x41;</r>";
  const std::string tokens = Tokens(text);
  EXPECT_EQ(tokens, "<r(1&2)x&y]]<b>A>");
  for (std::size_t piece = 1; piece < 20; ++piece) EXPECT_EQ(Tokens(text, piece), tokens);
  // All of it once at every place around the end of the window.
  for (std::size_t before = Window::kBytes - text.size() - 4; before < Window::kBytes + 2; ++before) {
    const std::string space(before, ' ');
    ASSERT_EQ(Tokens(space + text), space + tokens) << before;
  }
}

TEST(XmlTokens, NestingHasABound) {
  const auto nested = [](std::uint32_t depth) {
    std::string xml;
    for (std::uint32_t i = 0; i < depth; ++i) xml += "<a>";
    for (std::uint32_t i = 0; i < depth; ++i) xml += "</a>";
    return xml;
  };
  EXPECT_FALSE(Tokens(nested(XmlTokens::kNestedMax)).ends_with("!"));
  EXPECT_TRUE(Tokens(nested(XmlTokens::kNestedMax + 1)).ends_with("!"));
}

TEST(XmlTokens, ATagHasABound) {
  const auto tag = [](std::size_t bytes) { return "<r a='" + std::string(bytes - 9, 'x') + "'/>"; };
  EXPECT_TRUE(Tokens(" " + tag(XmlTokens::kTagBytesMax)).ends_with(">"));
  EXPECT_TRUE(Tokens(" " + tag(XmlTokens::kTagBytesMax + 2)).ends_with("!"));
}

// None of these becomes more than it is, or takes longer.
TEST(XmlTokens, Bombs) {
  std::string laughs = "<!DOCTYPE l [<!ENTITY a0 \"lol\">";
  for (int i = 1; i < 10; ++i) {
    laughs += "<!ENTITY a" + std::to_string(i) + " \"";
    for (int k = 0; k < 10; ++k) laughs += "&a" + std::to_string(i - 1) + ";";
    laughs += "\">";
  }
  EXPECT_EQ(Tokens(laughs + "]><l>&a9;</l>"), "<l>");
  std::string references = "<!DOCTYPE l [<!ENTITY a \"" + std::string(100'000, 'x') + "\">]><l>";
  for (int i = 0; i < 100'000; ++i) references += "&a;";
  EXPECT_EQ(Tokens(references + "</l>"), "<l>");
  std::string attributes = "<l ";
  for (int i = 0; i < 200'000; ++i) attributes += "b" + std::to_string(i) + "=\"1\" ";
  EXPECT_EQ(Tokens(attributes + "/>"), "!");
}

}  // namespace
}  // namespace macie_local::extract
