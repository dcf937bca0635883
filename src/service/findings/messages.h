// Refusals of what selects and sorts findings, each with 400.
#pragma once

#include <string_view>

#include "wire/refusal.h"

namespace macie_local::service {

// `where` is the path of the criteria or condition in the request; `other` is the operator beside eqExactMatch.
wire::Refusal UnknownFindingField(std::string_view where, std::string_view field);
wire::Refusal ExactMatchNotAlone(std::string_view where, std::string_view other);

// `allowed` lists the attributes, separated by commas.
wire::Refusal CannotSortFindingsBy(std::string_view attribute, std::string_view allowed);

}  // namespace macie_local::service
