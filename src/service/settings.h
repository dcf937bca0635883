// What is set once for an account and region: the one SettingsRecord of a partition.
#pragma once

#include "model/types/records.h"
#include "service/call.h"
#include "store/transaction.h"

namespace macie_local::service {

// Empty when nothing was ever set.
inline model::SettingsRecord SettingsOf(const store::Partition& partition) {
  const auto* settings = partition.Find<model::SettingsRecord>(store::kOnlyRecord);
  return settings == nullptr ? model::SettingsRecord() : *settings;
}

inline void PutSettings(const Call& call, store::Transaction& transaction, model::SettingsRecord settings) {
  transaction.Put(call.caller, store::kOnlyRecord, std::move(settings));
}

}  // namespace macie_local::service
