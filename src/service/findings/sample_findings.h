// Makes sample findings (behaviour 4.4): what they are about is fictitious, all else is as in real ones.
#pragma once

#include <string>
#include <string_view>

#include "model/types/findings.h"
#include "state/state.h"
#include "state/transaction.h"

namespace macie_local::service {

// The name of the bucket that samples are about.
inline constexpr std::string_view kSampleBucket = "macie-sample-finding-bucket";

// Returns a new sample of the account `owner`, complete and not stored.
model::Finding MakeSample(const state::PartitionKey& owner, state::Transaction& transaction, model::FindingType type);

}  // namespace macie_local::service
