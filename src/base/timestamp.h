// Bounds of times, and times and durations as ISO 8601 text.
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

// Returns `time` + `by`, or nullopt when that, or `time` itself, lies outside of kEarliest to kLatest. Takes any
// duration.
constexpr std::optional<Timestamp> AddWithin(Timestamp time, std::chrono::microseconds by) {
  if (!IsWithin(time) || by > kLatest - time || by < kEarliest - time) return std::nullopt;
  return time + by;
}

// Returns the time `millis` milliseconds after 1970, or nullopt when it lies outside of kEarliest to kLatest. Takes any
// number: chrono itself would overflow where it turns milliseconds into microseconds, a comparison included.
constexpr std::optional<Timestamp> FromEpochMillis(std::int64_t millis) {
  constexpr std::int64_t kMicros = 1000;
  if (millis < kEarliest.time_since_epoch().count() / kMicros) return std::nullopt;
  if (millis > kLatest.time_since_epoch().count() / kMicros) return std::nullopt;
  return Timestamp(std::chrono::microseconds(millis * kMicros));
}

// The fraction of seconds with which a time is written: the shortest of those that lose nothing.
enum class TimeForm : std::uint8_t {
  kShortest,  // of 0, 3 or 6 digits: "2020-05-18T19:54:00Z"
  kMillis     // of 3 or 6 digits: "2020-05-18T19:54:00.000Z", as Macie writes all but a few (behaviour A.4.1)
};

// These write a time in UTC. One outside of kEarliest to kLatest is written as the nearer of the two.
void AppendIso8601(Timestamp time, std::string* out, TimeForm form = TimeForm::kShortest);
// Writes at most kIso8601BytesMax bytes at `to`, and returns the end of what it wrote.
inline constexpr std::size_t kIso8601BytesMax = 28;
char* WriteIso8601(Timestamp time, char* to, TimeForm form);
std::string ToIso8601(Timestamp time, TimeForm form = TimeForm::kShortest);

// Reads YYYY-MM-DDTHH:MM:SS[.f{1,9}](Z|+HH:MM|-HH:MM); digits past the sixth of a fraction are cut. Returns nullopt
// when the text is no such time, or names one that its offset moves out of kEarliest to kLatest.
std::optional<Timestamp> ParseIso8601(std::string_view text);
// Reads what ParseIso8601 reads, and times as other programs print them: Python's str() has a space for the T, some
// write the offset without the colon.
std::optional<Timestamp> ParsePrintedTime(std::string_view text);

// The longest duration that is parsed: 10,000 years of 366 days.
inline constexpr std::chrono::microseconds kDurationMax = std::chrono::days(10'000 * 366);

// Reads an ISO 8601 duration of fixed length: P[nW][nD][T[nH][nM][n[.f]S]], with at least one part, no years or months,
// at most kDurationMax. Returns nullopt when the text is no such duration.
std::optional<std::chrono::microseconds> ParseDuration(std::string_view text);
std::string ToDuration(std::chrono::microseconds duration);

inline Timestamp TruncateToMillis(Timestamp time) {
  return std::chrono::floor<std::chrono::milliseconds>(time);
}

}  // namespace macie_local::base
