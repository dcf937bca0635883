// Completes the allow lists and custom data identifiers of a state document.
#pragma once

#include <string>

#include "base/result.h"
#include "model/types/records.h"
#include "service/core/record_intake.h"
#include "state/state.h"

namespace macie_local::service {

template <>
base::Result<model::AllowListRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                    Timestamp now, model::AllowListRecord record);
template <>
base::Result<model::CustomDataIdentifierRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                               Timestamp now, model::CustomDataIdentifierRecord record);

}  // namespace macie_local::service
