// The forms in which findings and jobs are saved other than as GetFindings and DescribeClassificationJob print them.
// This is the one place that knows them (docs/seeding.md lists them); what is only spelled otherwise, the codec takes
// by itself (wire/codec.h).
#pragma once

#include "wire/codec.h"

namespace macie_local::service {

// Returns the other forms, which stay as long as the process.
// A finding may be
// - an EventBridge event of Macie, whose `detail` it is;
// - a finding of Security Hub that came from Macie, or the event of its import (security_hub_finding.h);
// - a line of a result file that tells of a whole object in which something was found.
// A job may be an item of ListClassificationJobs, which says where it looks beside `jobId` and not in
// `s3JobDefinition`, and nothing of when a recurring job runs: that is daily then [I].
const wire::OtherForms& SavedForms();

}  // namespace macie_local::service
