// The ids of the classification scope and the sensitivity inspection template, of which every account has one in each
// region. They follow from the account and region, so that they are there before anything was set, and are the same
// after a restart or a reset [I].
#pragma once

#include <string>
#include <string_view>

#include "state/state.h"

namespace macie_local::service {

// The name of the scope, and of the template (behaviour 12).
inline constexpr std::string_view kDiscoveryName = "automated-sensitive-data-discovery";

// Return 32 lower-case hex digits.
std::string ClassificationScopeId(const state::PartitionKey& key);
std::string SensitivityTemplateId(const state::PartitionKey& key);

}  // namespace macie_local::service
