// Says why what has the form of an identifier was no hit. A search of its own, so that the one for hits is not slower
// for it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "detect/detector.h"
#include "detect/finder.h"
#include "pattern/matcher.h"
#include "units/batch.h"
#include "units/contexts.h"

namespace macie_local::detect {

// A keyword that stands too far from a value to count for it.
struct FarKeyword {
  std::string_view keyword;    // as the table of identifiers has it, so none of the text's own words
  std::uint32_t distance = 0;  // characters between the nearest edges
  bool before = false;         // before the value, or behind it
};

// A keyword of the identifier is looked for so many bytes before and behind a value in free text.
inline constexpr std::int64_t kFarBytes = 480;

// Returns the keyword of a managed identifier that is nearest to a near miss in free text, of equally near ones the one
// before it; nothing where there is none within kFarBytes.
std::optional<FarKeyword> NearestKeyword(const units::Batch& batch, const NearMiss& near_miss);

// Not thread-safe. Of NAME and ADDRESS, and of tokens whose form is all that they have, nothing is told.
class Explainer {
 public:
  explicit Explainer(const Selection& selection);
  Explainer(const Explainer&) = delete;
  Explainer& operator=(const Explainer&) = delete;

  // A new text. `contexts` outlives its last Explain.
  void Begin(units::Shape shape, const units::Contexts& contexts);
  // Calls `tell` for the near misses that the batch owns, each piece of text once for an identifier: where several
  // forms of one overlap it is the one that breaks the fewest rules. Nothing is told of what a hit of the same
  // identifier overlaps. `hits` are those of the batch, as Detector::Scan gives them.
  using Tell = std::function<void(const NearMiss&)>;
  void Explain(const units::Batch& batch, const std::vector<Hit>& hits, const Tell& tell);

 private:
  void ExplainManaged(const units::Batch& batch, const Tell& tell);
  void ExplainCustom(const units::Batch& batch, const Tell& tell);
  // Says whether a hit of the identifier overlaps it, or what was told of it.
  bool IsTaken(const NearMiss& near_miss) const;

  std::vector<NearMiss> near_misses_;  // before finder_, which fills it
  Finder finder_;
  std::vector<pattern::CustomDataMatcher> custom_;
  units::Shape shape_ = units::Shape::kFree;
  const units::Contexts* contexts_ = nullptr;
  std::vector<Hit> hits_;            // by identifier, then by begin
  std::vector<std::int64_t> reach_;  // by identifier: up to here all is told of it; of the batch before, its hits too
  std::vector<Found> unused_;
};

}  // namespace macie_local::detect
