// Makes policy findings when buckets change for the worse (behaviour 4.3).
#pragma once

#include "model/types/buckets.h"
#include "service/core/call.h"
#include "service/findings/door.h"
#include "state/state.h"
#include "state/transaction.h"

namespace macie_local::service {

// Watches the buckets of one account and region while one transaction puts them. Where no session is in force, or while
// it is suspended, nothing is found.
class BucketWatch {
 public:
  // `key` and `transaction` must outlive this.
  BucketWatch(const Environment& environment, const state::PartitionKey& key, state::Transaction& transaction);

  // Enters a policy finding for each thing that putting `bucket`, which is complete, makes worse than it was. Call it
  // before the put. A bucket that is new is compared with one as S3 creates it: private, everything blocked, encrypted
  // with SSE-S3, not replicated [I]. `told` is the bucket as the client wrote it: block public access settings that are
  // not in it count as never touched, though the inventory shows them as off [I].
  void Compare(const model::BucketMetadata& told, const model::BucketMetadata& bucket);

 private:
  void Enter(model::FindingType type, const model::BucketMetadata& bucket);

  const state::PartitionKey& key_;
  state::Transaction& transaction_;
  FindingDoor door_;
  bool on_ = false;
};

}  // namespace macie_local::service
