// Proves that bucket rows give back what they were made of, are read across versions of the model by name, and that no
// bytes whatever do more than be refused.
#include "state/bucket_row.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "base/timestamp.h"
#include "property/random_values.h"
#include "state/bucket_schema.h"
#include "state/bucket_table.h"
#include "state/bucket_table_builder.h"

namespace macie_local::state {
namespace {

using engine::Cell;

std::string RowOf(const model::BucketMetadata& bucket) {
  std::vector<Cell> cells;
  FillBucketCells(bucket, &cells);
  std::string row;
  BucketFormat::Encode(cells, *bucket.bucketName, &row);
  return row;
}

BucketFormat Format(std::string_view json) {
  auto format = BucketFormat::Parse(json);
  EXPECT_TRUE(format.ok()) << (format.ok() ? "" : format.error().text);
  return std::move(format).value();
}

// The bucket that `row` gives, or the error.
base::Result<model::BucketMetadata> Read(const BucketFormat& format, const std::string& row, const std::string& name) {
  std::vector<Cell> cells;
  std::vector<std::string> scratch;
  // A copy of its own, so that ASan sees a step past its end.
  const std::vector<char> bytes(row.begin(), row.end());
  MACIE_CHECK(format.Decode(std::string_view(bytes.data(), bytes.size()), name, &cells, &scratch));
  BucketTable table;
  table.Put(name, cells, 1);
  std::string json;
  table.AppendJson(*table.table().Find(name), &json);
  return *table.Find(name);
}

std::string ErrorOf(const BucketFormat& format, const std::string& row) {
  const auto read = Read(format, row, "alpha");
  return read.ok() ? "(read)" : read.error().text;
}

struct Source {
  Dice dice;
  RandomFill fill{&dice,
                  {[this] { return std::string(dice.Below(6), 'x') + "alpha"; }, [this] { return Number(); },
                   [this] { return static_cast<std::int64_t>(dice.Below(2'000'000'000'000)); }},
                  /*whole_elements=*/true};

