// Avro: what its records say, with their places, and files that lie.
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "avro_writer.h"
#include "extract/avro/json_tree.h"
#include "extract/avro/records.h"
#include "extract/avro/schema.h"
#include "reading.h"

namespace macie_local::extract {
namespace {

using namespace std::string_view_literals;

template <class Number>
std::string Bytes(Number number) {
  std::string bytes(sizeof number, '\0');
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

std::string Record(std::string_view fields) {
  return R"({"type":"record","name":"R","fields":[)" + std::string(fields) + "]}";
}

Reading Read(std::string_view bytes, const Limits& limits = {}) {
  return ReadAs(Format::kAvro, bytes, SIZE_MAX, false, limits);
}

const Outcome kMalformed{Status::kSkipped, "MALFORMED_FILE"};
const Outcome kMalformedLater{Status::kPartial, "MALFORMED_FILE"};
const Outcome kUnparseable{Status::kSkipped, "UNABLE_TO_PARSE_FILE"};

TEST(Avro, ValuesOfAllTypes) {
  const std::string schema = Record(R"(
      {"name":"nothing","type":"null"}, {"name":"yes","type":"boolean"}, {"name":"i","type":"int"},
      {"name":"l","type":{"type":"long"}}, {"name":"f","type":"float"}, {"name":"d","type":"double"},
      {"name":"b","type":"bytes"}, {"name":"s","type":"string","default":null,"doc":""},
      {"name":"e","type":{"type":"enum","name":"E","symbols":["A","B"]}},
      {"name":"list","type":{"type":"array","items":"string"}},
      {"name":"map","type":{"type":"map","values":"int"}},
      {"name":"u","type":["null","string"]}, {"name":"x","type":{"type":"fixed","name":"X","size":3}},
      {"name":"in","type":{"type":"record","name":"In","fields":[{"name":"e","type":"E"},{"name":"SSN","type":"string"}]}})");
  const std::string record = "\x01" + AvroLong(-7) + AvroLong(INT64_MIN) + Bytes(0.5F) + Bytes(4461451387386224.0) +
                             AvroText("bytes") + AvroText("text") + AvroLong(1) + AvroLong(2) + AvroText("p") +
                             AvroText("q") + AvroLong(1) + AvroText("") + AvroLong(0) + AvroLong(1) +
                             AvroText("a key") + AvroLong(5) + AvroLong(0) + AvroLong(1) + AvroText("chosen") + "fix" +
                             AvroLong(0) + AvroText("376-12-1001");
  const std::string without = std::string(1, '\0') + AvroLong(0) + AvroLong(0) + Bytes(0.0F) + Bytes(0.0) +
                              AvroText("") + AvroText("") + AvroLong(0) + AvroLong(0) + AvroLong(0) + AvroLong(0) +
                              "fox" + AvroLong(1) + AvroText("");
  const Reading reading = ReadInAllPieces(
      Format::kAvro, AvroHeader(schema) + AvroBlock(1, record) + AvroBlock(0, "") + AvroBlock(2, without + record));
  EXPECT_EQ(reading.outcome, Outcome{});
  std::vector<Found> expected;
  const auto add_whole = [&](std::uint64_t index) {
    for (const auto& [text, path] : std::vector<std::pair<std::string, std::string>>{{"-7", "$.i"},
                                                                                     {"-9223372036854775808", "$.l"},
                                                                                     {"0.5", "$.f"},
                                                                                     {"4461451387386224", "$.d"},
                                                                                     {"bytes", "$.b"},
                                                                                     {"text", "$.s"},
                                                                                     {"B", "$.e"},
                                                                                     {"p", "$.list[0]"},
                                                                                     {"q", "$.list[1]"},
                                                                                     {"5", "$.map['a key']"},
                                                                                     {"chosen", "$.u"},
                                                                                     {"fix", "$.x"},
                                                                                     {"A", "$.in.e"},
                                                                                     {"376-12-1001", "$.in.SSN"}}) {
      expected.push_back(InRecord(text, index, path));
    }
  };
  add_whole(0);
  for (const auto& [text, path] : std::vector<std::pair<std::string, std::string>>{
           {"0", "$.i"}, {"0", "$.l"}, {"0", "$.f"}, {"0", "$.d"}, {"A", "$.e"}, {"fox", "$.x"}, {"B", "$.in.e"}}) {
    expected.push_back(InRecord(text, 1, path));
  }
  add_whole(2);
  EXPECT_EQ(reading.sink.found, expected);
}

TEST(Avro, CodecsGiveTheSame) {
  std::string records;
  std::vector<Found> expected;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    records += AvroText("value " + std::to_string(i));
    expected.push_back(InRecord("value " + std::to_string(i), i, "$.v"));
  }
  const std::string schema = Record(R"({"name":"v","type":"string"})");
  for (const char* codec : {"null", "deflate", "snappy", "zstandard", "bzip2", "xz"}) {
    const std::string file = AvroFile(schema, 2000, records, codec);
    const Reading reading = ReadObject(file, "a/b.avro", 1000);
    EXPECT_EQ(reading.outcome, Outcome{}) << codec;
    EXPECT_EQ(reading.sink.found, expected) << codec;
    std::string damaged = file;
    damaged[file.size() - 30] ^= 1;
    if (std::string_view(codec) != "null") {
      EXPECT_NE(Read(damaged).outcome, Outcome{}) << codec;
    }
  }
  EXPECT_EQ(Read(AvroFile(schema, 2000, records, "lzo")).outcome, kUnparseable);
  EXPECT_EQ(Read("Obj\x01" + AvroLong(-1) + AvroLong(99) + AvroText("avro.schema") + AvroText(schema) + AvroLong(0) +
                 kAvroSync + AvroBlock(2000, records))
                .sink.found,
            expected)
      << "without a codec";
}

TEST(Avro, TypesHaveNames) {
  const std::string schema = R"({"type":"record","name":"a.b.Node","fields":[
      {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["LEAF","TREE"]}},
      {"name":"same","type":"a.b.Kind"},
      {"name":"other","type":{"type":"record","name":"Other","namespace":"c","fields":[
          {"name":"own","type":{"type":"fixed","name":"F","size":1}},{"name":"again","type":"F"},{"name":"kind","type":"a.b.Kind"}]}},
      {"name":"far","type":"c.F"},
      {"name":"next","type":["null","Node"]}]})";
  const std::string inner = AvroLong(0) + AvroLong(1) + "12" + AvroLong(1) + "3";
  const Reading reading = Read(AvroFile(schema, 1, inner + AvroLong(1) + inner + AvroLong(0)));
  EXPECT_EQ(reading.outcome, Outcome{});
  std::vector<Found> expected;
  for (const std::string path : {"$", "$.next"}) {
    expected.push_back(InRecord("LEAF", 0, path + ".kind"));
    expected.push_back(InRecord("TREE", 0, path + ".same"));
    expected.push_back(InRecord("1", 0, path + ".other.own"));
    expected.push_back(InRecord("2", 0, path + ".other.again"));
    expected.push_back(InRecord("TREE", 0, path + ".other.kind"));
    expected.push_back(InRecord("3", 0, path + ".far"));
  }
  EXPECT_EQ(reading.sink.found, expected);
}

