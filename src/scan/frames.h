// Plans and results as bytes, for the way between the server and the process that reads objects. That process reads
// hostile bytes, so neither side trusts the other: every count is held against what is left, every text against its
// bound, and of a result nothing is taken that could carry more than ids of the plan, numbers and places.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scan/object_result.h"
#include "scan/plan.h"

namespace macie_local::scan {

// Five lists of words of 35 MB each fit, and all else that a job may name.
inline constexpr std::size_t kPlanBytesMax = std::size_t{192} << 20;
// More than the places of any result take, each with its texts (kPlaceTextsBytesMax).
inline constexpr std::size_t kResultBytesMax = std::size_t{64} << 20;

std::string Encode(const Plan& plan);
// The error says what is wrong with the bytes.
base::Result<Plan> DecodePlan(std::string_view bytes);

// Requires every detection to be of one of the plan's identifiers, each at most once, and texts in their bounds.
std::string Encode(const ObjectResult& result, const Plan& plan);
// Returns detections in their order, whatever the order in the bytes. The error says what is wrong with the bytes.
base::Result<ObjectResult> DecodeResult(std::string_view bytes, const Plan& plan);

}  // namespace macie_local::scan
