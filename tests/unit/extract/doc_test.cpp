// DOC: the text in its pieces, without places.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ole_writer.h"
#include "reading.h"

namespace macie_local::extract {
namespace {

constexpr std::size_t kTextBegin = 0x200;

struct DocPiece {
  std::string bytes;
  bool wide = false;
};

std::string Wide(std::string_view text) {
  std::string wide;
  for (const char c : text) wide += std::string(1, c) + '\0';
  return wide;
}

// The beginning of the stream, where the list of pieces is, and how long it is.
std::string Head(unsigned magic, unsigned version, unsigned flags, std::size_t list_begin, std::size_t list_size) {
  std::string head = LowFirst(magic, 2) + LowFirst(version, 2);
  head.resize(kTextBegin);
  PutNumber(&head, 10, flags, 2);
  const bool old = version < 0xC1;
  PutNumber(&head, old ? 0x160 : 0x1A2, list_begin);
  PutNumber(&head, old ? 0x164 : 0x1A6, list_size);
  return head;
}

// The list of pieces that lie one behind the other in the stream, behind another list.
std::string List(const std::vector<DocPiece>& pieces, bool old = false) {
  std::string ends = LowFirst(0, 4);
  std::string places;
  std::size_t character = 0;
  std::size_t at = kTextBegin;
  for (const DocPiece& piece : pieces) {
    character += piece.bytes.size() / (piece.wide ? 2 : 1);
    ends += LowFirst(character, 4);
    places += LowFirst(0, 2) + LowFirst(piece.wide || old ? at : at * 2 | 0x40000000, 4) + LowFirst(0, 2);
    at += piece.bytes.size();
  }
  return "\x01" + LowFirst(3, 2) + "abc\x02" + LowFirst(ends.size() + places.size(), 4) + ends + places;
}

std::string Texts(const std::vector<DocPiece>& pieces) {
  std::string all;
  for (const DocPiece& piece : pieces) all += piece.bytes;
  return all;
}

std::string Document(const std::vector<DocPiece>& pieces, unsigned flags = 0x200) {
  const std::string list = List(pieces);
  return OleFile({{flags == 0 ? "0Table" : "1Table", "before" + list},
                  {"WordDocument", Head(0xA5EC, 0xC1, flags, 6, list.size()) + Texts(pieces)}});
}

Reading Read(std::string_view bytes) {
  return ReadAs(Format::kOle, bytes, 1000);
}

void ExpectText(const Reading& reading, const std::string& text) {
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.free_text, text);
  EXPECT_FALSE(reading.sink.has_lines);
}

const Outcome kMalformed{Status::kSkipped, "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT"};

TEST(Doc, PiecesOfBothWidths) {
  const std::vector<DocPiece> pieces = {{"SSN: 376-"},
                                        {Wide("12-1001") + "\xAC\x20\x3D\xD8", true},
                                        {std::string("\x00\xDE", 2) + Wide("!"), true},
                                        {""},
                                        {" caf\xE9 \x80\r"}};
  ExpectText(Read(Document(pieces)), "SSN: 376-12-1001\xE2\x82\xAC\xF0\x9F\x98\x80! caf\xC3\xA9 \xE2\x82\xAC\n");
  ExpectText(Read(Document(pieces, 0)), "SSN: 376-12-1001\xE2\x82\xAC\xF0\x9F\x98\x80! caf\xC3\xA9 \xE2\x82\xAC\n");
  EXPECT_EQ(ReadObject(Document(pieces), "a.doc").sink.free_text.substr(0, 9), "SSN: 376-");
  const std::string text(300'000, 'x');
  ExpectText(Read(Document({{text}, {Wide(text), true}})), text + text);
  ExpectText(ReadInAllPieces(Format::kOle, Document({{"short"}})), "short");
}

TEST(Doc, MarksInTheText) {
  ExpectText(Read(Document({{"a\x07"
                             "b\x07\x07\r"
                             "line\vpage\x0C"
                             "376\x1E"
                             "12\x1F"
                             "-1001\tend\x01\x08\x0E"}})),
             "a\tb\t\t\nline\npage\n376-12-1001\tend\n");
}

TEST(Doc, FieldsShowTheirResults) {
  ExpectText(Read(Document({{"see \x13 HYPERLINK \"x\" \x14the page\x15."}})), "see the page.");
  ExpectText(Read(Document({{"a\x13 code \x15"
                             "b"}})),
             "ab");
  ExpectText(Read(Document({{"a\x13 IF \x13 PAGE \x14"
                             "1\x15 > 1 \x14yes \x13 TIME \x14noon\x15\x15"
                             "b"}})),
             "ayes noonb");
  ExpectText(Read(Document({{"a\x15\x14"
                             "b\x13 to the end"}})),
             "ab");
  // As deep as fields are followed, and one deeper: that is taken for text.
  for (const std::size_t depth : {256, 257, 1000}) {
    const std::string text = std::string(depth, '\x13') + "code" + std::string(depth, '\x15') + "shown";
    ExpectText(Read(Document({{text}})), "shown");
  }
}

TEST(Doc, OlderVersions) {
  std::string plain = Head(0xA5DC, 0x68, 0, 0, 0) + "caf\xE9\r";
  PutNumber(&plain, 24, kTextBegin);
  PutNumber(&plain, 28, kTextBegin + 5);
  ExpectText(Read(OleFile({{"WordDocument", plain}})), "caf\xC3\xA9\n");
  const std::vector<DocPiece> pieces = {{"376-12"}, {"-1001"}};
  const std::string list = List(pieces, true);
  const std::string text = Texts(pieces);
  ExpectText(
      Read(OleFile({{"WordDocument", Head(0xA5DC, 0x68, 4, kTextBegin + text.size(), list.size()) + text + list}})),
      "376-12-1001");
}

TEST(Doc, WhatCantBe) {
  const auto outcome = [](const std::string& table, const std::string& document) {
    return Read(OleFile({{"0Table", table}, {"WordDocument", document}})).outcome;
  };
  const std::vector<DocPiece> pieces = {{"text"}};
  const std::string list = List(pieces);
  const auto head = [&](unsigned flags, std::size_t begin, std::size_t size) {
    return Head(0xA5EC, 0xC1, flags, begin, size) + "text";
  };
  EXPECT_EQ(outcome(list, head(0, 0, list.size())), Outcome{});
  EXPECT_EQ(outcome(list, head(0x100, 0, list.size())), (Outcome{Status::kSkipped, "UNABLE_TO_PARSE_FILE"}));
  EXPECT_EQ(outcome(list, head(0x200, 0, list.size())), kMalformed) << "the other table is not there";
  EXPECT_EQ(outcome(list, head(0, 1, list.size())), kMalformed);
  EXPECT_EQ(outcome(list, head(0, 0xFFFFFFFF, 0xFFFFFFFF)), kMalformed);
  EXPECT_EQ(outcome(list, head(0, 0, 4)), kMalformed);
  EXPECT_EQ(outcome("", head(0, 0, list.size())), kMalformed);
  EXPECT_EQ(outcome(list, ""), kMalformed);
  EXPECT_EQ(outcome(list, Head(0x1234, 0xC1, 0, 0, list.size())), kMalformed);
  EXPECT_EQ(outcome(std::string("\x02\x03\0\0\0\0\0\0", 8), head(0, 0, 8)), kMalformed);
  std::string backwards = list;
  PutNumber(&backwards, list.size() - 16, 9);  // the first piece begins behind its end
  EXPECT_EQ(outcome(backwards, head(0, 0, list.size())), kMalformed);
  std::string far = list;
  PutNumber(&far, list.size() - 6, 0x7FFFFFFF);
  EXPECT_EQ(outcome(far, head(0, 0, list.size())), (Outcome{Status::kPartial, "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT"}));
  std::string plain = Head(0xA5DC, 0x68, 0, 0, 0);
  PutNumber(&plain, 24, kTextBegin);
  EXPECT_EQ(outcome("", plain), kMalformed) << "ends before it begins";
}

// Pieces that have the same bytes again and again.
TEST(Doc, ABombOfPieces) {
  const std::string text(4096 - kTextBegin, 'x');
  const auto read = [&](std::size_t characters) {
    const std::string list = "\x02" + LowFirst(16, 4) + LowFirst(0, 4) + LowFirst(characters, 4) + LowFirst(0, 2) +
                             LowFirst(kTextBegin * 2 | 0x40000000, 4) + LowFirst(0, 2);
    return Read(OleFile({{"0Table", list}, {"WordDocument", Head(0xA5EC, 0xC1, 0, 0, list.size()) + text}})).outcome;
  };
  EXPECT_EQ(read(std::size_t{4096} * 8), (Outcome{Status::kPartial, "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT"}));
  EXPECT_EQ(read(std::size_t{4096} * 8 + 1), kMalformed);
  EXPECT_EQ(read(0xFFFFFFFF), kMalformed);
  const auto listed = [&](std::size_t size) {
    std::string list = List({{"text"}});
    list.resize(size);
    return Read(OleFile({{"0Table", list}, {"WordDocument", Head(0xA5EC, 0xC1, 0, 0, size) + "text"}})).outcome;
  };
  EXPECT_EQ(listed(16 << 20), Outcome{});
  EXPECT_EQ(listed((16 << 20) + 1), kMalformed);
}

}  // namespace
}  // namespace macie_local::extract
