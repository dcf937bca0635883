// The forms of the ids that Macie gives out (handbook 2, 1.4).
#pragma once

#include <string>

#include "macie_local/ports.h"

namespace macie_local::service {

// 32 lower-case hex digits: jobs, classification findings, invitations.
std::string NewHexId(IdSource& ids);

// A random UUID, lower case: custom data identifiers, findings filters, policy findings.
std::string NewUuid(IdSource& ids);

// 22 lower-case letters and digits: allow lists, external ids of roles.
std::string NewShortId(IdSource& ids);

}  // namespace macie_local::service
