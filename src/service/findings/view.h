// Shows a caller the findings that it sees (behaviour 4.2 [D]): its own, and an administrator also its members' policy
// findings and those of automated discovery; while a member has an administrator, automated discovery's are the
// administrator's. Findings past their retention are not shown.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "macie_local/ports.h"
#include "model/types/findings.h"
#include "state/state.h"

namespace macie_local::service {

// Says whether a finding that was last updated then is so old at `now` that Macie no longer has it.
bool IsPastRetention(Timestamp updated_at, Timestamp now);

// Returns how many findings of `state` are past their retention at `now`: they are there, and nobody is shown them.
std::size_t CountPastRetention(const state::State& state, Timestamp now);

// Says whether automated discovery found it, not a job.
bool IsOfAutomatedDiscovery(const model::Finding& finding);

// Valid as long as the state; so are the findings that it shows.
class FindingView {
 public:
  FindingView(const state::State& state, const state::PartitionKey& caller, Timestamp now);

  // Calls `visit` with each finding, in no particular order.
  template <class Visit>
  void ForEach(const Visit& visit) const {
    for (const Share& share : shares_) {
      for (const auto& [id, row] : share.partition->table<model::Finding>()) {
        if (share.whole || IsVisible(share, *row.record)) visit(*row.record);
      }
    }
  }
  // Returns the finding of that id, or null when the caller sees none.
  const model::Finding* Find(std::string_view id) const;

 private:
  // The findings of one account, and which of them the caller sees.
  struct Share {
    const state::Partition* partition;
    bool of_jobs;
    bool of_automated_discovery;
    bool whole;  // all of them: none need be looked at, which saves a walk through memory
  };
  void Add(const state::Partition& partition, bool of_jobs, bool of_automated_discovery);
  bool IsVisible(const Share& share, const model::Finding& finding) const;

  Timestamp now_;
  std::vector<Share> shares_;
};

}  // namespace macie_local::service
