// The forms of the ids that Macie gives out (behaviour 1.4).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "macie_local/ports.h"

namespace macie_local::service {

// The ids of findings and custom data identifiers have at most so many letters, digits, '-', '_' and '.', in a document
// as in a request: a list that asks for another one is refused (overlay.json) [I].
inline constexpr std::size_t kIdCharactersMax = 39;

// Refuses the id that a document gives to the record at `where` unless a request can ask for it: 400.
base::Status CheckGivenId(const std::string& where, std::string_view id);

// 32 lower-case hex digits: jobs, classification findings that are no samples, invitations.
std::string NewHexId(IdSource& ids);

// A random UUID, lower case: custom data identifiers, findings filters, policy findings, samples.
std::string NewUuid(IdSource& ids);

// 22 lower-case letters and digits: allow lists, external ids of roles.
std::string NewShortId(IdSource& ids);

// What stands for a fact that nobody told and that every real record has: the same for the same text.
// `digits` lower-case hex digits.
std::string HexOf(std::string_view text, std::size_t digits);
// A UUID of version 3, as those are that are made of a name.
std::string UuidOf(std::string_view text);

}  // namespace macie_local::service
