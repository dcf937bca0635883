// What other rooms may call of the retrieval of sensitive data.
#pragma once

#include "service/reveal/occurrences.h"  // IWYU pragma: export
