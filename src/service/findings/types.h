// Tells what follows from a finding's type: category, wording, severity (behaviour 16.4, 16.5).
#pragma once

#include <string_view>

#include "model/types/findings.h"

namespace macie_local::service {

struct FindingTypeInfo {
  model::FindingCategory category;
  std::string_view title, description;
};
const FindingTypeInfo& DescribeFindingType(model::FindingType type);

// Returns the severity of that level, with the score that belongs to it.
model::Severity MakeSeverity(model::SeverityDescription level);

// Returns the severity of a finding, whose `type` must be set: of a policy finding by its type alone; of a sensitive
// data finding the highest of what it reports, by detection type and count, and Low when it reports nothing.
model::Severity SeverityOf(const model::Finding& finding);

}  // namespace macie_local::service
