// The ids of what automated discovery has one of in every account and region. They follow from those, so that they are
// there before anything was set, and the same after a restart or a reset [I].
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "store/state.h"

namespace macie_local::service {

// The name of both (handbook 2, section 12).
inline constexpr std::string_view kDiscoveryName = "automated-sensitive-data-discovery";

// 32 lower-case hex digits.
std::string ClassificationScopeId(const store::PartitionKey& key);
std::string SensitivityTemplateId(const store::PartitionKey& key);

// 404, in the one text that is known of an unknown id (handbook 2, 1.2 [W]).
base::ApiError NoSuchId();

}  // namespace macie_local::service
