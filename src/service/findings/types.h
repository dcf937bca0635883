// Tells what follows from a finding's type: category, wording, severity (behaviour 16.4, 16.5).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/types/custom_data_identifiers.h"
#include "model/types/findings.h"

namespace macie_local::service {

struct FindingTypeInfo {
  model::FindingCategory category;
  std::string_view title, description;
};
const FindingTypeInfo& DescribeFindingType(model::FindingType type);

// Returns the severity of that level, with the score that belongs to it.
model::Severity MakeSeverity(model::SeverityDescription level);

// Returns how severe `count` occurrences are of what the managed data identifier `type` detects.
model::SeverityDescription SeverityOf(std::string_view type, std::int64_t count);

// Returns how severe `count` occurrences are of what a custom data identifier with these levels detects: the highest
// level whose threshold they reach, nothing when they reach none. Without levels it is always Medium.
std::optional<model::SeverityDescription> SeverityOfCustom(const std::vector<model::SeverityLevel>& levels,
                                                           std::int64_t count);

// Returns the severity of a finding, whose `type` must be set: of a policy finding by its type alone; of a sensitive
// data finding the highest of what it reports, by detection type and count, and Low when it reports nothing.
model::Severity SeverityOf(const model::Finding& finding);

}  // namespace macie_local::service
