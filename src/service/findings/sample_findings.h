// Sample findings (behaviour 4.4): what they are about is fictitious, all else is as in real ones.
#pragma once

#include <string>
#include <string_view>

#include "model/types/findings.h"
#include "state/state.h"
#include "state/transaction.h"

namespace macie_local::service {

inline constexpr std::string_view kSampleBucket = "macie-sample-finding-bucket";

// A sample as it would be for a new finding of the account `owner`.
model::Finding MakeSample(const state::PartitionKey& owner, state::Transaction& transaction, model::FindingType type);

}  // namespace macie_local::service
