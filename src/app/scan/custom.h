// Reads custom data identifiers for a scan without a server.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "scan/plan.h"

namespace macie_local::app {

// Reads the body of CreateCustomDataIdentifier, the JSON that the AWS CLI takes by --cli-input-json: name, regex,
// keywords, ignoreWords, maximumMatchDistance; severityLevels and tags are taken and mean nothing here. The limits are
// the operation's (behaviour 9), and so is what its regex may be. The name becomes the id.
base::Result<scan::CustomIdentifier> ReadCustomIdentifier(std::string_view text);

}  // namespace macie_local::app
