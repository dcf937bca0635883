// Cells, records with their paths, and ranges of lines.
#include "units/place.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace macie_local::units {
namespace {

std::size_t Characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

std::string PathOf(const std::vector<std::string>& names) {
  Contexts contexts(1);
  std::uint32_t context = 0;
  for (const auto& name : names) context = contexts.Member(context, name);
  return JsonPath(contexts, context, {});
}

TEST(JsonPath, HasNamesAndElements) {
  Contexts contexts(1);
  EXPECT_EQ(JsonPath(contexts, 0, {}), "$");
  const auto element = contexts.Element(0);
  const auto card = contexts.Member(element, "Card Number");
  const std::uint32_t indices[] = {0, 12};
  EXPECT_EQ(JsonPath(contexts, card, indices), "$[0]['Card Number']");
  EXPECT_EQ(JsonPath(contexts, contexts.Element(contexts.Member(element, "CVV")), indices), "$[0].CVV[12]");
  EXPECT_EQ(PathOf({"a_1", "1a", "", "é", "a-b", "_"}), "$.a_1['1a']['']['é']['a-b']._");
  EXPECT_EQ(PathOf({"it's", "a\\b"}), R"($['it\'s']['a\\b'])");
  EXPECT_EQ(PathOf({"a\xFFz"}), "$['a\xEF\xBF\xBDz']");
}

TEST(JsonPath, ALongNameLosesItsBeginning) {
  EXPECT_EQ(PathOf({std::string(240, 'n')}), "$." + std::string(240, 'n'));
  EXPECT_EQ(PathOf({std::string(240, 'n') + "m"}), "$['..." + std::string(236, 'n') + "m']");
  EXPECT_EQ(PathOf({std::string(239, 'n') + " "}), "$['" + std::string(239, 'n') + " ']");
  std::string accents;
  for (int i = 0; i < 5000; ++i) accents += "é";
  EXPECT_EQ(PathOf({accents}), "$['..." + accents.substr(0, 2 * 237) + "']");
  // An escape is not cut in two: one character fewer is shown instead.
  EXPECT_EQ(PathOf({std::string(300, '\'')}), [] {
    std::string path = "$['...";
    for (int i = 0; i < 118; ++i) path += "\\'";
    return path + "']";
  }());
}

TEST(JsonPath, ALongPathLosesItsFirstSteps) {
  const std::string a(123, 'a');
  EXPECT_EQ(PathOf({a, a, ""}), "$.." + a + "['']");
  EXPECT_EQ(PathOf({a, std::string(124, 'b')}), "$." + a + "." + std::string(124, 'b'));
  EXPECT_EQ(PathOf({a, std::string(125, 'b')}), "$.." + std::string(125, 'b'));
  EXPECT_EQ(PathOf({"x", a, std::string(123, 'b')}), "$.." + a + "." + std::string(123, 'b'));
  EXPECT_EQ(PathOf({"x", a, "1", std::string(239, 'b')}), "$..['1']." + std::string(239, 'b'));
  EXPECT_EQ(PathOf({"x", a, "1", std::string(241, 'b')}), "$..['..." + std::string(237, 'b') + "']");
  std::vector<std::string> deep(256, "é");
  EXPECT_EQ(Characters(PathOf(deep)), 3u + 49 * 5);
  EXPECT_EQ(PathOf(std::vector<std::string>(256, "n")).substr(0, 7), "$..n.n.");
}

TEST(PlaceFinder, TellsCells) {
  Contexts contexts(1);
  const std::vector<Unit> units = {
      {0, 1, contexts.Column(1, "id"), 0}, {2, 3, contexts.Column(3, ""), 0}, {4, 5, contexts.Column(1, "id"), 0}};
  const std::vector<Record> records = {{0, 2}, {2, 9}};
  const Batch batch{
      .text = "1,2\n3", .units = units, .records = records, .indices = {}, .owned_begin = 0, .owned_end = 5};
  PlaceFinder finder(Shape::kColumnar, batch, contexts);
  EXPECT_EQ(finder.At(0, 0, 1), Place(Cell{2, 1, "id", ""}));
  EXPECT_EQ(finder.At(1, 2, 3), Place(Cell{2, 3, "", ""}));
  EXPECT_EQ(finder.At(1, 2, 3), Place(Cell{2, 3, "", ""}));
  EXPECT_EQ(finder.At(2, 4, 5), Place(Cell{9, 1, "id", ""}));
}

TEST(PlaceFinder, TellsReferencesOfSheets) {
  EXPECT_EQ(CellReference("", 5, 3), "");
  EXPECT_EQ(CellReference("Sheet2", 5, 3), "Sheet2!C5");
  EXPECT_EQ(CellReference("S", 1, 26), "S!Z1");
  EXPECT_EQ(CellReference("S", 1, 27), "S!AA1");
  EXPECT_EQ(CellReference("S", 1, 702), "S!ZZ1");
  EXPECT_EQ(CellReference("S", 1, 703), "S!AAA1");
  EXPECT_EQ(CellReference("S\xFF", 1048576, 16384), "S\xEF\xBF\xBD!XFD1048576");
  Contexts contexts(1);
  contexts.SetSheet("'a b'");
  const auto column = contexts.Column(2, "id");
  const std::vector<Unit> units = {{0, 1, column, 0}};
  const std::vector<Record> records = {{0, 7}};
  const Batch batch{.text = "1", .units = units, .records = records, .indices = {}, .owned_begin = 0, .owned_end = 1};
  PlaceFinder finder(Shape::kColumnar, batch, contexts);
  EXPECT_EQ(finder.At(0, 0, 1), Place(Cell{7, 2, "id", "'a b'!B7"}));
}

TEST(PlaceFinder, TellsNothingWhereThereAreNoLines) {
  Contexts contexts(1);
  const std::vector<Unit> units = {{0, 3, 0, 0}};
  const Batch batch{
      .text = "a\nb", .units = units, .records = {}, .indices = {}, .owned_begin = 0, .owned_end = 3, .line = 0};
  PlaceFinder finder(Shape::kFree, batch, contexts);
  EXPECT_EQ(finder.At(0, 2, 3), Place(NoPlace{}));
}

TEST(PlaceFinder, TellsRecords) {
  Contexts contexts(1);
  const auto element = contexts.Element(contexts.Member(0, "list"));
  const std::vector<Unit> units = {{0, 1, element, 0}, {2, 3, element, 1}, {4, 5, contexts.Member(element, "n"), 2}};
  const std::vector<Record> records = {{0, 0}, {2, 4}};
  const std::vector<std::uint32_t> indices = {0, 1, 7};
  const Batch batch{
      .text = "1\n2\n3", .units = units, .records = records, .indices = indices, .owned_begin = 0, .owned_end = 5};
  PlaceFinder finder(Shape::kRecord, batch, contexts);
  EXPECT_EQ(finder.At(0, 0, 1), Place(RecordPlace{0, "$.list[0]"}));
  EXPECT_EQ(finder.At(1, 2, 3), Place(RecordPlace{0, "$.list[1]"}));
  EXPECT_EQ(finder.At(2, 4, 5), Place(RecordPlace{4, "$.list[7].n"}));
}

TEST(PlaceFinder, TellsLinesOfTextThatWasTakenOutOfItsSource) {
  // "ab\nc" as it stands at 5:3, "xyz" for something at 9:1, "d\ne" as it stands at 9:7.
  const std::vector<Stretch> stretches = {{.begin = 0, .counted = true, .line = 5, .column = 3},
                                          {.begin = 4, .counted = false, .line = 9, .column = 1},
                                          {.begin = 7, .counted = true, .line = 9, .column = 7}};
  const Unit all{.begin = 0, .end = 10, .context = 0, .indices = 0};
  const Batch batch{.text = "ab\ncxyzd\ne",
                    .units = {&all, 1},
                    .records = {},
                    .indices = {},
                    .owned_begin = 0,
                    .owned_end = 10,
                    .line = 5,
                    .column = 3,
                    .stretches = stretches};
  const Contexts contexts(1);
  PlaceFinder finder(Shape::kFree, batch, contexts);
  EXPECT_EQ(finder.At(0, 0, 2), Place(LineRange{5, 5, 3}));
  EXPECT_EQ(finder.At(0, 1, 4), Place(LineRange{5, 6, 4}));
  EXPECT_EQ(finder.At(0, 3, 10), Place(LineRange{6, 10, 1}));
  EXPECT_EQ(finder.At(0, 4, 7), Place(LineRange{9, 9, 1}));
  EXPECT_EQ(finder.At(0, 6, 8), Place(LineRange{9, 9, 1}));
  EXPECT_EQ(finder.At(0, 7, 10), Place(LineRange{9, 10, 7}));
  EXPECT_EQ(finder.At(0, 8, 9), Place(LineRange{9, 9, 8}));
  EXPECT_EQ(finder.At(0, 9, 10), Place(LineRange{10, 10, 1}));
}

TEST(PlaceFinder, TellsLines) {
  Contexts contexts(1);
  const std::string_view text = "éa\r\nb\rc\nd";
  const std::vector<Unit> units = {{0, static_cast<std::uint32_t>(text.size()), 0, 0}};
  const Batch batch{.text = text,
                    .units = units,
                    .records = {},
                    .indices = {},
                    .owned_begin = 0,
                    .owned_end = 10,
                    .line = 5,
                    .column = 3};
  PlaceFinder finder(Shape::kFree, batch, contexts);
  EXPECT_EQ(finder.At(0, 0, 2), Place(LineRange{5, 5, 3}));
  EXPECT_EQ(finder.At(0, 2, 5), Place(LineRange{5, 5, 4}));
  EXPECT_EQ(finder.At(0, 2, 6), Place(LineRange{5, 6, 4}));
  EXPECT_EQ(finder.At(0, 5, 10), Place(LineRange{6, 8, 1}));
  EXPECT_EQ(finder.At(0, 7, 8), Place(LineRange{7, 7, 1}));
}

}  // namespace
}  // namespace macie_local::units
