// Sentences about findings and what selects and sorts them.
#pragma once

#include <string_view>

#include "base/error.h"

namespace macie_local::service {

// 400. `where` is the path of the criteria or condition in the request.
base::ApiError UnknownFindingField(std::string_view where, std::string_view field);
base::ApiError ExactMatchNotAlone(std::string_view where, std::string_view other);

// 400. `allowed` lists the attributes, separated by commas.
base::ApiError CannotSortFindingsBy(std::string_view attribute, std::string_view allowed);

}  // namespace macie_local::service
