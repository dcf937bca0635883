// Does to accounts and their buckets what automated sensitive data discovery does (behaviour 12), for all operations
// that turn it on or off or change what it looks at. Discovery is on or off in one account and region, its partition.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/types/records.h"
#include "state/transaction.h"
#include "wire/refusal.h"

namespace macie_local::service {

// Returns the account's own settings, or null when nothing was ever set. Valid until the partition is changed.
const model::DiscoverySettings* DiscoveryOf(const state::Partition& partition);
bool IsDiscoveryOn(const state::Partition& partition);

// Refuses with 403 an account that has an administrator: the settings, scores and statistics are the administrator's
// (behaviour 15.4; the text is ours [I]). `partition` is the caller's.
wire::Verdict RequireOwnDiscovery(const state::Partition& partition);

// Turns discovery on or off in one account, sets the times in its settings, and refreshes the monitoring of its
// buckets. Moves lastUpdatedAt even when nothing else changes.
void SetDiscoveryStatus(state::Transaction& transaction, const state::PartitionKey& key,
                        model::AutomatedDiscoveryStatus status);

// Turns discovery on or off in one account as SetDiscoveryStatus does, unless it is so already.
void SwitchDiscovery(state::Transaction& transaction, const state::PartitionKey& key,
                     model::AutomatedDiscoveryStatus status);

// JoinDiscovery is called when a membership begins: turns discovery on for the member, when the administrator has it on
// for members as they come (ALL, NEW). LeaveDiscovery is called when one ends: turns it off, as documented for an
// organization that loses its administrator; for every other end [I].
void JoinDiscovery(state::Transaction& transaction, const state::PartitionKey& administrator,
                   const state::PartitionKey& member);
void LeaveDiscovery(state::Transaction& transaction, const state::PartitionKey& member);

// Sets the automatedDiscoveryMonitoringStatus of all buckets of one account from what it depends on [I]: a bucket is
// MONITORED while discovery is on in the account, the classification scope (the administrator's, for a member) doesn't
// exclude it, its score is not overridden, and Macie can read it. Takes one pass over the buckets.
void RefreshMonitoring(state::Transaction& transaction, const state::PartitionKey& key);
// Calls RefreshMonitoring for the account and for all that it administers.
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

// Sets in `bucket`, of the account `key`, the sensitivityScore of its resource profile, if it has one, and when
// `monitoring` its automatedDiscoveryMonitoringStatus. `excluded` is that of the account. Stores nothing.
void ApplyDiscovery(const state::Transaction& transaction, const state::PartitionKey& key,
                    const ExcludedBuckets& excluded, bool monitoring, model::BucketMetadata* bucket);
// Does both for a stored bucket, after its profile or the settings changed, and stores it. Does nothing when there is
// no such bucket.
void RefreshBucket(state::Transaction& transaction, const state::PartitionKey& key, const ExcludedBuckets& excluded,
                   const std::string& bucket_name);

// Makes the account's buckets as if discovery had never been on, and erases its resource profiles and settings of
// discovery. Call it before the account's other records are erased.
void ForgetDiscovery(state::Transaction& transaction, const state::PartitionKey& key);

}  // namespace macie_local::service
