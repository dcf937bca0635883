// ISO 8601 text of times and durations.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "macie_local/ports.h"

namespace macie_local::base {

using macie_local::Timestamp;

// The first and the last instant that the API's texts can name: year 0000 to year 9999, UTC. No time that is parsed,
// derived or stored lies outside.
inline constexpr Timestamp kEarliest{std::chrono::sys_days(std::chrono::year(0) / 1 / 1)};
inline constexpr Timestamp kLatest{std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1) -
                                   std::chrono::microseconds(1)};

constexpr bool IsWithin(Timestamp time) {
  return kEarliest <= time && time <= kLatest;
}

// `time` + `by`, or nothing when that, or `time` itself, lies outside of kEarliest to kLatest. Takes any duration.
constexpr std::optional<Timestamp> AddWithin(Timestamp time, std::chrono::microseconds by) {
  if (!IsWithin(time) || by > kLatest - time || by < kEarliest - time) return std::nullopt;
  return time + by;
}

// The time `millis` after 1970, or nothing when it lies outside of kEarliest to kLatest. Takes any number: chrono
// itself would overflow where it turns milliseconds into microseconds, a comparison included.
constexpr std::optional<Timestamp> FromEpochMillis(std::int64_t millis) {
  constexpr std::int64_t kMicros = 1000;
  if (millis < kEarliest.time_since_epoch().count() / kMicros) return std::nullopt;
  if (millis > kLatest.time_since_epoch().count() / kMicros) return std::nullopt;
  return Timestamp(std::chrono::microseconds(millis * kMicros));
}

// How a time is written: with the shortest fraction of 0, 3 or 6 digits that loses nothing ("2020-05-18T19:54:00Z"), or
// of 3 or 6 ("2020-05-18T19:54:00.000Z"), as Macie writes all but a few (behaviour A.4.1).
enum class TimeForm : std::uint8_t { kShortest, kMillis };

// A time outside of kEarliest to kLatest is written as the nearer of the two.
void AppendIso8601(Timestamp time, std::string* out, TimeForm form = TimeForm::kShortest);
// Writes at most kIso8601BytesMax bytes at `to`; returns the end of what it wrote.
inline constexpr std::size_t kIso8601BytesMax = 28;
char* WriteIso8601(Timestamp time, char* to, TimeForm form);
std::string ToIso8601(Timestamp time, TimeForm form = TimeForm::kShortest);

// Accepts YYYY-MM-DDTHH:MM:SS[.f{1,9}](Z|+HH:MM|-HH:MM); digits past the sixth of a fraction are cut. Nothing when the
// text is no such time, or names one that its offset moves out of kEarliest to kLatest.
std::optional<Timestamp> ParseIso8601(std::string_view text);
// As ParseIso8601, and as other programs print times: Python's str() has a space for the T, some write the offset
// without the colon.
std::optional<Timestamp> ParsePrintedTime(std::string_view text);

// No duration that is parsed is longer: 10,000 years of 366 days.
inline constexpr std::chrono::microseconds kDurationMax = std::chrono::days(10'000 * 366);

// ISO 8601 durations of fixed length: P[nW][nD][T[nH][nM][n[.f]S]], at least one part, no years or months, at most
// kDurationMax. Nothing when the text is no such duration.
std::optional<std::chrono::microseconds> ParseDuration(std::string_view text);
std::string ToDuration(std::chrono::microseconds duration);

inline Timestamp TruncateToMillis(Timestamp time) {
  return std::chrono::floor<std::chrono::milliseconds>(time);
}

}  // namespace macie_local::base
