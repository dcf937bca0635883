// The ids of what automated discovery has one of in every account and region. They follow from those, so that they are
// there before anything was set, and the same after a restart or a reset [I].
#pragma once

#include <string>
#include <string_view>

#include "state/state.h"

namespace macie_local::service {

// The name of both (behaviour 12).
inline constexpr std::string_view kDiscoveryName = "automated-sensitive-data-discovery";

// 32 lower-case hex digits.
std::string ClassificationScopeId(const state::PartitionKey& key);
std::string SensitivityTemplateId(const state::PartitionKey& key);

}  // namespace macie_local::service
