// Values of Parquet files come record by record, each with its path, whatever they are encoded and compressed with.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "extract/parquet/column_reader.h"
#include "reading.h"
#include "support/parquet_writer.h"

namespace macie_local::extract {
namespace {

using namespace std::string_literals;
using namespace support;

constexpr Outcome kMalformed{Status::kSkipped, "MALFORMED_FILE"};
constexpr Outcome kDamaged{Status::kPartial, "MALFORMED_FILE"};
constexpr Outcome kUnparseable{Status::kSkipped, "UNABLE_TO_PARSE_FILE"};
constexpr Outcome kPartlyUnparseable{Status::kPartial, "UNABLE_TO_PARSE_FILE"};

const SchemaPart kText{.name = "a", .converted = 0};

std::vector<std::string> TextsOf(const Reading& reading) {
  std::vector<std::string> texts;
  for (const Found& found : reading.sink.found) texts.push_back(found.text);
  return texts;
}

// What is read of a file of one column.
std::vector<std::string> Texts(const SchemaPart& schema, const PagePart& page) {
  const Reading reading = ReadInAllPieces(Format::kParquet, OneColumn(schema, page));
  EXPECT_EQ(reading.outcome, Outcome{});
  return TextsOf(reading);
}
std::vector<std::string> ShownNumbers(SchemaPart schema, const std::vector<std::int64_t>& numbers) {
  const std::string bytes = PlainNumbers(numbers, schema.type == kInt32 ? 4 : 8);
  schema.name = "n";
  return Texts(schema, {.values = static_cast<std::int64_t>(numbers.size()), .bytes = bytes});
}
std::string Read(std::string_view file) {
  const Reading reading = ReadObject(file, "a.parquet");
  std::string all;
  for (const Found& found : reading.sink.found) {
    const auto& place = std::get<units::RecordPlace>(found.place);
    all += std::to_string(place.index) + place.json_path + "=" + found.text + " ";
  }
  return all + std::string(reading.outcome.reason);
}

std::vector<std::string> SomeTexts(int count) {
  std::vector<std::string> texts;
  for (int i = 0; i < count; ++i) texts.push_back(i % 7 == 0 ? "" : "person " + std::to_string(i / 3) + " of many");
  return texts;
}
std::vector<std::string> WithoutEmpty(std::vector<std::string> texts) {
  texts.erase(std::remove(texts.begin(), texts.end(), ""), texts.end());
  return texts;
}

TEST(Parquet, TextsInAllEncodings) {
  const std::vector<std::string> texts = SomeTexts(300);
  EXPECT_EQ(Texts(kText, {.values = 300, .bytes = PlainTexts(texts)}), WithoutEmpty(texts));
  EXPECT_EQ(Texts(kText, {.encoding = 6, .values = 300, .bytes = DeltaLengths(texts)}), WithoutEmpty(texts));
  EXPECT_EQ(Texts(kText, {.encoding = 7, .values = 300, .bytes = DeltaTexts(texts)}), WithoutEmpty(texts));
  const SchemaPart fixed{.name = "a", .type = kFixedBytes, .length = 3};
  EXPECT_EQ(Texts(fixed, {.values = 3, .bytes = "abcdefghi"}), (std::vector<std::string>{"abc", "def", "ghi"}));
  EXPECT_EQ(Texts(fixed, {.encoding = 9, .values = 3, .bytes = "adgbehcfi"}),
            (std::vector<std::string>{"abc", "def", "ghi"}));
  EXPECT_EQ(Texts(fixed, {.encoding = 7, .values = 2, .bytes = DeltaTexts({"abc", "abd"})}),
            (std::vector<std::string>{"abc", "abd"}));
}

TEST(Parquet, TextsOfDictionaries) {
  const std::vector<std::string> entries = SomeTexts(40);
  std::vector<std::uint32_t> numbers;
  std::vector<std::string> texts;
  for (std::uint32_t i = 0; i < 100; ++i) {
    numbers.push_back(i * 7 % 40);
    texts.push_back(entries[numbers.back()]);
  }
  texts.insert(texts.end(), 1000, entries[39]);
  for (const int encoding : {2, 8}) {
    const PagePart dictionary{.kind = 2, .encoding = encoding == 2 ? 2 : 0, .values = 40, .bytes = PlainTexts(entries)};
    // A stretch ends with a whole group of eight: of the last only four are used.
    numbers.resize(96);
    const std::string bytes =
        "\x06" + PackedBits(numbers, 6) + PackedBits({32, 39, 6, 13, 39, 39, 39, 39}, 6) + SameNumbers(39, 996, 6);
    const PagePart page{.encoding = encoding, .values = 1100, .bytes = bytes};
    const std::string file = Parquet({kText}, 1, {{.rows = 1100, .columns = {{.pages = {dictionary, page}}}}});
    EXPECT_EQ(TextsOf(ReadInAllPieces(Format::kParquet, file)), WithoutEmpty(texts));
  }
  // One entry needs no bits, and a page of missing values no bytes.
  const PagePart one{.kind = 2, .values = 1, .bytes = PlainTexts({"x"})};
  const PagePart page{.encoding = 8, .values = 3, .bytes = "\0"s};
  EXPECT_EQ(Read(Parquet({kText}, 1, {{.rows = 3, .columns = {{.pages = {one, page}}}}})), "0$.a=x 1$.a=x 2$.a=x ");
  const SchemaPart optional{.name = "a", .repetition = kOptional, .converted = 0};
  const PagePart missing{.encoding = 8, .values = 3, .definitions = SameNumbers(0, 3, 1), .has_definitions = true};
  EXPECT_EQ(Read(Parquet({optional}, 1, {{.rows = 3, .columns = {{.pages = {one, missing}}}}})), "");
}

TEST(Parquet, NumbersInAllEncodings) {
  std::vector<std::int64_t> numbers;
  std::vector<std::string> texts;
  for (int i = 0; i < 500; ++i) {
    numbers.push_back(i % 100 == 99 ? INT64_MIN + i
                                    : std::int64_t{4461451387386069} + i * i % 1009 - (i % 3) * 70'000'000);
    texts.push_back(std::to_string(numbers.back()));
  }
  const SchemaPart schema{.name = "n", .type = kInt64};
  EXPECT_EQ(ShownNumbers(schema, numbers), texts);
  EXPECT_EQ(Texts(schema, {.encoding = 5, .values = 500, .bytes = Deltas(numbers)}), texts);
  const std::string split = Split(PlainNumbers(numbers, 8), 8);
  EXPECT_EQ(Texts(schema, {.encoding = 9, .values = 500, .bytes = split}), texts);
  const PagePart dictionary{.kind = 2, .values = 3, .bytes = PlainNumbers({5, -7, 9}, 4)};
  const PagePart page{.encoding = 8, .values = 2, .bytes = "\x02" + PackedBits({2, 1}, 2)};
  EXPECT_EQ(Read(Parquet({{.name = "n", .type = kInt32}}, 1,
                         {{.rows = 2, .columns = {{.pages = {dictionary, page}, .type = kInt32}}}})),
            "0$.n=9 1$.n=-7 ");
}

TEST(Parquet, ValuesAreShownAsWhatTheyStandFor) {
  using Texts_ = std::vector<std::string>;
  EXPECT_EQ(ShownNumbers({.type = kInt32}, {-1, 7}), (Texts_{"-1", "7"}));
  EXPECT_EQ(ShownNumbers({.type = kInt32, .converted = 13}, {-1}), (Texts_{"4294967295"}));
  EXPECT_EQ(ShownNumbers({.type = kInt64, .logical = 10, .logical_fields = Fields().Bool(2, false)}, {-1}),
            (Texts_{"18446744073709551615"}));
  EXPECT_EQ(ShownNumbers({.type = kInt64, .logical = 10, .logical_fields = Fields().Bool(2, true)}, {-1}),
            (Texts_{"-1"}));
  EXPECT_EQ(ShownNumbers({.type = kInt32, .converted = 6}, {6528, -719'162}), (Texts_{"1987-11-16", "0001-01-01"}));
  EXPECT_EQ(ShownNumbers({.type = kInt32, .logical = 6}, {6528}), (Texts_{"1987-11-16"}));
  EXPECT_EQ(ShownNumbers({.type = kInt64, .converted = 9}, {564'019'200'000, 564'019'201'500}),
            (Texts_{"1987-11-16", "1987-11-16 00:00:01.5"}));
  EXPECT_EQ(ShownNumbers({.type = kInt64, .converted = 10}, {564'019'201'000'000}), (Texts_{"1987-11-16 00:00:01"}));
  const Fields nanoseconds = Fields().Bool(1, true).Struct(2, Fields().Struct(3, Fields()));
  EXPECT_EQ(ShownNumbers({.type = kInt64, .logical = 8, .logical_fields = nanoseconds}, {564'019'201'000'000'000, -1}),
            (Texts_{"1987-11-16 00:00:01", "1969-12-31 23:59:59.999999999"}));
  EXPECT_EQ(ShownNumbers({.type = kInt32, .converted = 7}, {64'800'000}), (Texts_{"18:00:00"}));
  EXPECT_EQ(ShownNumbers({.type = kInt32, .converted = 5, .scale = 2}, {123'456, -5}), (Texts_{"1234.56", "-0.05"}));
  EXPECT_EQ(ShownNumbers({.type = kInt64, .scale = 3, .logical = 5, .logical_fields = Fields().Int(1, 1)}, {12}),
            (Texts_{"1.2"}));
  const auto fixed = [](int length, int logical, const std::string& bytes) {
    return Texts({.name = "f",
                  .type = kFixedBytes,
                  .length = length,
                  .scale = 2,
                  .logical = logical,
                  .logical_fields = logical == 5 ? Fields().Int(1, 2) : Fields()},
                 {.values = 1, .bytes = bytes});
  };
  EXPECT_EQ(fixed(3, 5, "\x01\xE2\x40"s), (Texts_{"1234.56"}));
  EXPECT_EQ(fixed(3, 5, "\xFF\xFF\xFB"s), (Texts_{"-0.05"}));
  EXPECT_EQ(fixed(16, 14, "\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xAA\xBB\xCC\xDD\xEE\xFF"s),
            (Texts_{"00112233-4455-6677-8899-aabbccddeeff"}));
  EXPECT_EQ(fixed(15, 14, "fifteen letters"), (Texts_{"fifteen letters"}));
  EXPECT_EQ(Texts({.name = "u", .length = 16, .logical = 14}, {.values = 1, .bytes = PlainTexts({"no uuid"})}),
            (Texts_{"no uuid"}));
  EXPECT_EQ(fixed(2, 15, "AB"), (Texts_{}));  // half a float
  EXPECT_EQ(fixed(2, 0, "AB"), (Texts_{"AB"}));
  EXPECT_EQ(fixed(2, 0, "\xFF\xFE"), (Texts_{}));
  std::string doubles(16, '\0');
  const double numbers[] = {4461451387386069.0, 0.25};
  std::memcpy(doubles.data(), numbers, sizeof(numbers));
  EXPECT_EQ(Texts({.name = "d", .type = kDouble}, {.values = 2, .bytes = doubles}),
            (Texts_{"4461451387386069", "0.25"}));
  EXPECT_EQ(Texts({.name = "i", .type = kInt96},
                  {.values = 1, .bytes = PlainNumbers({1'000'000'000}, 8) + PlainNumbers({2'440'588 + 6528}, 4)}),
            (Texts_{"1987-11-16 00:00:01"}));
  EXPECT_EQ(Texts({.name = "b", .type = kBool}, {.values = 8, .bytes = "\xFF"}), (Texts_{}));
}

TEST(Parquet, AllCodecsAndBothKindsOfPages) {
  const std::vector<std::string> texts = SomeTexts(200);
  const SchemaPart schema{.name = "a", .repetition = kOptional, .converted = 0};
  std::string expected;
  for (int i = 0; i < 200; ++i) {
    const std::string& text = texts[static_cast<std::size_t>(i)];
    if (!text.empty()) expected += std::to_string(i) + "$.a=" + text + " ";
  }
  for (const int codec : {0, 1, 2, 4, 5, 6, 7}) {
    for (const int kind : {0, 3}) {
      const PagePart page{.kind = kind,
                          .values = 200,
                          .definitions = SameNumbers(1, 200, 1),
                          .has_definitions = true,
                          .bytes = PlainTexts(texts)};
      const std::string file = Parquet({schema}, 1, {{.rows = 200, .columns = {{.pages = {page}, .codec = codec}}}});
      EXPECT_EQ(Read(file), expected) << codec << " " << kind;
      PagePart longer = page;
      longer.size_more = 1;
      const std::string lying = Parquet({schema}, 1, {{.rows = 200, .columns = {{.pages = {longer}, .codec = codec}}}});
      EXPECT_EQ(Read(lying), codec == 0 ? expected : "MALFORMED_FILE") << codec << " " << kind;
    }
  }
  // LZ4 without frames passes, too.
  const PagePart page{
      .values = 200, .definitions = SameNumbers(1, 200, 1), .has_definitions = true, .bytes = PlainTexts(texts)};
  const ColumnPart raw{.pages = {page}, .codec = 5, .packed_as = 7};
  EXPECT_EQ(Read(Parquet({schema}, 1, {{.rows = 200, .columns = {raw}}})), expected);
}

TEST(Parquet, RecordsAreReadSideBySide) {
  const SchemaPart b{.name = "b", .repetition = kOptional, .converted = 0};
  const PagePart first{.values = 1, .bytes = PlainTexts({"a0"})};
  const PagePart others{.values = 3, .bytes = PlainTexts({"a1", "a2", "a3"})};
  const PagePart some{.values = 4,
                      .definitions = PackedBits({1, 0, 0, 1}, 1),
                      .has_definitions = true,
                      .bytes = PlainTexts({"b0", "b3"})};
  const GroupPart group{.rows = 4, .columns = {{.pages = {first, others}}, {.pages = {some}}}};
  const std::string file = Parquet({kText, b}, 2, {group, group});
  EXPECT_EQ(Read(file),
            "0$.a=a0 0$.b=b0 1$.a=a1 2$.a=a2 3$.a=a3 3$.b=b3 4$.a=a0 4$.b=b0 5$.a=a1 6$.a=a2 7$.a=a3 7$.b=b3 ");
  // What memory does not allow side by side comes one behind the other.
  Limits limits;
  limits.parquet_columns_bytes = 1;
  const Reading apart = ReadAs(Format::kParquet, file, SIZE_MAX, false, limits);
  EXPECT_EQ(apart.outcome, Outcome{});
  EXPECT_EQ(TextsOf(apart),
            (std::vector<std::string>{"a0", "a1", "a2", "a3", "b0", "b3", "a0", "a1", "a2", "a3", "b0", "b3"}));
}

TEST(Parquet, ListsAndMapsHaveShortPaths) {
  const auto levels = [](const std::vector<std::uint32_t>& numbers, unsigned width) {
    return PackedBits(numbers, width);
  };
  // Records {items: [{k: "x"}, null, {k: "y"}]}, {items: null}, {items: []}, {items: [{k: "z"}]}.
  const std::vector<SchemaPart> list = {
      {.name = "items", .type = kNoType, .repetition = kOptional, .converted = 3, .children = 1},
      {.name = "list", .type = kNoType, .repetition = kRepeated, .children = 1},
      {.name = "element", .type = kNoType, .repetition = kOptional, .children = 1},
      {.name = "k", .repetition = kOptional, .converted = 0}};
  const PagePart page{.values = 6,
                      .repetitions = levels({0, 1, 1, 0, 0, 0}, 1),
                      .definitions = levels({4, 2, 4, 0, 1, 4}, 3),
                      .has_repetitions = true,
                      .has_definitions = true,
                      .bytes = PlainTexts({"x", "y", "z"})};
  const std::vector<GroupPart> groups = {{.rows = 4, .columns = {{.pages = {page}}}}};
  EXPECT_EQ(Read(Parquet(list, 1, groups)), "0$.items[0].k=x 0$.items[2].k=y 3$.items[0].k=z ");
  // Without the mark of a list all steps are told.
  std::vector<SchemaPart> plain = list;
  plain[0].converted = -1;
  EXPECT_EQ(Read(Parquet(plain, 1, groups)),
            "0$.items.list[0].element.k=x 0$.items.list[2].element.k=y 3$.items.list[0].element.k=z ");
  // Of an older list, what is there several times is the element.
  std::vector<SchemaPart> older = list;
  older[1].name = "array";
  EXPECT_EQ(Read(Parquet(older, 1, groups)),
            "0$.items[0].element.k=x 0$.items[2].element.k=y 3$.items[0].element.k=z ");
  // A list of lists.
  const std::vector<SchemaPart> nested = {{.name = "l", .type = kNoType, .logical = 3},
                                          {.name = "list", .type = kNoType, .repetition = kRepeated, .children = 1},
                                          {.name = "element", .type = kNoType, .children = 1, .logical = 3},
                                          {.name = "list", .type = kNoType, .repetition = kRepeated, .children = 1},
                                          {.name = "element", .converted = 0}};
  std::vector<SchemaPart> deep = nested;
  deep[0].children = 1;
  const PagePart matrix{.values = 4,
                        .repetitions = levels({0, 2, 1, 0}, 2),
                        .definitions = levels({2, 2, 2, 2}, 2),
                        .has_repetitions = true,
                        .has_definitions = true,
                        .bytes = PlainTexts({"a", "b", "c", "d"})};
  EXPECT_EQ(Read(Parquet(deep, 1, {{.rows = 2, .columns = {{.pages = {matrix}}}}})),
            "0$.l[0][0]=a 0$.l[0][1]=b 0$.l[1][0]=c 1$.l[0][0]=d ");
  // A map, and a field that is there several times.
  const std::vector<SchemaPart> map = {{.name = "m", .type = kNoType, .converted = 1, .children = 1},
                                       {.name = "key_value", .type = kNoType, .repetition = kRepeated, .children = 2},
                                       {.name = "key", .converted = 0},
                                       {.name = "value", .converted = 0},
                                       {.name = "r", .repetition = kRepeated, .converted = 0}};
  const auto two = [&](const std::string& x, const std::string& y) {
    return ColumnPart{.pages = {{.values = 2,
                                 .repetitions = levels({0, 1}, 1),
                                 .definitions = levels({1, 1}, 1),
                                 .has_repetitions = true,
                                 .has_definitions = true,
                                 .bytes = PlainTexts({x, y})}}};
  };
  EXPECT_EQ(Read(Parquet(map, 2, {{.rows = 1, .columns = {two("k0", "k1"), two("v0", "v1"), two("r0", "r1")}}})),
            "0$.m[0].key=k0 0$.m[1].key=k1 0$.m[0].value=v0 0$.m[1].value=v1 0$.r[0]=r0 0$.r[1]=r1 ");
}

TEST(Parquet, ManyMissingValuesAreNoWork) {
  constexpr std::int64_t kMany = 2'000'000'000;
  const SchemaPart a{.name = "a", .repetition = kOptional, .converted = 0};
  const SchemaPart b{.name = "b", .repetition = kRepeated, .converted = 0};
  const PagePart missing{.values = kMany, .definitions = SameNumbers(0, kMany, 1), .has_definitions = true};
  PagePart empty = missing;
  empty.repetitions = SameNumbers(0, kMany, 1);
  empty.has_repetitions = true;
  const PagePart last{
      .values = 1, .definitions = SameNumbers(1, 1, 1), .has_definitions = true, .bytes = PlainTexts({"x"})};
  PagePart last_element = last;
  last_element.repetitions = SameNumbers(0, 1, 1);
  last_element.has_repetitions = true;
  std::vector<PagePart> pages(500, missing);
  pages.push_back(last);
  std::vector<PagePart> elements(500, empty);
  elements.push_back(last_element);
  const std::string file =
      Parquet({a, b}, 2, {{.rows = 500 * kMany + 1, .columns = {{.pages = pages}, {.pages = elements}}}});
  EXPECT_EQ(Read(file), "1000000000000$.a=x 1000000000000$.b[0]=x ");
}

TEST(Parquet, WhatIsMalformedIsTold) {
  const PagePart page{.values = 2, .bytes = PlainTexts({"x", "y"})};
  const GroupPart group{.rows = 2, .columns = {{.pages = {page}}}};
  const std::string file = Parquet({kText}, 1, {group});
  EXPECT_EQ(ReadObject(file, "a").outcome, Outcome{});
  for (std::size_t size = 4; size < file.size(); ++size) {
    EXPECT_EQ(ReadAs(Format::kParquet, file.substr(0, size)).outcome, kMalformed) << size;
  }
  EXPECT_EQ(ReadAs(Format::kParquet, "").outcome, kMalformed);
  const auto outcome = [&](const PagePart& part, const ColumnPart& column = {}, std::int64_t rows = 2) {
    ColumnPart whole = column;
    whole.pages = {part};
    return ReadObject(Parquet({kText}, 1, {{.rows = rows, .columns = {whole}}}), "a").outcome;
  };
  const auto of_size = [&](std::int64_t more, std::int64_t values, const std::string& bytes, int encoding = 0) {
    return PagePart{.encoding = encoding, .values = values, .bytes = bytes, .stored_more = more};
  };
  EXPECT_EQ(outcome(of_size(100, 2, page.bytes)), kMalformed);  // more than there is
  EXPECT_EQ(outcome(of_size(-3, 2, page.bytes)), kDamaged);
  EXPECT_EQ(outcome(of_size(0, -2, page.bytes)), kMalformed);
  EXPECT_EQ(outcome(of_size(0, 3, page.bytes), {}, 3), kDamaged);
  EXPECT_EQ(outcome(page, {}, 3), kDamaged);
  EXPECT_EQ(outcome(page, {}, INT64_MAX), kDamaged);
  EXPECT_EQ(outcome(page, {}, -1), kMalformed);
  EXPECT_EQ(outcome(page, {.type = kInt32}), kMalformed);  // the schema says another
  EXPECT_EQ(outcome(page, {.values = 1}), kDamaged);
  EXPECT_EQ(outcome(page, {.begin_more = -1'000}), kMalformed);
  EXPECT_EQ(outcome(page, {.begin_more = 1'000'000}), kMalformed);
  EXPECT_EQ(outcome(page, {.bytes_more = 1'000'000}), kMalformed);
  EXPECT_EQ(outcome(page, {.bytes_more = INT64_MAX - 1000}), kMalformed);
  EXPECT_EQ(outcome(of_size(0, 2, Number(0xFFFFFFFF, 4) + "x")), kMalformed);
  EXPECT_EQ(outcome(of_size(0, 2, "\x01" + PackedBits({0, 1}, 1), 8)), kMalformed);  // no dictionary
  EXPECT_EQ(outcome(of_size(0, 2, "\x21" + PackedBits({0, 1}, 1), 8)), kMalformed);  // 33 bits
  EXPECT_EQ(outcome(of_size(0, 2, Varint(0) + Varint(0) + Varint(2) + Varint(0), 6)), kMalformed);
  EXPECT_EQ(outcome(of_size(0, 2, Deltas({-1, -1}) + "xx", 6)), kMalformed);
  EXPECT_EQ(outcome(of_size(0, 2, Deltas({5, 5}) + Deltas({1, 1}) + "xx", 7)), kMalformed);
  EXPECT_EQ(outcome(of_size(0, 2, Deltas({1, 9}) + "xx", 6)), kDamaged);
  // Two columns of the same bytes: a bomb.
  const std::int64_t size = static_cast<std::int64_t>(Page(page, 0).size());
  const GroupPart shared{.rows = 2, .columns = {{.pages = {page}}, {.pages = {page}, .begin_more = -size}}};
  EXPECT_EQ(ReadObject(Parquet({kText, kText}, 2, {shared}), "a").outcome, kMalformed);
}

TEST(Parquet, ADamagedColumnLeavesTheOthers) {
  const PagePart good{.values = 2, .bytes = PlainTexts({"x", "y"})};
  const PagePart bad{.values = 2, .bytes = PlainTexts({"z"})};
  const GroupPart group{.rows = 2, .columns = {{.pages = {bad}}, {.pages = {good}}}};
  const SchemaPart b{.name = "b", .converted = 0};
  EXPECT_EQ(Read(Parquet({kText, b}, 2, {group, group})), "0$.a=z 0$.b=x 1$.b=y 2$.a=z 2$.b=x 3$.b=y MALFORMED_FILE");
  const GroupPart few{.rows = 2, .columns = {{.pages = {good}}}};
  EXPECT_EQ(Read(Parquet({kText, b}, 2, {group, few, group})), "0$.a=z 0$.b=x 1$.b=y MALFORMED_FILE");
  // Levels that no value of the column has.
  const auto with = [](const std::string& repetitions, const std::string& definitions) {
    const PagePart page{.values = 2,
                        .repetitions = repetitions,
                        .definitions = definitions,
                        .has_repetitions = true,
                        .has_definitions = true,
                        .bytes = PlainTexts({"x", "y"})};
    return Read(Parquet({{.name = "r", .type = kNoType, .repetition = kRepeated, .children = 1},
                         {.name = "s", .type = kNoType, .repetition = kOptional, .children = 1},
                         {.name = "t", .repetition = kOptional, .converted = 0}},
                        1, {{.rows = 2, .columns = {{.pages = {page}}}}}));
  };
  EXPECT_EQ(with(SameNumbers(0, 2, 1), SameNumbers(3, 2, 2)), "0$.r[0].s.t=x 1$.r[0].s.t=y ");
  EXPECT_EQ(with(SameNumbers(1, 2, 1), SameNumbers(3, 2, 2)), "MALFORMED_FILE");
  EXPECT_EQ(with(SameNumbers(0, 2, 1), SameNumbers(4, 2, 2)), "MALFORMED_FILE");
  EXPECT_EQ(with(SameNumbers(0, 1, 1), SameNumbers(3, 2, 2)), "0$.r[0].s.t=x MALFORMED_FILE");
  EXPECT_EQ(with("", SameNumbers(3, 2, 2)), "MALFORMED_FILE");
}

TEST(Parquet, WhatIsNotReadIsTold) {
  const PagePart page{.values = 1, .bytes = PlainTexts({"x"})};
  const SchemaPart b{.name = "b", .converted = 0};
  const auto beside = [&](const ColumnPart& column) {
    return ReadObject(Parquet({kText, b}, 2, {{.rows = 1, .columns = {{.pages = {page}}, column}}}), "a").outcome;
  };
  EXPECT_EQ(beside({.pages = {page}}), Outcome{});
  EXPECT_EQ(beside({.pages = {page}, .codec = 3}), kPartlyUnparseable);  // LZO
  EXPECT_EQ(beside({.pages = {page}, .codec = 8}), kPartlyUnparseable);
  EXPECT_EQ(beside({.pages = {page}, .encrypted = true}), kPartlyUnparseable);
  PagePart other = page;
  other.encoding = 4;
  EXPECT_EQ(beside({.pages = {other}}), kPartlyUnparseable);
  EXPECT_EQ(ReadObject(Parquet({kText}, 1, {{.rows = 1, .columns = {{.pages = {page}, .codec = 3}}}}), "a").outcome,
            kUnparseable);
  EXPECT_EQ(ReadObject("PARE\0\0\0\0PARE"s, "a").outcome, kUnparseable);
  const SchemaPart optional{.name = "b", .repetition = kOptional};
  const PagePart packed{
      .values = 1, .definitions = "\x80", .has_definitions = true, .bytes = PlainTexts({"x"}), .levels_encoding = 4};
  EXPECT_EQ(ReadObject(Parquet({optional}, 1, {{.rows = 1, .columns = {{.pages = {packed}}}}}), "a").outcome,
            kUnparseable);
}

TEST(Parquet, SchemasHaveBounds) {
  const auto deep = [](int steps) {
    std::vector<SchemaPart> schema(static_cast<std::size_t>(steps), {.name = "s", .type = kNoType, .children = 1});
    schema.back() = kText;
    const PagePart page{.values = 1, .bytes = PlainTexts({"x"})};
    return ReadObject(Parquet(schema, 1, {{.rows = 1, .columns = {{.pages = {page}}}}}), "a").outcome;
  };
  EXPECT_EQ(deep(256), Outcome{});
  EXPECT_EQ(deep(257), kUnparseable);
  const auto wide = [](int count) {
    return ReadObject(Parquet(std::vector<SchemaPart>(static_cast<std::size_t>(count), {.name = "same", .type = kBool}),
                              count, {}),
                      "a")
        .outcome;
  };
  EXPECT_EQ(wide(65'535), Outcome{});
  EXPECT_EQ(wide(65'536), kUnparseable);
  const auto names = [](std::size_t bytes) {
    std::vector<SchemaPart> schema;
    for (std::size_t i = 0; i * 8192 < bytes; ++i)
      schema.push_back({.name = std::string(8180, 'n') + std::to_string(100'000'000'000 + i), .type = kBool});
    return ReadObject(Parquet(schema, static_cast<int>(schema.size()), {}), "a").outcome;
  };
  EXPECT_EQ(names(4 << 20), Outcome{});
  EXPECT_EQ(names((4 << 20) + 1), kUnparseable);
  // More children than there are elements, and fewer.
  EXPECT_EQ(ReadObject(Parquet({kText}, 2, {}), "a").outcome, kMalformed);
  EXPECT_EQ(ReadObject(Parquet({kText, kText}, 1, {}), "a").outcome, kMalformed);
  EXPECT_EQ(ReadObject(Parquet({{.name = "f", .type = kFixedBytes, .length = 0}}, 1, {}), "a").outcome, kMalformed);
}

TEST(Parquet, WhatComesOutHasABound) {
  const std::string texts = PlainTexts({std::string(1000, 'x'), "y"});
  const PagePart page{.values = 2, .bytes = texts};
  const std::string file = Parquet({kText}, 1, {{.rows = 2, .columns = {{.pages = {page}, .codec = 6}}}});
  Limits limits;
  limits.parquet_unpacked_bytes = texts.size() + 1003;
  EXPECT_EQ(ReadAs(Format::kParquet, file, SIZE_MAX, false, limits).outcome, Outcome{});
  --limits.parquet_unpacked_bytes;
  EXPECT_EQ(ReadAs(Format::kParquet, file, SIZE_MAX, false, limits).outcome, kPartlyUnparseable);
  limits.parquet_unpacked_bytes = texts.size() - 1;
  EXPECT_EQ(ReadAs(Format::kParquet, file, SIZE_MAX, false, limits).outcome, kUnparseable);
  // A page that says to be larger than pages may be is not unpacked.
  PagePart large = page;
  large.size_more = std::int64_t{ParquetColumnReader::kPageBytesMax} - static_cast<std::int64_t>(texts.size());
  const auto of = [&](const PagePart& part) {
    return ReadObject(Parquet({kText}, 1, {{.rows = 2, .columns = {{.pages = {part}, .codec = 6}}}}), "a").outcome;
  };
  EXPECT_EQ(of(large), kMalformed);
  ++large.size_more;
  EXPECT_EQ(of(large), kUnparseable);
  limits = {};
  limits.compressed_bytes = file.size() - 1;
  EXPECT_EQ(ReadAs(Format::kParquet, file, SIZE_MAX, false, limits).outcome,
            (Outcome{Status::kSkipped, "FILE_EXCEEDS_SIZE_LIMIT"}));
}

TEST(Parquet, LongTextsAndMembersOfArchives) {
  const std::string text(3 << 20, 'x');
  const std::string file = OneColumn(kText, {.values = 2, .bytes = PlainTexts({text, "y"})});
  const Reading reading = ReadObject(file, "a.parquet");
  EXPECT_EQ(reading.outcome, Outcome{});
  ASSERT_EQ(reading.sink.found.size(), 2u);
  EXPECT_TRUE(reading.sink.found[0].text == text);
  EXPECT_TRUE(reading.sink.found[1] == InRecord("y", 1, "$.a"));
  const Reading zipped = ReadObject(Gzip(OneColumn(kText, {.values = 1, .bytes = PlainTexts({"y"})})), "a.gz");
  EXPECT_EQ(zipped.outcome, Outcome{});
  EXPECT_EQ(TextsOf(zipped), (std::vector<std::string>{"y"}));
}

}  // namespace
}  // namespace macie_local::extract
