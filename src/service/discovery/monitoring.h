// What automated sensitive data discovery does to accounts and to their buckets (behaviour 12): for all
// operations that turn it on or off or change what it looks at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/types/records.h"
#include "state/transaction.h"

namespace macie_local::service {

// The account's own; null when nothing was ever set. Valid as long as the partition.
const model::DiscoverySettings* DiscoveryOf(const state::Partition& partition);
bool IsDiscoveryOn(const state::Partition& partition);

// 403 for an account that has an administrator: the settings, scores and statistics are the administrator's
// (behaviour 15.4; the text is ours [I]). `partition` is the caller's.
base::Status RequireOwnDiscovery(const state::Partition& partition);

// Turns it on or off in one account, keeps the times of its settings, and has the account's buckets follow. Moves
// lastUpdatedAt even when nothing else changes.
void SetDiscoveryStatus(state::Transaction& transaction, const state::PartitionKey& key,
                        model::AutomatedDiscoveryStatus status);

// The same, and nothing when it is so already.
void SwitchDiscovery(state::Transaction& transaction, const state::PartitionKey& key,
                     model::AutomatedDiscoveryStatus status);

// What becomes of it when a membership begins: on, when the administrator has it on for its members as they come (ALL,
// NEW). And when one ends: off, as documented for an organization that loses its administrator; for every other end
// [I].
void JoinDiscovery(state::Transaction& transaction, const state::PartitionKey& administrator,
                   const state::PartitionKey& member);
void LeaveDiscovery(state::Transaction& transaction, const state::PartitionKey& member);

// The buckets' automatedDiscoveryMonitoringStatus follows what it depends on [I]: MONITORED while discovery is on in
// the account, the classification scope (the administrator's, for a member) doesn't exclude the bucket, its score is
// not overridden, and Macie can read it. One pass over the account's buckets.
void RefreshMonitoring(state::Transaction& transaction, const state::PartitionKey& key);
// Those of the account and of all that it administers.
void RefreshAllMonitoring(state::Transaction& transaction, const state::PartitionKey& administrator);

// Holds the names of the buckets of one account that its classification scope leaves out, as they are when it is made,
// so that a list of buckets can be looked up in it. Reading it is safe from several threads.
class ExcludedBuckets {
 public:
  ExcludedBuckets(const state::Transaction& transaction, const state::PartitionKey& key);
  bool contains(std::string_view bucket_name) const;

 private:
  std::vector<std::string> names_;  // sorted
};

// Gives `bucket` of the account `key` what it takes from its profile and the settings, when these say anything: the
// score of its profile, and with `monitoring` its automatedDiscoveryMonitoringStatus. `excluded` is that of the
// account.
void ApplyDiscovery(const state::Transaction& transaction, const state::PartitionKey& key,
                    const ExcludedBuckets& excluded, bool monitoring, model::BucketMetadata* bucket);
// The same for a stored bucket, after its profile or the settings changed. Nothing happens when there is none.
void RefreshBucket(state::Transaction& transaction, const state::PartitionKey& key, const ExcludedBuckets& excluded,
                   const std::string& bucket_name);

// Before the account's records are erased: its buckets are as if discovery had never been on.
void ForgetDiscovery(state::Transaction& transaction, const state::PartitionKey& key);

}  // namespace macie_local::service
