// Custom data identifiers, each in the texts of its own.
#pragma once

#include <cstdint>
#include <vector>

#include "detect/finder.h"
#include "pattern/candidates.h"
#include "pattern/matcher.h"
#include "units/batch.h"
#include "units/contexts.h"

namespace macie_local::detect {

// Says whether a name around a text, its own or one on the path to it, has a keyword of the matcher.
bool IsNamed(const pattern::CustomDataMatcher& matcher, const units::Contexts& contexts, std::uint32_t context);

class CustomFinder {
 public:
  explicit CustomFinder(std::vector<pattern::CustomDataMatcher> matchers);

  std::size_t size() const { return matchers_.size(); }
  void Begin(units::Shape shape, const units::Contexts& contexts);
  // Appends what each finds in each unit; `first_identifier` is the number of the first.
  void Search(const units::Batch& batch, std::uint32_t first_identifier, std::vector<Found>* found);

 private:
  // As detect::IsNamed, but looks at each context once.
  bool IsKnownAsNamed(std::size_t matcher, std::uint32_t context);

  std::vector<pattern::CustomDataMatcher> matchers_;
  pattern::Candidates candidates_;
  units::Shape shape_ = units::Shape::kFree;
  const units::Contexts* contexts_ = nullptr;
  std::uint64_t generation_ = 0;
  enum class Named : std::uint8_t { kUnknown, kNo, kYes };
  std::vector<Named> named_;  // by context, then by matcher
};

}  // namespace macie_local::detect
