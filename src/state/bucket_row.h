// A bucket as the bytes of its row in SQLite: its cells without its name, which is the row's key, and without
// jobDetails, which follow from the jobs. docs/durability.md has the layout.
//
// The columns there are, and the names of an enumeration's values, change with the model. So the database keeps each
// list of columns that rows were written with (a format), each row says which format is its own, and rows of another
// version's format are read by the names of columns and values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/schema.h"
#include "engine/table.h"

namespace macie_local::state {

// Appends `value` as a varint: seven bits in each byte, the lowest first.
void AppendVarint(std::uint64_t value, std::string* out);
// Takes a varint off the front of `bytes` and returns it; nullopt when `bytes` does not begin with one.
std::optional<std::uint64_t> TakeVarint(std::string_view* bytes);
// Maps a number of any sign to an unsigned one that is small when the number is near 0; UnZigZag maps it back.
std::uint64_t ZigZag(std::int64_t value);
std::int64_t UnZigZag(std::uint64_t value);

// A list of columns that rows were written with. A value; any thread.
class BucketFormat {
 public:
  // Returns the format that Encode writes, as the database keeps it: model::BucketColumns as JSON.
  static const std::string& Today();

  // Appends a row of today's format; `cells` are as FillBucketCells gives them.
  static void Encode(std::span<const engine::Cell> cells, std::string_view name, std::string* out);

  // Returns the format that the database keeps as `json`. The error says what is wrong with it.
  static base::Result<BucketFormat> Parse(std::string_view json);

  // Reads a row of this format. All of `cells` are set, one for each column of today; their texts point into `row` or
  // at `scratch`, which is kept from row to row for its memory. The error says what is wrong with the row; whatever the
  // bytes are, nothing else happens.
  base::Status Decode(std::string_view row, std::string_view name, std::vector<engine::Cell>* cells,
                      std::vector<std::string>* scratch) const;

 private:
  struct Column {
    std::string name;
    engine::ColumnKind kind{};
    bool holds_key = false;
    std::vector<std::string> values;                  // of kChoice
    std::optional<std::size_t> today;                 // the column of this name and kind
    std::vector<std::optional<std::int64_t>> choice;  // the value's number today
    std::int64_t least = INT64_MIN;                   // of kNumber: what the member's type can hold
    std::int64_t greatest = INT64_MAX;
  };
  class Reader;
  std::vector<Column> columns_;
};

// Formats by the numbers that rows name them by.
using BucketFormats = std::map<std::uint64_t, BucketFormat>;

}  // namespace macie_local::state
