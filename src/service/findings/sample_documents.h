// The texts of sample findings.
#pragma once

#include <string>

#include "model/types/findings.h"

namespace macie_local::service {

// Returns what a sample of `type` tells, for NewFinding to complete, as JSON of a Finding. What differs from one to the
// next stands in it as $account, $region, $partition, $bucket, $time, $job and $uuid.
std::string SampleDocument(model::FindingType type);

}  // namespace macie_local::service
