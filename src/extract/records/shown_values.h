// How values of records that are no texts are shown, as they are searched [I].
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace macie_local::extract {

// Returns the day that is so many days after 1970-01-01 as "2026-01-31". A day outside of the years 1 to 9999 is the
// number.
std::string ShownDay(std::int64_t days);

// Returns the time that is so many parts of a second after 1970 as "2026-01-31 23:59:59", with the digits of the
// fraction that are needed, and without the time when that is midnight. A day outside of the years 1 to 9999 is the
// number. `parts` is how many of them a second has, a power of ten up to 10^9.
std::string ShownInstant(std::int64_t count, std::int64_t parts);

// Returns the time that is so many parts of a second after midnight as "23:59:59", with the fraction as ShownInstant
// has it. What is no time of a day is the number.
std::string ShownTimeOfDay(std::int64_t count, std::int64_t parts);

// Returns a whole number in two's complement, its highest byte first, as a number of which the last `scale` digits
// stand behind a point. A longer one than kDecimalBytesMax is no number: it is empty.
inline constexpr std::size_t kDecimalBytesMax = 32;
inline constexpr std::uint32_t kDecimalScaleMax = 100;
std::string ShownDecimal(std::string_view bytes, std::uint32_t scale);

// Returns sixteen bytes as "00112233-4455-6677-8899-aabbccddeeff". Requires sixteen.
std::string ShownUuid(std::string_view bytes);

// Write a number that has a fraction with as many digits as tell it from others, a whole one below 10^17 with all of
// its digits. Return the end. At most kNumberBytesMax bytes are written.
inline constexpr std::size_t kNumberBytesMax = 32;
char* WriteNumber(double number, char* to);
char* WriteNumber(float number, char* to);

}  // namespace macie_local::extract
