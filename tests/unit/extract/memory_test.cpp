// What readers hold does not grow with the object, whatever is in it: all kinds of long things, far longer than a
// batch.
#include <gtest/gtest.h>
#include <malloc.h>

#include <string>

#include "avro_writer.h"
#include "reading.h"
#include "support/parquet_writer.h"

namespace macie_local::extract {
namespace {

constexpr std::uint64_t kBytes = 12 << 20;
constexpr std::uint64_t kBytesOfSmallThings = 3 << 20;  // which cost more
constexpr std::size_t kHeapMax = 12 << 20;

// Zero where another allocator stands before the C library's, as a sanitizer's does.
std::size_t HeapBytes() {
  const auto heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

class MeasuringSink : public Sink {
 public:
  bool Begin(units::Shape, const units::Contexts& contexts) override {
    contexts_ = &contexts;
    return true;
  }
  bool Take(const units::Batch& batch) override {
    owned_ += batch.owned_end - batch.owned_begin;
    units_ += batch.units.size();
    heap_most_ = std::max(heap_most_, HeapBytes());
    EXPECT_LE(contexts_->size(), units::Contexts::kContextsMax);
    return true;
  }
  bool Enter(const Member&) override { return true; }
  void Leave(const Outcome&) override {}

  std::uint64_t owned() const { return owned_; }
  std::uint64_t units() const { return units_; }
  std::size_t heap_most() const { return heap_most_; }

 private:
  const units::Contexts* contexts_ = nullptr;
  std::uint64_t owned_ = 0;
  std::uint64_t units_ = 0;
  std::size_t heap_most_ = 0;
};

// Returns how many bytes were given. `first` and then `pattern` again and again is what is read.
std::uint64_t Read(Format format, std::string_view first, std::string_view pattern, Status status,
                   std::uint64_t bytes = kBytes) {
  EndlessStream stream(first, pattern, bytes);
  MeasuringSink sink;
  Learned learned;
  const std::size_t before = HeapBytes();
  const Outcome outcome =
      Extract({.format = format, .charset = Charset::kUtf8, .mime = "", .name = "a"}, stream, {}, 1, sink, learned);
  EXPECT_EQ(outcome.status, status) << first << pattern;
  EXPECT_LE(sink.heap_most(), before + kHeapMax) << first << pattern;
  return sink.owned();
}

TEST(Memory, LongTexts) {
  EXPECT_EQ(Read(Format::kText, "", "some words in a line\n", Status::kComplete), kBytes);
  EXPECT_EQ(Read(Format::kText, "", "no line ends here", Status::kComplete), kBytes);
}

TEST(Memory, LongTables) {
  EXPECT_GE(Read(Format::kCsv, "a,b\n", "12345,\"67\"\"8\"\n", Status::kComplete, kBytesOfSmallThings / 14 * 14),
            kBytesOfSmallThings / 14 * 14);
  EXPECT_GE(Read(Format::kCsv, "a,b\n", "12345,", Status::kComplete, kBytesOfSmallThings), kBytesOfSmallThings);
  EXPECT_GE(Read(Format::kCsv, "", "1,", Status::kComplete, kBytesOfSmallThings), kBytesOfSmallThings);
  EXPECT_EQ(Read(Format::kCsv, "", ",", Status::kComplete, kBytesOfSmallThings), 0u);
  EXPECT_EQ(Read(Format::kCsv, "", "\n", Status::kComplete, kBytesOfSmallThings), 0u);
  EXPECT_GE(Read(Format::kCsv, "a,b\n1,", "one cell", Status::kComplete), kBytes);
  EXPECT_GE(Read(Format::kCsv, "a,b\n1,\"", "it never closes\n", Status::kReadAgain), kBytes - units::kBatchBytesMax);
  EXPECT_GE(Read(Format::kCsv, "a,b\n1,\"", "\"\"", Status::kReadAgain, kBytesOfSmallThings),
            kBytesOfSmallThings / 2 - units::kBatchBytesMax);
}

TEST(Memory, LongJson) {
  EXPECT_GT(Read(Format::kJsonLines, "", "{\"a\":\"12345\",\"b\":[1,2]}\n", Status::kComplete, kBytes / 24 * 24),
            kBytes / 4);
  EXPECT_GT(Read(Format::kJson, "[1", ",{\"a\":\"12345\",\"b\":[1,2]}", Status::kReadAgain, kBytesOfSmallThings),
            kBytesOfSmallThings / 4);
  EXPECT_GT(Read(Format::kJson, "[1", ",2", Status::kReadAgain, kBytesOfSmallThings), kBytesOfSmallThings / 2);
  EXPECT_GT(Read(Format::kJson, std::string(250, '[') + "1", ",2", Status::kReadAgain, 1 << 18), 1u << 17);
  EXPECT_GT(Read(Format::kJson, "[\"", "one string", Status::kReadAgain), kBytes - units::kBatchBytesMax);
  EXPECT_GT(Read(Format::kJson, "[\"", "\\n\\u00e9", Status::kReadAgain, kBytesOfSmallThings), kBytesOfSmallThings / 4);
  EXPECT_EQ(Read(Format::kJson, "{\"", "one name", Status::kReadAgain), 0u);
  EXPECT_EQ(Read(Format::kJson, "{\"", "\\n", Status::kReadAgain, kBytesOfSmallThings), 0u);
  EXPECT_EQ(Read(Format::kJson, "", " ", Status::kComplete, kBytesOfSmallThings), 0u);
}

TEST(Memory, LongAvro) {
  std::string records;
  for (int i = 0; i < 2000; ++i) records += AvroText("some words in a record");
  for (const char* codec : {"null", "zstandard"}) {
    const std::string block = AvroBlock(2000, records, codec);
    EXPECT_GE(Read(Format::kAvro, AvroHeader(R"("string")", codec), block, Status::kComplete, 200 * block.size()),
              200 * 2000 * std::string_view("some words in a record").size());
  }
}

// Members that are all different, deep within names that are as long as they may be.
TEST(Memory, NamesThatAreAllDifferent) {
  const std::string name(8 << 10, 'n');
  std::string text;
  for (int i = 0; i < 255; ++i) text += "{\"" + name + "\":";
  text += "{";
  for (int i = 0; i < 100'000; ++i) text += "\"" + std::to_string(i) + "\":1,";
  MeasuringSink sink;
  Learned learned;
  PieceStream stream(text, 1 << 16);
  const std::size_t before = HeapBytes();
  Extract({.format = Format::kJson, .charset = Charset::kUtf8, .mime = "", .name = "a"}, stream, {}, 1, sink, learned);
  EXPECT_LE(sink.heap_most(), before + 3 * units::Contexts::kNameBytesMax + kHeapMax);
}

// Tells how much is held while it is read.
class MeasuringStream : public base::ByteStream {
 public:
  explicit MeasuringStream(base::ByteStream& source) : source_(source) {}
  base::Result<std::string_view> Next() override {
    heap_most_ = std::max(heap_most_, HeapBytes());
    return source_.Next();
  }
  std::size_t heap_most() const { return heap_most_; }

 private:
  base::ByteStream& source_;
  std::size_t heap_most_ = 0;
};

// Columns whose pages take more than columns may that are read side by side.
TEST(Memory, PagesOfParquet) {
  constexpr int kColumns = 24;
  constexpr std::int64_t kRows = 1024;
  const std::string texts = support::PlainTexts(std::vector<std::string>(kRows, std::string(1020, 'x')));
  const support::ColumnPart column{.pages = {{.values = kRows, .bytes = texts}}, .codec = 6};
  const support::GroupPart group{.rows = kRows, .columns = std::vector<support::ColumnPart>(kColumns, column)};
  const std::vector<support::SchemaPart> schema(kColumns, {.name = "a", .converted = 0});
  const std::string file = support::Parquet(schema, kColumns, {group, group});
  Limits limits;
  limits.parquet_columns_bytes = 4 << 20;
  PieceStream stream(file);
  MeasuringSink sink;
  Learned learned;
  const std::size_t before = HeapBytes();
  const Outcome outcome = Extract({.format = Format::kParquet, .charset = Charset::kUtf8, .mime = "", .name = "a"},
                                  stream, limits, 1, sink, learned);
  EXPECT_EQ(outcome, Outcome{});
  EXPECT_EQ(sink.units(), std::uint64_t{2} * kColumns * kRows);
  EXPECT_LE(sink.heap_most(), before + limits.parquet_columns_bytes + (4 << 20));
}

TEST(Memory, OfAZipNoMoreIsKeptThanMayBe) {
  Limits limits;
  limits.kept_bytes = 2 << 20;
  EndlessStream source("PK\x03\x04", "some bytes", kBytes);
  MeasuringStream stream(source);
  MeasuringSink sink;
  Learned learned;
  const std::size_t before = HeapBytes();
  const Outcome outcome = Extract({.format = Format::kZip, .charset = Charset::kUtf8, .mime = "", .name = "a.zip"},
                                  stream, limits, 1, sink, learned);
  EXPECT_EQ(outcome, (Outcome{Status::kSkipped, "MALFORMED_FILE"}));
  EXPECT_LE(stream.heap_most(), before + (3 << 20));
}

TEST(Memory, ABombIsCountedNotKept) {
  const std::string bomb = Gzip(std::string(kBytes, 'x'));
  Limits limits;
  limits.member_bytes = kBytes - 1;
  PieceStream stream(bomb);
  MeasuringSink sink;
  Learned learned;
  const std::size_t before = HeapBytes();
  const Outcome outcome = Extract({.format = Format::kGzip, .charset = Charset::kUtf8, .mime = "", .name = "a.txt.gz"},
                                  stream, limits, 1, sink, learned);
  EXPECT_EQ(outcome.reason, "ARCHIVE_TOTAL_BYTES_EXTRACTED_OVER_LIMIT");
  EXPECT_LE(sink.heap_most(), before + kHeapMax);
}

}  // namespace
}  // namespace macie_local::extract
