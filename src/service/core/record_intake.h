// Records as a state document gives them, completed. Each family says for each of its records what that means, in a
// header that its own one exports: it specialises the function here.
#pragma once

#include <string>

#include "base/result.h"
#include "macie_local/ports.h"
#include "state/state.h"

namespace macie_local::service {

// Fills in what the family derives or defaults. The error, 400, begins with `where`, the record's place in the document
// ("accounts.123456789012.us-east-1.members[0]"). A record without a specialisation does not compile.
template <class Record>
base::Result<Record> CompleteRecord(const state::PartitionKey& key, const std::string& where, Timestamp now,
                                    Record record) = delete;

}  // namespace macie_local::service
