#include "service/findings/view.h"

#include <chrono>

#include "model/quotas.h"
#include "service/core/relations.h"

namespace macie_local::service {

bool IsPastRetention(Timestamp updated_at, Timestamp now) {
  return now - updated_at >= std::chrono::days(model::kFindingRetentionDays);
}

std::size_t CountPastRetention(const state::State& state, Timestamp now) {
  std::size_t count = 0;
  for (const auto& [key, partition] : state.partitions) {
    count += partition->finding_index.CountUntil(now - std::chrono::days(model::kFindingRetentionDays));
  }
  return count;
}

bool IsOfAutomatedDiscovery(const model::Finding& finding) {
  return finding.classificationDetails &&
         finding.classificationDetails->originType == model::OriginType::AUTOMATED_SENSITIVE_DATA_DISCOVERY;
}

FindingView::FindingView(const state::State& state, const state::PartitionKey& caller, Timestamp now) : now_(now) {
  const state::Partition& own = state.partition(caller);
  Add(own, true, AdministratorOf(own) == nullptr);
  for (const auto& account : AccountsAdministered(own, caller)) {
    if (account != caller) Add(state.partition(account), false, true);
  }
}

void FindingView::Add(const state::Partition& partition, bool of_jobs, bool of_automated_discovery) {
  if (partition.table<model::Finding>().empty()) return;
  const bool all_current = !IsPastRetention(partition.finding_index.Oldest()->updated_at, now_);
  shares_.push_back({&partition, of_jobs, of_automated_discovery, of_jobs && of_automated_discovery && all_current});
}

bool FindingView::IsVisible(const Share& share, const model::Finding& finding) const {
  if (IsPastRetention(finding.updatedAt.value_or(now_), now_)) return false;
  if (finding.category == model::FindingCategory::POLICY) return true;
  return IsOfAutomatedDiscovery(finding) ? share.of_automated_discovery : share.of_jobs;
}

const model::Finding* FindingView::Find(std::string_view id) const {
  for (const Share& share : shares_) {
    const model::Finding* finding = share.partition->Find<model::Finding>(id);
    if (finding != nullptr && IsVisible(share, *finding)) return finding;
  }
  return nullptr;
}

}  // namespace macie_local::service
