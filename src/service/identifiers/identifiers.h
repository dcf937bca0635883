// What other families may call of custom data identifiers and allow lists.
#pragma once

#include "service/identifiers/custom_data_identifiers.h"  // IWYU pragma: export
#include "service/identifiers/records.h"                  // IWYU pragma: export
