// Gathers the headers of administrators, members, invitations and organizations that others may include.
#pragma once

#include "service/organization/delegation.h"         // IWYU pragma: export
#include "service/organization/relation_changes.h"   // IWYU pragma: export
#include "service/organization/relation_intake.h"    // IWYU pragma: export
#include "service/organization/relation_messages.h"  // IWYU pragma: export
