// Any bytes as a bucket's row: "R" and a row of today's format; "F", a format's JSON, a zero byte and a row of it; "J"
// and a bucket's JSON. A row is refused, or gives a bucket that is printed and whose own row gives it back.
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "model/types/buckets.h"
#include "state/bucket_row.h"
#include "state/bucket_table.h"
#include "state/bucket_table_builder.h"
#include "wire/codec.h"

namespace macie_local::fuzz {
namespace {

constexpr std::string_view kName = "alpha";

std::string RowOf(const std::vector<engine::Cell>& cells) {
  std::string row;
  state::BucketFormat::Encode(cells, kName, &row);
  return row;
}

state::BucketFormat Today() {
  auto format = state::BucketFormat::Parse(state::BucketFormat::Today());
  Require(format.ok(), "today's format is a format");
  return std::move(format).value();
}

void CheckRow(const state::BucketFormat& format, std::string_view row) {
  std::vector<engine::Cell> cells;
  std::vector<std::string> scratch;
  const auto decoded = format.Decode(row, kName, &cells, &scratch);
  if (!decoded.ok()) {
    Require(!decoded.error().text.empty() && base::IsUtf8(decoded.error().text), "a refusal has a text");
    return;
  }
  state::BucketTable table;
  table.Put(kName, cells, 1);
  std::string json;
  table.AppendJson(*table.table().Find(kName), &json);
  Require(wire::Decode<model::BucketMetadata>(json, {}).ok(), "a bucket's row prints as a bucket");

  const std::string own = RowOf(cells);
  std::vector<engine::Cell> again;
  std::vector<std::string> scratch_again;
  Require(Today().Decode(own, kName, &again, &scratch_again).ok(), "what is written can be read");
  Require(RowOf(again) == own, "a row gives back what it was made of");
}

}  // namespace

void FuzzBucketRow(std::string_view bytes) {
  Input input(bytes);
  switch (input.Byte()) {
    case 'R':
      return CheckRow(Today(), input.Rest());
    case 'F': {
      const auto format = state::BucketFormat::Parse(input.Until('\0'));
      if (format.ok()) CheckRow(*format, input.Rest());
      return;
    }
    case 'J': {
      auto bucket = wire::Decode<model::BucketMetadata>(input.Rest(), {});
      if (!bucket.ok()) return;
      bucket->bucketName = kName;
      std::vector<engine::Cell> cells;
      state::FillBucketCells(*bucket, &cells);
      return CheckRow(Today(), RowOf(cells));
    }
    default:
      return;
  }
}

}  // namespace macie_local::fuzz
