// What the control plane may call of state documents.
#pragma once

#include "service/documents/state_document.h"  // IWYU pragma: export
#include "service/documents/state_export.h"    // IWYU pragma: export