TEST(Avro, LogicalTypesAreShown) {
  struct Case {
    const char* type;
    std::string bytes;
    const char* shown;
  };
  const std::vector<Case> cases = {
      {R"({"type":"int","logicalType":"date"})", AvroLong(6528), "1987-11-16"},
      {R"({"type":"int","logicalType":"time-millis"})", AvroLong(64'800'000), "18:00:00"},
      {R"({"type":"long","logicalType":"time-micros"})", AvroLong(64'800'000'000), "18:00:00"},
      {R"({"type":"long","logicalType":"timestamp-millis"})", AvroLong(564'084'000'000), "1987-11-16 18:00:00"},
      {R"({"type":"long","logicalType":"timestamp-micros"})", AvroLong(564'019'200'000'000), "1987-11-16"},
      {R"({"type":"long","logicalType":"local-timestamp-nanos"})", AvroLong(1), "1970-01-01 00:00:00.000000001"},
      {R"({"type":"bytes","logicalType":"decimal","precision":9,"scale":2})", AvroText("\x30\x39"), "123.45"},
      {R"({"type":"fixed","name":"D","size":2,"logicalType":"decimal"})", "\xFF\xFF", "-1"},
      {R"({"type":"string","logicalType":"uuid"})", AvroText("some-uuid"), "some-uuid"},
      {R"({"type":"fixed","name":"U","size":16,"logicalType":"uuid"})", "0123456789abcdef",
       "30313233-3435-3637-3839-616263646566"},
      // These can't be, and are what they are without.
      {R"({"type":"fixed","name":"U","size":15,"logicalType":"uuid"})", "0123456789abcde", "0123456789abcde"},
      {R"({"type":"string","logicalType":"date"})", AvroText("today"), "today"},
      {R"({"type":"bytes","logicalType":"decimal","scale":101})", AvroText("12"), "12"},
      {R"({"type":"bytes","logicalType":"decimal","scale":-1})", AvroText("12"), "12"},
      {R"({"type":"long","logicalType":"unheard-of"})", AvroLong(5), "5"},
  };
  for (const Case& one : cases) {
    const Reading reading =
        Read(AvroFile(Record(R"({"name":"v","type":)" + std::string(one.type) + "}"), 1, one.bytes));
    EXPECT_EQ(reading.outcome, Outcome{}) << one.type;
    EXPECT_EQ(reading.sink.found, std::vector<Found>{InRecord(one.shown, 0, "$.v")}) << one.type;
  }
}

TEST(Avro, ItemsComeInRuns) {
  const std::string items =
      AvroLong(-2) + AvroLong(6) + AvroText("aa") + AvroText("bb") + AvroLong(1) + AvroText("cc") + AvroLong(0);
  const Reading list = Read(AvroFile(R"({"type":"array","items":"string"})", 1, items));
  EXPECT_EQ(list.sink.found,
            (std::vector<Found>{InRecord("aa", 0, "$[0]"), InRecord("bb", 0, "$[1]"), InRecord("cc", 0, "$[2]")}));
  EXPECT_EQ(list.outcome, Outcome{});
  const std::string pairs = AvroLong(-1) + AvroLong(99) + AvroText("k") + AvroText("v") + AvroLong(1) + AvroText("k") +
                            AvroText("w") + AvroLong(0);
  EXPECT_EQ(Read(AvroFile(R"({"type":"map","values":"string"})", 1, pairs)).sink.found,
            (std::vector<Found>{InRecord("v", 0, "$.k"), InRecord("w", 0, "$.k")}));
  EXPECT_EQ(Read(AvroFile(R"("string")", 2, AvroText("one") + AvroText("two"))).sink.found,
            (std::vector<Found>{InRecord("one", 0, "$"), InRecord("two", 1, "$")}));
}

// Names that change with every record do not fill the memory.
TEST(Avro, NewNamesInEveryRecord) {
  std::string records;
  std::vector<Found> expected;
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    const std::string name = "k" + std::to_string(i);
    records += AvroLong(1) + AvroText(name) + AvroText("v") + AvroLong(0);
    expected.push_back(InRecord("v", i, "$." + name));
  }
  const Reading reading = Read(AvroFile(R"({"type":"map","values":"string"})", 100'000, records));
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_TRUE(reading.sink.found == expected);
}

TEST(Avro, ValuesLongerThanABatch) {
  const std::string text(700'000, 'x');
  const std::string file = AvroFile(Record(R"({"name":"v","type":"string"})"), 2, AvroText(text) + AvroText("short"));
  const Reading reading = ReadAs(Format::kAvro, file, 1000);
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_TRUE(reading.sink.found == (std::vector<Found>{InRecord(text, 0, "$.v"), InRecord("short", 1, "$.v")}));
}

TEST(Avro, HeadersThatCantBe) {
  const std::string rest = AvroLong(0) + kAvroSync;
  const std::string schema = AvroText("avro.schema") + AvroText("\"string\"");
  const std::string begin = "Obj\x01";
  EXPECT_EQ(Read(begin + AvroLong(1) + schema + rest).outcome, Outcome{}) << "no block is no fault";
  EXPECT_EQ(Read(begin).outcome, kMalformed);
  EXPECT_EQ(Read("Obj\x02" + AvroLong(1) + schema + rest).outcome, kMalformed);
  EXPECT_EQ(Read(begin + AvroLong(1) + schema + AvroLong(0) + "short").outcome, kMalformed);
  EXPECT_EQ(Read(begin + AvroLong(INT64_MIN) + AvroLong(1) + schema + rest).outcome, kMalformed);
  EXPECT_EQ(Read(begin + AvroLong(INT64_MAX) + schema + rest).outcome, kMalformed);
  EXPECT_EQ(Read(begin + AvroLong(1) + AvroLong(-1) + rest).outcome, kMalformed);
  EXPECT_EQ(Read(begin + AvroLong(1) + AvroText("avro.schema") + AvroLong(INT64_MAX) + "s").outcome, kMalformed);
  EXPECT_EQ(Read(begin + std::string(10, '\xFF')).outcome, kMalformed) << "a number that does not end";
  EXPECT_EQ(Read(begin + AvroLong(0) + kAvroSync).outcome, kUnparseable) << "no schema";
  EXPECT_EQ(
      Read(begin + AvroLong(2) + AvroText(std::string(5000, 'n')) + AvroText(std::string(5000, 'v')) + schema + rest)
          .outcome,
      Outcome{})
      << "what else is told is passed over";
}

TEST(Avro, SchemasThatCantBe) {
  for (const std::string schema :
       {R"("text")", "", "{}", "[]", "{", R"("string" "string")", R"({"type":"record"})", R"({"type":"array"})",
        R"({"type":"map","values":"R"})", R"({"type":"fixed","name":"F"})", R"({"type":"fixed","name":"F","size":-1})",
        R"({"type":"fixed","size":1})", R"({"type":"enum","name":"E"})", R"(["null","R"])",
        R"({"type":"record","name":"R","fields":[{"name":"a"}]})",
        R"({"type":"record","name":"R","fields":[{"type":"int"}]})"}) {
    EXPECT_EQ(Read(AvroFile(schema, 1, AvroText("a"))).outcome, kUnparseable) << schema;
  }
}

TEST(Avro, BlocksThatCantBe) {
  struct Case {
    const char* what;
    const char* schema;
    std::string block;
  };
  const auto block = [](const std::string& records) { return AvroBlock(1, records); };
  const std::vector<Case> cases = {
      {"a count below zero", R"("string")", AvroLong(-1) + AvroText(AvroText("a")) + kAvroSync},
      {"a length below zero", R"("string")", AvroLong(1) + AvroLong(-1) + kAvroSync},
      {"a block cut short", R"("string")", AvroBlock(1, AvroText("a")).substr(0, 3)},
      {"no sync marker", R"("string")", AvroLong(1) + AvroText(AvroText("a"))},
      {"another sync marker", R"("string")", AvroLong(1) + AvroText(AvroText("a")) + "0123456789abcdeF"},
      {"a text below zero", R"("string")", block(AvroLong(-1))},
      {"a text longer than its block", R"("string")", block(AvroLong(2) + "a")},
      {"a text of all bytes that there could be", R"("string")", block(AvroLong(INT64_MAX) + "a")},
      {"more records than bytes", R"("string")", AvroBlock(2, AvroText("a"))},
      {"bytes behind the records", R"("string")", block(AvroText("a") + "a")},
      {"a number that does not end", R"("long")", block(std::string(11, '\xFF'))},
      {"a choice that there is not", R"(["null","string"])", block(AvroLong(2))},
      {"a choice below zero", R"(["null","string"])", block(AvroLong(-1))},
      {"a symbol that there is not", R"({"type":"enum","name":"E","symbols":["A"]})", block(AvroLong(1))},
      {"a symbol below zero", R"({"type":"enum","name":"E","symbols":["A"]})", block(AvroLong(-1))},
      {"a fixed that is cut", R"({"type":"fixed","name":"F","size":3})", block("ab")},
      {"a fixed of all bytes", R"({"type":"fixed","name":"F","size":18446744073709551615})", block("ab")},
      {"a number that is cut", R"("double")", block("abcdefg")},
      {"items without an end", R"({"type":"array","items":"string"})", block(AvroLong(1) + AvroText("a"))},
      {"a count of items that has no other sign", R"({"type":"array","items":"string"})",
       block(AvroLong(INT64_MIN) + AvroLong(1) + AvroText("a"))},
      {"a record in itself", R"({"type":"record","name":"R","fields":[{"name":"r","type":"R"}]})", block("")},
  };
  for (const Case& one : cases) {
    const Outcome outcome = Read(AvroHeader(one.schema) + one.block).outcome;
    EXPECT_EQ(outcome.reason, "MALFORMED_FILE") << one.what;
    EXPECT_NE(outcome.status, Status::kComplete) << one.what;
  }
  const std::string good = AvroBlock(1, AvroText("good"));
  const Reading later = Read(AvroHeader(R"("string")") + good + AvroLong(1) + AvroText("x") + kAvroSync);
  EXPECT_EQ(later.outcome, kMalformedLater);
  EXPECT_EQ(later.sink.found, std::vector<Found>{InRecord("good", 0, "$")});
  std::string sum = AvroFile(R"("string")", 1, AvroText("good"), "snappy");
  sum[sum.size() - 17] ^= 1;
  EXPECT_EQ(Read(sum).outcome, kMalformed) << "a sum that is not that of the block";
}

TEST(Avro, ValuesOfNoBytesHaveABound) {
  const std::uint64_t max = AvroRecords::kValuesMax;
  const auto count = static_cast<std::int64_t>(max);
  EXPECT_EQ(Read(AvroFile(R"("null")", count, "")).outcome, Outcome{});
  EXPECT_EQ(Read(AvroFile(R"("null")", count + 1, "")).outcome, kMalformedLater);
  EXPECT_EQ(Read(AvroFile(R"("null")", INT64_MAX, "")).outcome, kMalformedLater);
  const std::string items = AvroLong(count) + AvroLong(0);  // the array is a value, too, and its bytes give more
  const auto more = static_cast<std::int64_t>(AvroRecords::kValuesOfByte * items.size()) - 1;
  const std::string at_bound = AvroLong(count + more) + AvroLong(0);
  const std::string past = AvroLong(count + more + 1) + AvroLong(0);
  ASSERT_EQ(at_bound.size(), items.size());
  EXPECT_EQ(Read(AvroFile(R"({"type":"array","items":"null"})", 1, at_bound)).outcome, Outcome{});
  EXPECT_EQ(Read(AvroFile(R"({"type":"array","items":"null"})", 1, past)).outcome, kMalformedLater);
}

TEST(Avro, ValuesAreNotNestedTooDeep) {
  const std::string schema = R"({"type":"record","name":"R","fields":[{"name":"r","type":["null","R"]}]})";
  // A record, the choice in it, the record that is chosen.
  const auto nested = [](std::uint32_t choices) {
    std::string bytes;
    for (std::uint32_t i = 0; i < choices; ++i) bytes += AvroLong(1);
    return bytes + AvroLong(0);
  };
  constexpr std::uint32_t kChoices = AvroRecords::kNestedMax / 2 - 1;  // the last, and the null in it, are within
  EXPECT_EQ(Read(AvroFile(schema, 1, nested(kChoices))).outcome, Outcome{});
  EXPECT_EQ(Read(AvroFile(schema, 1, nested(kChoices + 1))).outcome, kMalformedLater);
  EXPECT_EQ(Read(AvroFile(schema, 1, nested(1'000'000))).outcome, kMalformedLater);
}

TEST(Avro, SchemasHaveBounds) {
  const auto padded = [](std::size_t size) {
    std::string schema = "\"string\"";
    return schema.append(size - schema.size(), ' ');
  };
  EXPECT_EQ(Read(AvroFile(padded(1 << 20), 1, AvroText("a"))).outcome, Outcome{});
  EXPECT_EQ(Read(AvroFile(padded((1 << 20) + 1), 1, AvroText("a"))).outcome, kUnparseable);
  const auto named = [](std::size_t size) {
    return Record(R"({"name":")" + std::string(size, 'n') + R"(","type":"string"})");
  };
  EXPECT_EQ(Read(AvroFile(named(kAvroNameBytesMax), 1, AvroText("a"))).outcome, Outcome{});
  EXPECT_EQ(Read(AvroFile(named(kAvroNameBytesMax + 1), 1, AvroText("a"))).outcome, kUnparseable);
  const auto symbol = [](std::size_t size) {
    return R"({"type":"enum","name":"E","symbols":[")" + std::string(size, 's') + "\"]}";
  };
  EXPECT_EQ(Read(AvroFile(symbol(kAvroNameBytesMax), 1, AvroLong(0))).outcome, Outcome{});
  EXPECT_EQ(Read(AvroFile(symbol(kAvroNameBytesMax + 1), 1, AvroLong(0))).outcome, kUnparseable);
  const auto choices = [](std::size_t count) {  // with the root, nodes are one more
    std::string schema = "[0";
    for (std::size_t i = 1; i < count; ++i) schema += ",0";
    return schema + "]";
  };
  EXPECT_TRUE(JsonTree::Read(choices(JsonTree::kNodesMax - 1), 256));
  EXPECT_FALSE(JsonTree::Read(choices(JsonTree::kNodesMax), 256));
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + "\"string\"" + std::string(depth, ']');
  };
  EXPECT_TRUE(AvroSchema::Parse(nested(256), 256));
  EXPECT_FALSE(AvroSchema::Parse(nested(257), 256));
}

TEST(Avro, BlocksHaveABound) {
  const std::string record = AvroText(std::string(1000, 'a'));
  const std::string schema = R"("string")";
  Limits limits;
  limits.block_bytes = record.size();
  EXPECT_EQ(Read(AvroFile(schema, 1, record), limits).outcome, Outcome{});
  limits.block_bytes = record.size() - 1;
  EXPECT_EQ(Read(AvroFile(schema, 1, record), limits).outcome, kUnparseable);
  const std::string packed = PackedAsAvro("deflate", record);
  limits.block_bytes = record.size() + packed.size();
  EXPECT_EQ(Read(AvroFile(schema, 1, record, "deflate"), limits).outcome, Outcome{});
  limits.block_bytes = record.size() + packed.size() - 1;
  EXPECT_EQ(Read(AvroFile(schema, 1, record, "deflate"), limits).outcome, kMalformed);
  limits = {};
  limits.extracted_bytes = 2 * record.size();
  const std::string two = AvroFile(schema, 1, record) + AvroBlock(1, record);
  EXPECT_EQ(Read(two, limits).outcome, Outcome{});
  limits.extracted_bytes = 2 * record.size() - 1;
  EXPECT_EQ(Read(two, limits).outcome, (Outcome{Status::kPartial, "FILE_EXCEEDS_SIZE_LIMIT"}));
  limits = {};
  limits.text_bytes = 2000;
  EXPECT_EQ(Read(two, limits).outcome, Outcome{});
  limits.text_bytes = 1999;
  EXPECT_EQ(Read(two, limits).outcome, (Outcome{Status::kPartial, "FILE_EXCEEDS_SIZE_LIMIT"}));
  limits = {};
  limits.compressed_bytes = two.size();
  EXPECT_EQ(Read(two, limits).outcome, Outcome{});
  limits.compressed_bytes = two.size() - 1;
  EXPECT_EQ(Read(two, limits).outcome, (Outcome{Status::kSkipped, "FILE_EXCEEDS_SIZE_LIMIT"}));
}

TEST(Avro, ThatFailsOrIsStopped) {
  const std::string file = AvroFile(R"("string")", 1, AvroText("a")) + AvroBlock(1, AvroText("b"));
  for (std::size_t size = 0; size < file.size(); ++size) {
    const Outcome outcome = ReadAs(Format::kAvro, std::string_view(file).substr(0, size), 7, true).outcome;
    EXPECT_EQ(outcome, (Outcome{Status::kPartial, {}})) << "fails after " << size;
  }
  Reading reading;
  reading.sink.stop_after = 1;
  std::string records;
  for (int i = 0; i < 20'000; ++i) records += AvroText(std::string(100, 'a'));
  const std::string long_file = AvroFile(R"("string")", 20'000, records);
  PieceStream stream(long_file);
  Learned learned;
  const Detected detected{.format = Format::kAvro, .charset = Charset::kUtf8, .mime = "", .name = ""};
  EXPECT_EQ(Extract(detected, stream, {}, 1, reading.sink, learned), (Outcome{Status::kPartial, {}}));
  EXPECT_EQ(reading.sink.batches, 1);
}

}  // namespace
}  // namespace macie_local::extract
