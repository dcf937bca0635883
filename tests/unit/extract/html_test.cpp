// HTML: what of it is text, where that stands, and what hostile files cost.
#include <gtest/gtest.h>

#include <string>

#include "reading.h"

namespace macie_local::extract {
namespace {

std::string TextOf(std::string_view html) {
  const Reading reading = ReadInAllPieces(Format::kHtml, html);
  EXPECT_EQ(reading.outcome, Outcome{});
  return reading.sink.free_text;
}

TEST(Html, TextIsWhatStandsBetweenTags) {
  EXPECT_EQ(TextOf("<p>one <b>t</b>wo</p><p title='a > b' id=x>three"), "one two\nthree\n");
  EXPECT_EQ(TextOf("a<br>b<br/>c<hr>d"), "a\nb\nc\nd\n");
  EXPECT_EQ(TextOf("<ul><li>a<li>b</ul>c"), "a\nb\nc\n");
  EXPECT_EQ(TextOf("<first-name-of-a-person>Nora</first-name-of-a-person>"), "Nora\n");
  EXPECT_EQ(TextOf(""), "");
  EXPECT_EQ(TextOf("<p>\n</p>"), "");
}

TEST(Html, SpacesInARowAreOne) {
  EXPECT_EQ(TextOf("  a \n\t b\r\nc  </p>  d "), "a b c \nd \n");
  EXPECT_EQ(TextOf("<pre>a\n  b</pre> c"), "a\n  b\nc\n");
  EXPECT_EQ(TextOf("<textarea>a\n b</textarea>"), "a\n b\n");
}

TEST(Html, CellsOfARowAreWordsOfALine) {
  EXPECT_EQ(TextOf("<tr><td>Nora</td> <td>Garc\xC3\xADs </td><td>\xC3\x89lise</td><td>1</td><td>2</td></tr><tr><td>3"),
            "Nora Garc\xC3\xADs \xC3\x89lise\t1\t2\n3\n");
}

TEST(Html, ScriptsStylesAndCommentsAreLeftOut) {
  EXPECT_EQ(TextOf("a<script>if (x < '</scriptx>') y</SCRIPT >b<style>p{}</style>c<!-- d -- > <b> -->e"), "a\nb\nce\n");
  EXPECT_EQ(TextOf("<!DOCTYPE html [<x]>a<?php b?>c<![CDATA[d]]>e<!-->f<!--->g<!x>h</>i</1>j"), "acefghij\n");
  EXPECT_EQ(TextOf("<script src='x'/>a<script src=/b/>c</script>d"), "a\nd\n");
  EXPECT_EQ(TextOf("a<script>b</scrip</script>c"), "a\nc\n");
}

TEST(Html, WhatOnlyLooksLikeATagIsText) {
  EXPECT_EQ(TextOf("1 < 2 <3 a<"), "1 < 2 <3 a<\n");
  EXPECT_EQ(TextOf("a<b c='>'>d<e f=g'>h<i j='k>l"), "adh\n");
}

TEST(Html, ReferencesStandForTheirCharacters) {
  EXPECT_EQ(TextOf("&lt;&#65;&#x42;&copy;&euro;&amp;lt;&nbsp; x&eacute y&euro z"),
            "<AB\xC2\xA9\xE2\x82\xAC&lt; x\xC3\xA9 y&euro z\n");
  EXPECT_EQ(TextOf("&#128;&#0;&#xD800;&#x110000;&#99999999999;&;&#;&#x;&no;& b&"),
            "\xE2\x82\xAC\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD&;&#;&#x;&no;& b&\n");
  EXPECT_EQ(TextOf("12&shy;3"), "123\n");
  const std::string longest = "&" + std::string(32, 'a');
  EXPECT_EQ(TextOf(longest + ";" + longest + "a;"), longest + ";" + longest + "a;\n");
}

// A place of each character that is given, told as "line:column".
class PlacesSink : public KeepingSink {
 public:
  bool Begin(units::Shape shape, const units::Contexts& contexts) override {
    contexts_ = &contexts;
    return KeepingSink::Begin(shape, contexts);
  }
  bool Take(const units::Batch& batch) override {
    units::PlaceFinder finder(units::Shape::kFree, batch, *contexts_);
    for (std::uint32_t at = batch.owned_begin; at < batch.owned_end; ++at) {
      const auto lines = std::get<units::LineRange>(finder.At(0, at, at + 1));
      EXPECT_EQ(lines.start, lines.end);
      places.push_back({lines.start, lines.start_column});
    }
    return KeepingSink::Take(batch);
  }
  std::vector<std::pair<std::uint64_t, std::uint64_t>> places;

