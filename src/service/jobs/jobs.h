// Gathers the headers of classification jobs that others may include.
#pragma once

#include "service/jobs/due.h"         // IWYU pragma: export
#include "service/jobs/events.h"      // IWYU pragma: export
#include "service/jobs/intake.h"      // IWYU pragma: export
#include "service/jobs/reading.h"     // IWYU pragma: export
#include "service/jobs/runs.h"        // IWYU pragma: export
#include "service/jobs/suspension.h"  // IWYU pragma: export
#include "service/jobs/view.h"        // IWYU pragma: export
