// Refusals of criteria and sorts of buckets, each with 400. The sentences are all our own: no text of AWS is known
// (behaviour F.3 6 [I]).
#pragma once

#include <string>
#include <string_view>

#include "wire/refusal.h"

namespace macie_local::service {

// In all of these `where` is the path in the request ("criteria.sizeInBytes"), `given` what stands there, and `allowed`
// or `expected` what may.
wire::Refusal UnknownField(std::string_view where, std::string_view field);
wire::Refusal OperatorNotAllowed(std::string_view where, std::string_view given, std::string_view allowed);
wire::Refusal EmptyList(std::string_view where);
wire::Refusal WrongValue(std::string_view where, std::string_view expected, std::string_view given);
wire::Refusal NotExactlyOne(std::string_view where, std::string_view members);
wire::Refusal NeedsKeyOrValue(std::string_view where);
wire::Refusal CannotSortBy(std::string_view attribute);

}  // namespace macie_local::service