 private:
  const units::Contexts* contexts_ = nullptr;
};

// Reads, and expects each character that is in both to be where the source has it.
void ExpectPlacesOfSource(const std::string& html) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, SIZE_MAX}) {
    PlacesSink sink;
    PieceStream stream(html, piece);
    Learned learned;
    Extract({.format = Format::kHtml, .charset = Charset::kUtf8, .mime = "", .name = ""}, stream, {}, 1, sink, learned);
    ASSERT_EQ(sink.free_text.size(), sink.places.size());
    for (std::size_t i = 0; i < sink.free_text.size(); ++i) {
      const char c = sink.free_text[i];
      if (c < 'A' || c > 'Z') continue;
      const std::size_t at = html.find(c);
      ASSERT_NE(at, std::string::npos);
      units::LinePosition position;
      units::Advance(html, 0, at, &position);
      ASSERT_EQ(sink.places[i], std::pair(position.line, position.column)) << c;
    }
  }
}

TEST(Html, PlacesAreThoseOfTheSource) {
  ExpectPlacesOfSource(
      "<p>A\r\n  B <i\n x='\r'>C</i>D\r\r\nE&amp;F\xC3\xA9G<!-- \n\r -->H\n\n\n "
      "I<td>\nJ</td><td>K</td>\n<pre>L\r\nM\rN\nO</pre>");
}

// What ends the last line is behind the text, not where the tag before it was.
TEST(Html, PlacesGoOn) {
  PlacesSink sink;
  PieceStream stream(std::string_view("<t\n>a"));
  Learned learned;
  Extract({.format = Format::kHtml, .charset = Charset::kUtf8, .mime = "", .name = ""}, stream, {}, 1, sink, learned);
  EXPECT_EQ(sink.free_text, "a\n");
  EXPECT_EQ(sink.places, (std::vector<std::pair<std::uint64_t, std::uint64_t>>{{2, 2}, {2, 3}}));
}

TEST(Html, LongTextsComeInPiecesWithTheirPlaces) {
  std::string html;
  std::string text;
  for (int i = 0; i < 60'000; ++i) {
    html += "<p\n>line " + std::to_string(i) + "</p>";
    text += "line " + std::to_string(i) + "\n";
  }
  PlacesSink sink;
  PieceStream stream(html, 10'000);
  Learned learned;
  const Outcome outcome = Extract({.format = Format::kHtml, .charset = Charset::kUtf8, .mime = "", .name = ""}, stream,
                                  {}, 1, sink, learned);
  EXPECT_EQ(outcome, Outcome{});
  EXPECT_TRUE(sink.free_text == text);
  EXPECT_GT(sink.batches, 1);
  std::uint64_t line = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') continue;
    if (i == 0 || text[i - 1] == '\n') ++line;
    ASSERT_EQ(sink.places[i].first, line) << "at " << i;
  }
}

TEST(Html, SoManyPartsAsMayBeInABatchAreCut) {
  std::string html;
  std::string text;
  for (std::size_t i = 0; i < units::kBatchStretchesMax / 2 - 1; ++i) {
    html += "&#97;\n";
    text += "a ";
  }
  const Reading most = ReadAs(Format::kHtml, html + "&#97;");
  EXPECT_EQ(most.sink.batches, 1);
  EXPECT_TRUE(most.sink.free_text == text + "a\n");
  const Reading more = ReadAs(Format::kHtml, html + "&#97;b", 1000);
  EXPECT_EQ(more.sink.batches, 2);
  EXPECT_TRUE(more.sink.free_text == text + "ab\n");
}

TEST(Html, DepthAndLengthCostNothing) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<div>";
  const Reading reading = ReadAs(Format::kHtml, deep + "x");
  EXPECT_EQ(reading.sink.free_text, "x\n");
  for (const std::string_view first : {"<a ", "<a b='", "<!--", "<script>", "<!", "&", "</", "<"}) {
    KeepingSink sink;
    EndlessStream stream(first, "x ", 4 << 20);
    Learned learned;
    const Outcome outcome = Extract({.format = Format::kHtml, .charset = Charset::kUtf8, .mime = "", .name = ""},
                                    stream, {}, 1, sink, learned);
    EXPECT_EQ(outcome, Outcome{}) << first;
  }
}

TEST(Html, StoppedAndFailed) {
  const Outcome part{Status::kPartial, {}};
  EXPECT_EQ(ReadAs(Format::kHtml, "<p>text</p>", SIZE_MAX, true).outcome, part);
  EXPECT_EQ(ReadAs(Format::kHtml, "<p>text</p>", SIZE_MAX, true).sink.free_text, "text\n");
  KeepingSink sink;
  sink.stop_after = 1;
  PieceStream stream(std::string_view("<p>text</p>"));
  Learned learned;
  EXPECT_EQ(Extract({.format = Format::kHtml, .charset = Charset::kUtf8, .mime = "", .name = ""}, stream, {}, 1, sink,
                    learned),
            part);
}

TEST(Html, FilesHaveASize) {
  Limits limits;
  limits.text_bytes = 4;
  EXPECT_EQ(ReadAs(Format::kHtml, "text", SIZE_MAX, false, limits).outcome, Outcome{});
  EXPECT_EQ(ReadAs(Format::kHtml, "text!", SIZE_MAX, false, limits).outcome,
            (Outcome{Status::kSkipped, "FILE_EXCEEDS_SIZE_LIMIT"}));
}

}  // namespace
}  // namespace macie_local::extract
