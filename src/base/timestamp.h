// ISO 8601 text of times and durations.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "macie_local/ports.h"

namespace macie_local::base {

using macie_local::Timestamp;

// "2020-05-18T19:54:00Z"; the fraction has 0, 3 or 6 digits, whichever is the shortest that loses nothing (handbook
// A.4.1). Years 0000 to 9999 only.
void AppendIso8601(Timestamp time, std::string* out);
// Writes at most kIso8601BytesMax bytes at `to`; returns the end of what it wrote.
inline constexpr std::size_t kIso8601BytesMax = 28;
char* WriteIso8601(Timestamp time, char* to);
std::string ToIso8601(Timestamp time);

// Accepts YYYY-MM-DDTHH:MM:SS[.f{1,9}](Z|+HH:MM|-HH:MM); digits past the sixth of a fraction are cut. Nothing when the
// text is no such time.
std::optional<Timestamp> ParseIso8601(std::string_view text);

// ISO 8601 durations of fixed length: P[nW][nD][T[nH][nM][n[.f]S]], at least one part, no years or months, at most
// 10,000 years. Nothing when the text is no such duration.
std::optional<std::chrono::microseconds> ParseDuration(std::string_view text);
std::string ToDuration(std::chrono::microseconds duration);

inline Timestamp TruncateToMillis(Timestamp time) {
  return std::chrono::floor<std::chrono::milliseconds>(time);
}

}  // namespace macie_local::base
