// From what a worker found in an object to what the service makes findings of.
#pragma once

#include "objects/object.h"
#include "scan/object_result.h"
#include "scan/plan.h"
#include "service/findings/findings.h"

namespace macie_local::work {

// Returns what `result` says of the object; `plan` is what it was looked through for.
service::ScannedObject ScannedOf(const objects::ObjectInfo& object, const scan::Plan& plan,
                                 const scan::ObjectResult& result);

}  // namespace macie_local::work
