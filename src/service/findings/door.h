// The one way in which findings enter, whoever makes them: jobs, bucket changes, samples, automated discovery and the
// control plane.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "model/quotas.h"
#include "model/types/findings.h"
#include "service/findings/criteria.h"
#include "state/finding_sharing.h"
#include "state/state.h"
#include "state/transaction.h"

namespace macie_local::service {

// Lasts for one mutation, which must not change findings filters meanwhile: it reads those of each account once.
class FindingDoor {
 public:
  // An account and region keeps at most `kept_max` findings. `transaction` must outlive this.
  explicit FindingDoor(state::Transaction& transaction,
                       std::size_t kept_max = static_cast<std::size_t>(model::kFindingsPerAccount))
      : transaction_(transaction), kept_max_(kept_max) {}

  // Stores `finding`, which must be complete (id, accountId, region, partition, times, type...), with the account
  // `owner`. The findings filters of that account may archive it; for policy and automated discovery findings those of
  // its administrator do, where it has one. When there is a policy finding of the same type for the same bucket (and
  // the same `sample`), that one is counted up instead: count+1, updatedAt, lastSeen, newest api, actor and
  // resourcesAffected; createdAt, firstSeen and id stay; archived is decided anew but never unset [I]. Erases findings
  // past their retention, and the oldest when there are too many.
  // Returns the id under which it is stored: its own, or that of the finding that was counted up.
  std::string Enter(const state::PartitionKey& owner, model::Finding finding);

 private:
  bool IsSuppressed(const state::PartitionKey& owner, const model::Finding& finding);
  const std::vector<FindingPredicate>& RulesOf(const state::PartitionKey& account);

  state::Transaction& transaction_;
  std::size_t kept_max_;
  std::map<state::PartitionKey, std::vector<FindingPredicate>> rules_;
  state::FindingSharing sharing_;
};

}  // namespace macie_local::service
