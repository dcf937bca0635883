// What was found in one object: ids, numbers and places, never the text that was found.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scan/near_miss.h"
#include "units/place.h"

namespace macie_local::scan {

// A result tells so many places of each identifier; its count goes on (behaviour 19.3).
inline constexpr std::size_t kPlacesMax = 1000;
// No text of a place has more bytes: 250 characters of at most four (behaviour 16.3).
inline constexpr std::size_t kPlaceTextBytesMax = 1024;
// The texts of all places of a result have at most so many bytes together: beyond them no further places are told.
inline constexpr std::size_t kPlaceTextsBytesMax = std::size_t{32} << 20;
inline constexpr std::size_t kMimeBytesMax = 127;

enum class Status : std::uint8_t {
  kComplete,
  kPartial,  // what was read is told
  kSkipped   // nothing was read, and nothing is told
};

// Returns the status as the API spells it.
constexpr std::string_view NameOf(Status status) {
  switch (status) {
    case Status::kComplete:
      return "COMPLETE";
    case Status::kPartial:
      return "PARTIAL";
    case Status::kSkipped:
      break;
  }
  return "SKIPPED";
}

struct Detection {
  std::string id{};
  bool custom = false;
  std::uint64_t count = 0;             // at least 1
  std::vector<units::Place> places{};  // in the order of the object, at most kPlacesMax; none where the format has none
};

struct ObjectResult {
  Status status = Status::kComplete;
  std::string reason{};                 // one of kReasons, or empty
  std::string mime{};                   // empty where the object was not looked into
  std::uint64_t bytes = 0;              // that were read; none when it was skipped
  std::vector<Detection> detections{};  // the managed ones by id, then the custom ones in the plan's order
  // With Plan::explain. Those that break the fewest rules first, then in the plan's order.
  std::vector<NearMiss> near_misses{};
};

// Why an object was not read, or not to its end (behaviour 16.2).
inline constexpr std::array<std::string_view, 21> kReasons{
    "ARCHIVE_CONTAINS_UNPROCESSED_FILES",
    "ARCHIVE_EXCEEDS_SIZE_LIMIT",
    "ARCHIVE_NESTING_LEVEL_OVER_LIMIT",
    "ARCHIVE_TOTAL_BYTES_EXTRACTED_OVER_LIMIT",
    "ARCHIVE_TOTAL_DOCUMENTS_PROCESSED_OVER_LIMIT",
    "FILE_EXCEEDS_SIZE_LIMIT",
    "INVALID_ENCRYPTION",
    "INVALID_KMS_KEY",
    "INVALID_OBJECT_STATE",
    "JSON_NESTING_LEVEL_OVER_LIMIT",
    "MALFORMED_FILE",
    "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT",
    "NO_SUCH_BUCKET_AVAILABLE",
    "OBJECT_VERSION_MISMATCH",
    "OOXML_UNCOMPRESSED_RATIO_EXCEEDS_LIMIT",
    "OOXML_UNCOMPRESSED_SIZE_EXCEEDS_LIMIT",
    "PERMISSION_DENIED",
    "SOURCE_OBJECT_NO_LONGER_AVAILABLE",
    "TIME_CUT_OFF_REACHED",
    "UNABLE_TO_PARSE_FILE",
    "UNSUPPORTED_FILE_TYPE_EXCEPTION",
};

// Returns the result of an object of which nothing was read.
inline ObjectResult Skipped(std::string_view reason) {
  ObjectResult result;
  result.status = Status::kSkipped;
  result.reason = reason;
  return result;
}

}  // namespace macie_local::scan
