// The columns of a Parquet file, and what the paths to their values are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "extract/parquet/metadata.h"
#include "units/contexts.h"

namespace macie_local::extract {

// How values of a column are searched.
enum class ParquetShown : std::uint8_t {
  kNot,     // booleans, and what has no text
  kText,    // as it is
  kBinary,  // as it is when it is UTF-8
  kInteger,
  kUnsigned,
  kFloat,
  kDouble,
  kDecimal,
  kDate,
  kTime,
  kTimestamp,
  kInt96,  // a timestamp of an older form
  kUuid
};

struct ParquetColumn {
  ParquetType type = ParquetType::kBoolean;
  ParquetShown shown = ParquetShown::kNot;
  std::uint32_t context = 0;      // as many of its elements as `repetitions` says
  std::uint32_t definitions = 0;  // how many steps to a value may be missing
  std::uint32_t repetitions = 0;  // how many may be there several times
  std::uint32_t length = 0;       // of kFixed
  std::int32_t scale = 0;         // of kDecimal
  std::int32_t per_second = 1;    // of kTime and kTimestamp
};

// Steps to a value. Schemas that are deeper are not read.
inline constexpr std::size_t kParquetNestedMax = 256;

enum class ParquetSchemaEnd : std::uint8_t { kWell, kMalformed, kTooMuch };

// Finds the columns of a schema in their order, and adds the paths to them to `contexts`. Of the three steps to an
// element of a LIST, and of the two to a key or value of a MAP, those that only the format needs are left out: a path
// is `$.items[0].name`, not `$.items.list[0].element.name` [I]. kTooMuch: it is deeper than kParquetNestedMax, or has
// more names than contexts have room for.
ParquetSchemaEnd ReadParquetSchema(std::span<const ParquetElement> elements, units::Contexts* contexts,
                                   std::vector<ParquetColumn>* columns);

}  // namespace macie_local::extract
