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

// Fails for the id that a document gives to the record at `where`, unless a request can ask for it.
base::Status CheckGivenId(const std::string& where, std::string_view id);

// Returns 32 lower-case hex digits, the form for jobs, invitations, and classification findings that are no samples.
std::string NewHexId(IdSource& ids);

// Returns a random UUID in lower case, the form for custom data identifiers, findings filters, policy findings and
// samples.
std::string NewUuid(IdSource& ids);

// Returns 22 lower-case letters and digits, the form for allow lists and external ids of roles.
std::string NewShortId(IdSource& ids);

// HexOf and UuidOf make up a fact that nobody told and that every real record has. They return the same for the same
// text: `digits` lower-case hex digits, or a UUID of version 3, as those are that are made of a name.
std::string HexOf(std::string_view text, std::size_t digits);
std::string UuidOf(std::string_view text);

}  // namespace macie_local::service