  std::int64_t Number() {
    if (dice.Chance(5)) return dice.Chance(50) ? std::numeric_limits<std::int64_t>::max() : -5;
    return static_cast<std::int64_t>(dice.Below(1'000'000'000));
  }
  model::BucketMetadata Bucket() {
    model::BucketMetadata bucket;
    fill.Structure(wire::Describe<model::BucketMetadata>(), &bucket);
    bucket.bucketName = "alpha";
    bucket.jobDetails.reset();
    return bucket;
  }
};

TEST(BucketRowTest, GivesBackWhatItWasMadeOf) {
  Source source;
  const BucketFormat today = Format(BucketFormat::Today());
  for (int i = 0; i < 500; ++i) {
    const model::BucketMetadata bucket = source.Bucket();
    const auto read = Read(today, RowOf(bucket), "alpha");
    ASSERT_TRUE(read.ok()) << read.error().text;
    ASSERT_EQ(*read, bucket);
  }
}

TEST(BucketRowTest, JobDetailsAndTheNameAreNotKept) {
  model::BucketMetadata bucket;
  bucket.bucketName = "alpha";
  bucket.bucketArn = "arn:aws:s3:::alpha";
  const std::string row = RowOf(bucket);
  EXPECT_EQ(row.find("alpha"), std::string::npos);
  bucket.jobDetails.emplace().lastJobId = "job";
  EXPECT_EQ(RowOf(bucket), row);
}

TEST(BucketRowTest, ARowCutShortIsRefusedAtEveryByte) {
  Source source;
  const BucketFormat today = Format(BucketFormat::Today());
  for (int i = 0; i < 10; ++i) {
    const std::string row = RowOf(source.Bucket());
    for (std::size_t size = 0; size < row.size(); ++size) {
      const std::string message = ErrorOf(today, row.substr(0, size));
      ASSERT_NE(message.find("it ends within"), std::string::npos) << message << " at " << size;
    }
    ASSERT_EQ(ErrorOf(today, row + '\0'), "bytes follow its end");
  }
}

// No answer could hold it: a client's parser would refuse the whole page.
TEST(BucketRowTest, ATextThatIsNotUtf8IsRefused) {
  const BucketFormat today = Format(BucketFormat::Today());
  model::BucketMetadata bucket;
  bucket.bucketName = "alpha";
  bucket.accountId = "123456789012";
  std::string row = RowOf(bucket);
  ASSERT_EQ(ErrorOf(today, row), "(read)");
  row.replace(row.find("9012"), 2, "\xda\xff");
  EXPECT_EQ(ErrorOf(today, row), "accountId is not UTF-8");
}

// Nor could it hold a number that the member's type has no room for, nor a time beyond the year 9999.
TEST(BucketRowTest, ANumberOutOfTheRangeOfItsMemberIsRefused) {
  const BucketFormat today = Format(BucketFormat::Today());
  model::BucketMetadata bucket;
  bucket.bucketName = "alpha";
  bucket.sensitivityScore = INT32_MAX;
  bucket.sizeInBytes = INT64_MAX;
  bucket.lastUpdated = base::kLatest;
  EXPECT_EQ(ErrorOf(today, RowOf(bucket)), "(read)");
  bucket.sensitivityScore = std::int64_t{INT32_MAX} + 1;
  EXPECT_EQ(ErrorOf(today, RowOf(bucket)),
            "sensitivityScore is 2147483648, which is not in its range of -2147483648 to 2147483647");
  bucket.sensitivityScore = INT32_MIN;
  bucket.lastUpdated = base::kLatest + std::chrono::microseconds(1);
  EXPECT_NE(ErrorOf(today, RowOf(bucket)).find("lastUpdated is 253402300800000000, which is not in its range"),
            std::string::npos)
      << ErrorOf(today, RowOf(bucket));
}

TEST(BucketRowTest, DamagedRowsAreReadOrRefused) {
  Source source;
  const BucketFormat today = Format(BucketFormat::Today());
  for (int i = 0; i < 3000; ++i) {
    std::string row = RowOf(source.Bucket());
    for (std::size_t changes = 1 + source.dice.Below(4); changes > 0; --changes) {
      row[source.dice.Below(row.size())] = static_cast<char>(source.dice.Below(256));
    }
    EXPECT_FALSE(ErrorOf(today, row).empty());
  }
}

// Columns and values in another order and number than today's.
TEST(BucketRowTest, RowsOfAnotherFormatAreReadByName) {
  const BucketFormat other =
      Format(R"({"columns":[{"name":"sharedAccess","kind":"choice","values":["NOT_SHARED","FORMER","EXTERNAL"]},)"
             R"({"name":"former","kind":"text"},{"name":"bucketArn","kind":"text"},)"
             R"({"name":"objectCount","kind":"number"},{"name":"region","kind":"number"}]})");
  const auto read = Read(other,
                         std::string("\x0d\x02\x03"
                                     "arn\x0a",
                                     7),
                         "alpha");
  ASSERT_TRUE(read.ok()) << read.error().text;
  EXPECT_EQ(read->sharedAccess, model::SharedAccess::EXTERNAL);
  EXPECT_EQ(read->bucketArn, "arn");
  EXPECT_EQ(read->objectCount, 5);
  EXPECT_FALSE(read->region);

  EXPECT_EQ(ErrorOf(other, "\x02\x01x"),
            "it has a value of former, which this version of macie-local does not keep as such");
  EXPECT_EQ(ErrorOf(other, "\x10\x01"),
            "it has a value of region, which this version of macie-local does not keep as such");
  EXPECT_EQ(ErrorOf(other, "\x01\x01"), "sharedAccess is FORMER, which this version of macie-local does not know");
  EXPECT_EQ(ErrorOf(other, "\x01\x03"), "value 3 of sharedAccess is not one of its 3");
}

TEST(BucketRowTest, AFormatThatCannotBeReadIsRefused) {
  const auto error_of = [](std::string_view json) {
    const auto format = BucketFormat::Parse(json);
    return format.ok() ? std::string("(read)") : format.error().text;
  };
  EXPECT_NE(error_of("{\"columns\":"), "(read)");
  EXPECT_EQ(error_of(R"({"columns":[{"name":"region","kind":"colour"}]})"),
            "the kind of column region is 'colour', which is none of 'number' 'choice' 'text' 'text with name' 'texts' "
            "'pairs'");
}

TEST(BucketRowTest, NumbersOfEveryLengthComeBack) {
  for (int shift = 0; shift < 64; ++shift) {
    const std::uint64_t value = ~std::uint64_t{0} >> shift;
    std::string bytes;
    AppendVarint(value, &bytes);
    bytes += "x";
    std::string_view left = bytes;
    EXPECT_EQ(TakeVarint(&left), value);
    EXPECT_EQ(left, "x");
  }
  for (const std::string& wrong :
       {std::string(), std::string(9, '\xff'), std::string(20, '\xff'), std::string(9, '\xff') + "\x02"}) {
    std::string_view left = wrong;
    EXPECT_FALSE(TakeVarint(&left));
  }
}

}  // namespace
}  // namespace macie_local::state
