// Completes and checks the findings filters of a state document.
#pragma once

#include <string>

#include "base/result.h"
#include "model/types/records.h"
#include "service/core/record_intake.h"
#include "state/state.h"

namespace macie_local::service {

// Requires what CreateFindingsFilter requires, and criteria that can be evaluated.
template <>
base::Result<model::FindingsFilterRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                         Timestamp now, model::FindingsFilterRecord record);

// Fails for filters of an account of which two have the same name, or whose positions are not 1 to n. The error begins
// with `where`, the place of the list in the document.
base::Status CheckFindingsFilters(const std::string& where, const state::Table<model::FindingsFilterRecord>& table);

}  // namespace macie_local::service
