// Findings filters of a state document.
#pragma once

#include <string>

#include "base/result.h"
#include "model/types/records.h"
#include "service/core/record_intake.h"
#include "state/state.h"

namespace macie_local::service {

// What CreateFindingsFilter asks for is there, and the criteria can be evaluated.
template <>
base::Result<model::FindingsFilterRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                         Timestamp now, model::FindingsFilterRecord record);

// No two filters of an account have the same name, and their positions are 1 to n. The error begins with `where`, the
// place of the list in the document.
base::Status CheckFindingsFilters(const std::string& where, const state::Table<model::FindingsFilterRecord>& table);

}  // namespace macie_local::service
