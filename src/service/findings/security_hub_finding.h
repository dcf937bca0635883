// Reads Macie's findings as Security Hub has them: in the AWS Security Finding Format, with what Macie's integration
// writes there (behaviour 17.2).
#pragma once

#include "base/result.h"
#include "model/types/findings.h"
#include "model/types/records.h"

namespace macie_local::service {

// Returns the finding that `imported` was made of, as far as that tells. Sensitive data and where it is come back
// whole; of a policy finding the API call and its actor are not there. The error says why it is none of Macie's.
base::Result<model::Finding> FindingOfSecurityHub(const model::HubFinding& imported);

}  // namespace macie_local::service
