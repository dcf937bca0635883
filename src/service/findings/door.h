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

// Lasts for one mutation: reads the filters of each account once. Valid as long as they do not change.
class FindingDoor {
 public:
  // `kept_max`: how many findings of an account are kept.
  explicit FindingDoor(state::Transaction& transaction,
                       std::size_t kept_max = static_cast<std::size_t>(model::kFindingsPerAccount))
      : transaction_(transaction), kept_max_(kept_max) {}

  // Stores `finding` (complete: id, accountId, region, partition, times, type...) with the account `owner`: archived by
  // that account's findings filters, or for policy and automated discovery findings its administrator's. A policy
  // finding of the same type for the same bucket (and same `sample`) is counted up instead: count+1, updatedAt,
  // lastSeen, newest api, actor and resourcesAffected; createdAt, firstSeen and id stay; archived is decided anew but
  // never unset [I]. Findings past their retention go, and the oldest where there are too many.
  // Gives the id under which it is stored: its own, or that of the finding that was counted up.
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
