// What follows from a finding's type: category, wording, severity (behaviour 16.4, 16.5).
#pragma once

#include <string_view>

#include "model/types/findings.h"

namespace macie_local::service {

struct FindingTypeInfo {
  model::FindingCategory category;
  std::string_view title, description;
};
const FindingTypeInfo& DescribeFindingType(model::FindingType type);

// With the score that belongs to it.
model::Severity MakeSeverity(model::SeverityDescription level);

// Of a policy finding by its type alone; of a sensitive data finding the highest of what it reports, by detection type
// and count. Low when it reports nothing. Requires `type`.
model::Severity SeverityOf(const model::Finding& finding);

}  // namespace macie_local::service
