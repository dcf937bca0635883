// Charsets: by which names they are known, where texts declare them, and what becomes of their characters.
#include "extract/charsets/charsets.h"

#include <gtest/gtest.h>

#include <string>

#include "extract/charset.h"
#include "reading.h"

namespace macie_local::extract {
namespace {

std::string Converted(std::string_view charset, std::string_view bytes, std::size_t piece_bytes = SIZE_MAX) {
  const auto named = CharsetNamed(charset);
  if (!named) return "no such charset";
  std::string text;
  Converter converter(*named);
  for (std::string_view rest = bytes; !rest.empty(); rest.remove_prefix(std::min(rest.size(), piece_bytes))) {
    converter.Take(rest.substr(0, piece_bytes), &text);
  }
  converter.End(&text);
  PieceStream source(bytes, piece_bytes);
  Utf8Stream stream(source, *named);
  std::string streamed;
  for (auto piece = stream.Next(); piece.ok() && !piece->empty(); piece = stream.Next()) streamed += *piece;
  EXPECT_EQ(streamed, text) << charset;
  return text;
}

TEST(Charsets, NamesHaveNoCaseAndMarksDoNotCount) {
  EXPECT_EQ(CharsetNamed("UTF-8"), Charset::kUtf8);
  EXPECT_EQ(CharsetNamed("utf8"), Charset::kUtf8);
  EXPECT_EQ(CharsetNamed("ISO_8859-1"), Charset::kWindows1252);
  EXPECT_EQ(CharsetNamed("us-ascii"), Charset::kWindows1252);
  EXPECT_EQ(CharsetNamed("utf-16be"), Charset::kUtf16Be);
  EXPECT_EQ(CharsetNamed("Shift_JIS"), CharsetNamed("sjis"));
  EXPECT_EQ(CharsetNamed("GB2312"), CharsetNamed("gb18030"));
  EXPECT_EQ(CharsetNamed("x-unknown"), std::nullopt);
  EXPECT_EQ(CharsetNamed(""), std::nullopt);
}

TEST(Charsets, TheLibraryHasThemAll) {
  EXPECT_EQ(HeldCharsets().missing(), 0u);
}

TEST(Charsets, CharactersBecomeUtf8InPiecesOfAnySize) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{3}, SIZE_MAX}) {
    EXPECT_EQ(Converted("iso-8859-2", "\xA3\xF3\xBC", piece), "\xC5\x81\xC3\xB3\xC5\xBA");
    EXPECT_EQ(Converted("koi8-r", "\xD7\xCF\xC4\xCB\xC1", piece), "водка");
    EXPECT_EQ(Converted("windows-1251", "\xE2\xEE\xE4\xEA\xE0", piece), "водка");
    EXPECT_EQ(Converted("gbk", "a\xB2\xE2\xCA\xD4z", piece), "a测试z");
    EXPECT_EQ(Converted("gb18030", "\x94\x39\xDA\x33", piece), "\xF0\x9F\x92\xA9");
    EXPECT_EQ(Converted("big5", "\xB4\xFA\xB8\xD5", piece), "測試");
    EXPECT_EQ(Converted("shift_jis", "\x83\x5C\x83\x65", piece), "ソテ");
    EXPECT_EQ(Converted("euc-jp", "\xA5\xBD\xA5\xC6", piece), "ソテ");
    EXPECT_EQ(Converted("iso-2022-jp", "a\x1B$B%=%F\x1B(Bz", piece), "aソテz");
    EXPECT_EQ(Converted("euc-kr", "\xBD\xC3\xC7\xE8", piece), "시험");
    EXPECT_EQ(Converted("utf-16", std::string_view("\xFF\xFE\x61\0\xE9\0", 6), piece), "aé");
    EXPECT_EQ(Converted("utf-7", "caf+AOk-!", piece), "café!");
    EXPECT_EQ(Converted("windows-1252", "caf\xE9\x80", piece), "café€");
  }
}

TEST(Charsets, WhatIsNoCharacterIsReplaced) {
  for (const std::size_t piece : {std::size_t{1}, SIZE_MAX}) {
    EXPECT_EQ(Converted("shift_jis", "a\x83", piece), "a\xEF\xBF\xBD");
    EXPECT_EQ(Converted("euc-jp", "a\xFF\xFF z", piece), "a\xEF\xBF\xBD\xEF\xBF\xBD z");
    EXPECT_EQ(Converted("iso-8859-3", "a\xA5z", piece), "a\xEF\xBF\xBDz");
  }
}

TEST(Charsets, EndsAreClean) {
  Converter converter(*CharsetNamed("iso-2022-jp"));
  std::string text;
  converter.Take("\x1B$B%=%F", &text);
  converter.End(&text);
  converter.Take("abc", &text);
  converter.End(&text);
  EXPECT_EQ(text, "ソテabc");
}

TEST(Charsets, AreDeclaredInHtmlAndXml) {
  const auto cyrillic = CharsetNamed("windows-1251");
  EXPECT_EQ(DeclaredCharset("<?xml version='1.0' encoding='windows-1251'?><a/>"), cyrillic);
  EXPECT_EQ(DeclaredCharset("<?XML version=\"1.0\" ENCODING = \"Windows-1251\" standalone=\"yes\"?>"), cyrillic);
  EXPECT_EQ(DeclaredCharset("\n<html><META charset=windows-1251>"), cyrillic);
  EXPECT_EQ(
      DeclaredCharset("<meta name=x><meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1251\">"),
      cyrillic);
  EXPECT_EQ(DeclaredCharset("<?xml version='1.0'?><html><meta charset='windows-1251'/>"), cyrillic);
  EXPECT_EQ(DeclaredCharset("<meta charset=utf-8>"), Charset::kUtf8);
  EXPECT_EQ(DeclaredCharset("<meta charset=utf-16>"), std::nullopt);
  EXPECT_EQ(DeclaredCharset("<meta charset=nothing>"), std::nullopt);
  EXPECT_EQ(DeclaredCharset("<meta charset"), std::nullopt);
  EXPECT_EQ(DeclaredCharset("charset=windows-1251"), std::nullopt);
  EXPECT_EQ(DeclaredCharset(std::string(5000, ' ') + "<meta charset=windows-1251>"), std::nullopt);
}

TEST(Charsets, WhatIsDeclaredIsRead) {
  const auto charset_of = [](std::string_view head, std::string_view name) { return Detect(head, name).charset; };
  EXPECT_EQ(charset_of("<meta charset=windows-1251>\xE2", "a.html"), CharsetNamed("windows-1251"));
  EXPECT_EQ(charset_of("<meta charset=windows-1251>\xE2", "a.txt"), Charset::kWindows1252);
  EXPECT_EQ(charset_of("\xEF\xBB\xBF<meta charset=windows-1251>", "a.html"), Charset::kUtf8);
  EXPECT_EQ(charset_of("<meta charset=utf-8>\xE2", "a.html"), Charset::kWindows1252);
  EXPECT_EQ(charset_of("<?xml version='1.0' encoding='koi8-r'?>", "a"), CharsetNamed("koi8-r"));
  EXPECT_EQ(ReadObject("<meta charset=koi8-r><p>\xD7\xCF\xC4\xCB\xC1", "a.html").sink.free_text, "водка\n");
  EXPECT_EQ(ReadObject("<?xml version='1.0' encoding='koi8-r'?>\xD7", "a.xml").sink.free_text,
            "<?xml version='1.0' encoding='koi8-r'?>в");
}

}  // namespace
}  // namespace macie_local::extract
