// Gathers the headers of the retrieval of sensitive data that other rooms may include.
#pragma once

#include "service/reveal/occurrences.h"  // IWYU pragma: export
