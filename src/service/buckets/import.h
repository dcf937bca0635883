// Takes the buckets of a state document into the inventory.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "base/result.h"
#include "model/types/records.h"
#include "service/core/call.h"
#include "service/discovery/discovery.h"
#include "state/bucket_load.h"
#include "state/transaction.h"
#include "wire/list_reader.h"

namespace macie_local::service {

// Takes the buckets of one partition from `list`, the text of their array in pieces as MemberTexts has them. Each is
// checked and made complete (service/buckets/intake.h). Into a partition that has none they go all at once, and those
// of many pieces are read by two threads. The error is of the first bucket that is wrong; `where` is the array's path
// in the document, for the message.
base::Status ImportBucketList(const Environment& environment, state::Transaction& transaction,
                              const state::PartitionKey& key, const std::string& where,
                              std::span<const wire::ListPiece> list);

// Takes buckets of several partitions in any order. A partition without buckets gets its own all at once, when Finish
// is called; any other gets them one by one. Until Finish nothing else may be done to the buckets and jobs of the
// partitions (state/bucket_load.h). For one thread.
class BucketImport {
 public:
  BucketImport(const Environment& environment, state::Transaction& transaction)
      : environment_(environment), transaction_(transaction) {}

  // Checks `told`, makes it complete (service/buckets/intake.h) and takes it. Refuses with 400; `where` is its path in
  // the document, for the message.
  base::Status Add(const state::PartitionKey& key, const std::string& where, model::BucketRecord told);
  // Puts what is not put yet. Call it once, last, unless Add has failed.
  void Finish();

 private:
  const Environment& environment_;
  state::Transaction& transaction_;
  struct Loading {
    state::BucketLoad load;
    state::BucketLoad::Intake* intake;
    Loading(state::Transaction* transaction, const state::PartitionKey& key)
        : load(transaction, key), intake(load.NewIntake()) {}
  };
  std::map<state::PartitionKey, Loading> loads_;
  std::map<state::PartitionKey, ExcludedBuckets> excluded_;
  std::set<std::pair<state::PartitionKey, std::string>> with_objects_;  // the buckets that were given objects
};

}  // namespace macie_local::service
