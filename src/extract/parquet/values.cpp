#include "extract/parquet/values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <tuple>

#include "base/text.h"
#include "extract/batch_builder.h"
#include "extract/records/shown_values.h"
#include "extract/zip/little_endian.h"

namespace macie_local::extract {
namespace {

std::int64_t Signed(std::string_view raw) {
  return raw.size() == sizeof(std::int32_t) ? static_cast<std::int32_t>(LittleEndian32(raw, 0))
                                            : static_cast<std::int64_t>(LittleEndian64(raw, 0));
}

template <class Number>
std::string_view Whole(Number number, ParquetValueBuffer* buffer) {
  char* const begin = buffer->data();
  char* const end = std::to_chars(begin, begin + kNumberBytesMax, number).ptr;
  return {begin, static_cast<std::size_t>(end - begin)};
}

template <class Float>
std::string_view Fraction(std::string_view raw, ParquetValueBuffer* buffer) {
  Float number;
  std::memcpy(&number, raw.data(), sizeof(number));
  if (!std::isfinite(number)) return {};
  char* const begin = buffer->data();
  return {begin, static_cast<std::size_t>(WriteNumber(number, begin) - begin)};
}

std::string_view Text(std::string_view text, ParquetValueBuffer* buffer) {
  static_assert(kDecimalScaleMax + 4 + BatchBuilder::kOverrun <= std::tuple_size_v<ParquetValueBuffer>);
  std::copy(text.begin(), text.end(), buffer->begin());
  return {buffer->data(), text.size()};
}

// Nanoseconds of the day, and a Julian day. One whose nanoseconds are more than a day has no text.
std::string Int96(std::string_view raw) {
  constexpr std::int64_t kJulianDay = 2'440'588;
  constexpr std::uint64_t kNanosecondsOfSecond = 1'000'000'000;
  constexpr std::int64_t kSecondsOfDay = 86'400;
  const std::int64_t day = std::int64_t{LittleEndian32(raw, 8)} - kJulianDay;
  const std::uint64_t second = LittleEndian64(raw, 0) / kNanosecondsOfSecond;
  if (second >= static_cast<std::uint64_t>(kSecondsOfDay)) return {};
  return ShownInstant(day * kSecondsOfDay + static_cast<std::int64_t>(second), 1);
}

// Decimals in whole numbers have their lowest byte first, others their highest.
std::string Decimal(const ParquetColumn& column, std::string_view raw) {
  if (column.scale < 0) return {};
  std::string bytes(raw.substr(0, kDecimalBytesMax + 1));
  if (column.type != ParquetType::kByteArray && column.type != ParquetType::kFixed) {
    std::reverse(bytes.begin(), bytes.end());
  }
  return ShownDecimal(bytes, static_cast<std::uint32_t>(column.scale));
}

}  // namespace

std::string_view ShownParquetValue(const ParquetColumn& column, std::string_view raw, ParquetValueBuffer* buffer) {
  switch (column.shown) {
    case ParquetShown::kNot:
      break;
    case ParquetShown::kText:
      return raw;
    case ParquetShown::kBinary:
      return base::IsUtf8(raw) ? raw : std::string_view();
    case ParquetShown::kInteger:
      return Whole(Signed(raw), buffer);
    case ParquetShown::kUnsigned:
      return Whole(LittleEndian(raw, 0, raw.size()), buffer);
    case ParquetShown::kFloat:
      return Fraction<float>(raw, buffer);
    case ParquetShown::kDouble:
      return Fraction<double>(raw, buffer);
    case ParquetShown::kDecimal:
      return Text(Decimal(column, raw), buffer);
    case ParquetShown::kDate:
      return Text(ShownDay(Signed(raw)), buffer);
    case ParquetShown::kTime:
      return Text(ShownTimeOfDay(Signed(raw), column.per_second), buffer);
    case ParquetShown::kTimestamp:
      return Text(ShownInstant(Signed(raw), column.per_second), buffer);
    case ParquetShown::kInt96:
      return Text(Int96(raw), buffer);
    case ParquetShown::kUuid:
      return Text(ShownUuid(raw), buffer);
  }
  return {};
}

}  // namespace macie_local::extract
