// Refusals of criteria and sorts of buckets, each with 400. The sentences are all our own: no text of AWS is known
// (behaviour F.3 6 [I]).
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace macie_local::service {

// In all of these `where` is the path in the request ("criteria.sizeInBytes"), `given` what stands there, and `allowed`
// or `expected` what may.
base::ApiError UnknownField(std::string_view where, std::string_view field);
base::ApiError OperatorNotAllowed(std::string_view where, std::string_view given, std::string_view allowed);
base::ApiError EmptyList(std::string_view where);
base::ApiError WrongValue(std::string_view where, std::string_view expected, std::string_view given);
base::ApiError NotExactlyOne(std::string_view where, std::string_view members);
base::ApiError NeedsKeyOrValue(std::string_view where);
base::ApiError MissingMember(std::string_view where);
base::ApiError CannotSortBy(std::string_view attribute);

}  // namespace macie_local::service
