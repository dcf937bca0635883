// Gathers the headers of the bucket inventory that others may include.
#pragma once

#include "service/buckets/criteria.h"  // IWYU pragma: export
#include "service/buckets/import.h"    // IWYU pragma: export
#include "service/buckets/intake.h"    // IWYU pragma: export
#include "service/buckets/objects.h"   // IWYU pragma: export
