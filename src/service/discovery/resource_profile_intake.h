// Completes the resource profiles of a state document.
#pragma once

#include <string>

#include "base/result.h"
#include "model/types/records.h"
#include "service/core/record_intake.h"
#include "state/state.h"

namespace macie_local::service {

template <>
base::Result<model::ResourceProfileRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                          Timestamp now, model::ResourceProfileRecord record);

}  // namespace macie_local::service
