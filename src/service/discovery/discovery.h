// Gathers the headers of automated sensitive data discovery that other families may include.
#pragma once

#include "service/discovery/monitoring.h"               // IWYU pragma: export
#include "service/discovery/resource_profile_intake.h"  // IWYU pragma: export
#include "service/discovery/sensitivity_score.h"        // IWYU pragma: export
