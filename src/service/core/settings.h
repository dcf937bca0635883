// The settings that an account has once in a region: the one SettingsRecord of a partition.
#pragma once

#include "model/types/records.h"
#include "service/core/call.h"
#include "service/core/record_intake.h"
#include "state/transaction.h"

namespace macie_local::service {

// Returns the partition's settings; they are empty when nothing was ever set.
inline model::SettingsRecord SettingsOf(const state::Partition& partition) {
  const auto* settings = partition.Find<model::SettingsRecord>(state::kOnlyRecord);
  return settings == nullptr ? model::SettingsRecord() : *settings;
}

inline void PutSettings(const Call& call, state::Transaction& transaction, model::SettingsRecord settings) {
  transaction.Put(call.caller, state::kOnlyRecord, std::move(settings));
}

// A state document's settings are taken as they stand.
template <>
inline base::Result<model::SettingsRecord> CompleteRecord(const state::PartitionKey&, const std::string&, Timestamp,
                                                          model::SettingsRecord record) {
  return record;
}

}  // namespace macie_local::service
