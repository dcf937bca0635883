// Completes records as a state document gives them. Each family specialises the function here for each of its records,
// in a header that the family's own header exports.
#pragma once

#include <string>

#include "base/result.h"
#include "macie_local/ports.h"
#include "state/state.h"

namespace macie_local::service {

// Returns `record` with all that the family derives or defaults. `key` is the partition that it will be in, `now` the
// default of its times. Fails for a record that can't be taken; the error begins with `where`, its place in
// the document ("accounts.123456789012.us-east-1.members[0]"). A record without a specialisation does not compile.
template <class Record>
base::Result<Record> CompleteRecord(const state::PartitionKey& key, const std::string& where, Timestamp now,
                                    Record record) = delete;

}  // namespace macie_local::service
