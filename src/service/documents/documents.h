// Gathers the headers of state documents that the control plane may include.
#pragma once

#include "service/documents/state_document.h"  // IWYU pragma: export
#include "service/documents/state_export.h"    // IWYU pragma: export
