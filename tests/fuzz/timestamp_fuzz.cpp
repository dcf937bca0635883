// Any bytes as a time and as a duration: what is read is written in a text that reads as the same.
#include <string>
#include <string_view>

#include "base/timestamp.h"
#include "fuzz/fuzz.h"

namespace macie_local::fuzz {

void FuzzTimestamp(std::string_view text) {
  if (const auto time = base::ParseIso8601(text)) {
    const std::string written = base::ToIso8601(*time);
    Require(written.size() <= base::kIso8601BytesMax, "a time's text has a bound");
    const auto again = base::ParseIso8601(written);
    Require(again && *again == *time, "a time's text reads as that time");
    Require(base::ToIso8601(*again) == written, "a time has one text");
    Require(base::TruncateToMillis(*time) <= *time, "a time cut to milliseconds is not later");
  }
  if (const auto duration = base::ParseDuration(text)) {
    const std::string written = base::ToDuration(*duration);
    const auto again = base::ParseDuration(written);
    Require(again && *again == *duration, "a duration's text reads as that duration");
    Require(base::ToDuration(*again) == written, "a duration has one text");
  }
}

}  // namespace macie_local::fuzz
