// What the detector finds in a text, as the tests want to read it.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "detect/detector.h"
#include "detect/kernels.h"
#include "support/text_batches.h"

namespace macie_local::detect {

inline constexpr std::uint64_t kTestHashSeed = 1;

inline std::uint32_t IndexOf(std::string_view id) {
  const auto all = Identifiers();
  const auto at = std::find_if(all.begin(), all.end(), [&](const Identifier& each) { return each.id == id; });
  return static_cast<std::uint32_t>(at - all.begin());
}

inline Selection Everything() {
  Selection selection;
  for (std::uint32_t at = 0; at < Identifiers().size(); ++at) selection.identifiers.push_back(at);
  return selection;
}

using Counts = std::map<std::string, int>;

inline Counts CountsOf(const std::vector<Hit>& hits) {
  Counts counts;
  for (const Hit& hit : hits) ++counts[std::string(Identifiers()[hit.identifier].id)];
  return counts;
}

// "SSN 123-45-6789" for each hit.
inline std::vector<std::string> Shown(const std::vector<Hit>& hits, std::string_view text) {
  std::vector<std::string> shown;
  for (const Hit& hit : hits) {
    shown.push_back(std::string(Identifiers()[hit.identifier].id) + " " +
                    std::string(text.substr(hit.begin, hit.end - hit.begin)));
  }
  return shown;
}

inline std::vector<Hit> HitsIn(Detector* detector, std::string_view text) {
  const units::Contexts contexts(kTestHashSeed);
  const auto batch = support::TextBatch::OfText(text);
  std::vector<Hit> hits;
  detector->Begin(units::Shape::kFree, contexts);
  detector->Scan(batch.Get(), &hits);
  return hits;
}

inline std::vector<Hit> HitsIn(std::string_view text) {
  Detector detector(Everything());
  return HitsIn(&detector, text);
}

}  // namespace macie_local::detect
