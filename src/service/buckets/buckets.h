// What others may call of the bucket inventory.
#pragma once

#include "service/buckets/criteria.h"  // IWYU pragma: export
#include "service/buckets/import.h"    // IWYU pragma: export
#include "service/buckets/intake.h"    // IWYU pragma: export
