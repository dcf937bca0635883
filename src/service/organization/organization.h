// What others may call of administrators, members, invitations and organizations.
#pragma once

#include "service/organization/delegation.h"         // IWYU pragma: export
#include "service/organization/relation_changes.h"   // IWYU pragma: export
#include "service/organization/relation_intake.h"    // IWYU pragma: export
#include "service/organization/relation_messages.h"  // IWYU pragma: export
