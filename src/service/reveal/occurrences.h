// Completes the occurrences of sensitive data in a state document.
#pragma once

#include <string>

#include "base/result.h"
#include "model/types/records.h"
#include "service/core/record_intake.h"
#include "state/state.h"

namespace macie_local::service {

template <>
base::Result<model::OccurrencesRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                      Timestamp now, model::OccurrencesRecord record);

}  // namespace macie_local::service
