// Proves that a list read object by object, whole or in pieces, holds what decoding the whole gives, and that what is
// not a list of objects is refused.
#include "wire/list_reader.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/types/buckets.h"

namespace macie_local::wire {
namespace {

using Names = std::vector<std::string>;

// The names that `reader` comes to; nothing when it fails.
std::optional<Names> Read(ListReader reader) {
  Names names;
  while (true) {
    model::BucketMetadata bucket;
    const auto more = reader.Next(&bucket);
    if (!more.ok()) return std::nullopt;
    if (!*more) break;
    names.push_back(bucket.bucketName.value_or("none"));
  }
  return reader.AtEnd() ? std::optional(names) : std::nullopt;
}

std::optional<Names> ReadInPieces(std::string_view text, std::size_t count) {
  JsonReader reader(text);
  std::vector<ListPiece> pieces;
  if (!CutList(count, kDepthMax, &reader, &pieces)) return std::nullopt;
  Names names;
  for (const ListPiece& piece : pieces) {
    const auto read = Read(ListReader(piece));
    if (!read || read->size() != piece.count || piece.count > count) return std::nullopt;
    names.insert(names.end(), read->begin(), read->end());
  }
  return names;
}

TEST(ListReaderTest, ReadsEachObject) {
  std::string text = " [";
  Names names;
  for (int i = 0; i < 7; ++i) {
    names.push_back("name-" + std::to_string(i) + "]}");
    text += (i == 0 ? "\n" : " ,\n") + std::string(R"({"bucketName":")") + names.back() + R"(", "tags":[{}]})";
    for (const std::size_t count : {1, 2, 7, 100}) {
      EXPECT_EQ(Read(ListReader(text + " ]\n")), names);
      EXPECT_EQ(ReadInPieces(text + " ] ,", count), names) << count;  // what follows is nobody's business
    }
  }
  EXPECT_EQ(Read(ListReader("[ ]")), Names());
  EXPECT_EQ(ReadInPieces("[ ]", 3), Names());
}

TEST(ListReaderTest, RefusesWhatIsNoListOfObjects) {
  for (const std::string_view text : {"", "{}", "[", "[{}", "[{},", "[{},]", "[{} {}]", "[5]", "[null]", "[{},[]]",
                                      "[{}}", R"([{"tags":5]})", R"([{"tags")", R"([{"no":tru}])"}) {
    EXPECT_EQ(Read(ListReader(text)), std::nullopt) << text;
    for (const std::size_t count : {1, 2, 3}) EXPECT_EQ(ReadInPieces(text, count), std::nullopt) << text;
  }
  EXPECT_EQ(Read(ListReader("[{}] 1")), std::nullopt);
  EXPECT_EQ(Read(ListReader(R"([{"unknown":1}])")), std::nullopt);
}

std::string Mistake(std::string_view text, std::size_t elements_max = SIZE_MAX) {
  ListReader reader(text, "buckets", elements_max);
  while (true) {
    model::BucketMetadata bucket;
    const auto more = reader.Next(&bucket);
    if (!more.ok()) return more.error().text;
    if (!*more) return "none";
  }
}

TEST(ListReaderTest, WithANameItSaysWhere) {
  EXPECT_EQ(Mistake(R"([{},{"tags":[{"key":5}]}])"), "buckets[1].tags[0].key: a string is expected; a number given");
  EXPECT_EQ(Mistake("[{},5]"), "buckets[1]: an object is expected; a number given");
  EXPECT_EQ(Mistake("["), "buckets[0]: an object is expected; the end of the text given");
  EXPECT_EQ(Mistake("{}"), "buckets: an array is expected; an object given");
  EXPECT_EQ(Mistake(R"([{}, {"tags" 5}])"), "malformed JSON at byte 13: a colon is expected");
}

TEST(ListReaderTest, TheElementsOfAnObjectAreBounded) {
  EXPECT_EQ(Mistake(R"([{"tags":[{},{}]},{"tags":[{},{}]}])", 2), "none");
  EXPECT_EQ(Mistake(R"([{},{"tags":[{},{},{}]}])", 2),
            "buckets[1].tags[2]: at most 2 are taken, of lists and maps together; more given");
}

}  // namespace
}  // namespace macie_local::wire
