// Gathers the headers of custom data identifiers and allow lists that other families may include.
#pragma once

#include "service/identifiers/allow_list_words.h"         // IWYU pragma: export
#include "service/identifiers/custom_data_identifiers.h"  // IWYU pragma: export
#include "service/identifiers/records.h"                  // IWYU pragma: export
