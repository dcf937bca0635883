// Any bytes as a plan and as a result, which is how a hostile process or server would write them: what is read stays in
// its bounds and is written in bytes that read as the same.
#include <string>
#include <string_view>

#include "fuzz/fuzz.h"
#include "scan/frames.h"

namespace macie_local::fuzz {
namespace {

// What every result here is of.
scan::Plan KnownPlan() {
  scan::Plan plan;
  plan.identifiers = {"CREDIT_CARD_NUMBER", "NAME"};
  plan.custom.resize(2);
  plan.custom[0].id = "first";
  plan.custom[1].id = "second";
  plan.explain = true;
  return plan;
}

void CheckPlan(std::string_view bytes) {
  const auto plan = scan::DecodePlan(bytes);
  if (!plan.ok()) return;
  const std::string written = scan::Encode(*plan);
  Require(written == bytes, "a plan has one form");
  const auto again = scan::DecodePlan(written);
  Require(again.ok() && *again == *plan, "a plan reads as it was written");
}

void CheckResult(std::string_view bytes) {
  const scan::Plan plan = KnownPlan();
  const auto result = scan::DecodeResult(bytes, plan);
  if (!result.ok()) return;
  Require(result->detections.size() <= 4, "each identifier is told once");
  for (const scan::Detection& detection : result->detections) {
    Require(detection.count > 0 && detection.places.size() <= detection.count, "no more places than finds");
    Require(detection.places.size() <= scan::kPlacesMax, "no more places than a result has");
  }
  Require(result->near_misses.size() <= scan::kNearMissesMax, "no more near misses than a result has");
  for (const scan::NearMiss& near_miss : result->near_misses) {
    Require(near_miss.examples.size() <= scan::kMissExamplesMax, "no more examples than are told");
  }
  const std::string written = scan::Encode(*result, plan);
  const auto again = scan::DecodeResult(written, plan);
  Require(again.ok() && scan::Encode(*again, plan) == written, "a result reads as it was written");
}

}  // namespace

// The first byte says which of the two the others are.
void FuzzScanFrames(std::string_view input) {
  if (input.empty()) return;
  if (input.front() == 'p') {
    CheckPlan(input.substr(1));
  } else {
    CheckResult(input.substr(1));
  }
}

}  // namespace macie_local::fuzz
