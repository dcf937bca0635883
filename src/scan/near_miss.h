// What has the form of an identifier in an object and was no hit, with the rules that it breaks: for people who wonder.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "units/place.h"

namespace macie_local::scan {

// A rule that a value breaks, or that takes a hit away. Bit n of NearMiss::reasons is kMissReasons[n].
enum class MissReason : std::uint8_t {
  kNoKeyword,     // of the identifier, where one counts
  kCheckFailed,   // check digits, or the range of a part
  kDigitsBeside,  // it is part of something longer
  kOtherKeyword,  // the keyword of another identifier, which tells it, is there
  kExampleValue,  // it is a published example
  kIgnoreWord,    // of a custom data identifier
  kAllowList,     // it is on one
  kIgnoreMark,    // Plan::ignore_mark stands in its line
  kCountLimit     // as many as are counted were found before it
};
inline constexpr std::array<std::string_view, 9> kMissReasons{"NO_KEYWORD",    "CHECK_FAILED",  "DIGITS_BESIDE",
                                                              "OTHER_KEYWORD", "EXAMPLE_VALUE", "IGNORE_WORD",
                                                              "ALLOW_LIST",    "IGNORE_MARK",   "COUNT_LIMIT"};

// So many examples of each identifier and set of reasons are told, and so many of these; counts go on.
inline constexpr std::size_t kMissExamplesMax = 5;
inline constexpr std::size_t kNearMissesMax = 1000;
inline constexpr std::size_t kKeywordBytesMax = 128;

struct MissExample {
  units::Place place{};
  // Of NO_KEYWORD in free text: the nearest keyword of the identifier that stands too far from the value, so many
  // characters before or behind it. Empty: there is none within detect::kFarBytes, or no such reason.
  std::string keyword{};
  std::uint32_t distance = 0;
  bool before = false;
};

struct NearMiss {
  std::string id{};
  bool custom = false;
  std::uint32_t reasons = 0;            // a set of MissReason, at least one
  std::uint64_t count = 0;              // at least 1
  std::vector<MissExample> examples{};  // the first ones, at most kMissExamplesMax; none where there are no places

  bool Has(MissReason reason) const { return (reasons >> static_cast<unsigned>(reason) & 1u) != 0; }
};

}  // namespace macie_local::scan
