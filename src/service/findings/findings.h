// Gathers the headers of findings and their filters that others may include.
#pragma once

#include "service/findings/door.h"             // IWYU pragma: export
#include "service/findings/filter_intake.h"    // IWYU pragma: export
#include "service/findings/intake.h"           // IWYU pragma: export
#include "service/findings/object_findings.h"  // IWYU pragma: export
#include "service/findings/policy_findings.h"  // IWYU pragma: export
#include "service/findings/result_location.h"  // IWYU pragma: export
#include "service/findings/saved_forms.h"      // IWYU pragma: export
#include "service/findings/view.h"             // IWYU pragma: export
