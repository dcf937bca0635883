// How values of Parquet columns are searched.
#pragma once

#include <array>
#include <string_view>

#include "extract/parquet/schema.h"

namespace macie_local::extract {

// Where a value is written that is no text of its own. The longest such value is a decimal, and BatchBuilder looks
// behind it.
using ParquetValueBuffer = std::array<char, 192>;

// Returns a value of `column` as text, empty when it has none. `raw` is the value as a page has it, of the length that
// the column's type has. The result is a part of it or of `buffer`, behind which as many bytes may be read as
// BatchBuilder asks for when they may behind `raw`.
std::string_view ShownParquetValue(const ParquetColumn& column, std::string_view raw, ParquetValueBuffer* buffer);

}  // namespace macie_local::extract
