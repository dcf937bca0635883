#include "service/findings/door.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "service/core/relations.h"
#include "service/findings/view.h"

namespace macie_local::service {
namespace {

bool IsPolicy(const model::Finding& finding) {
  return finding.category == model::FindingCategory::POLICY;
}

// Nothing of a finding that tells of no bucket.
base::SharedText BucketNameOf(const model::Finding& finding) {
  if (!finding.resourcesAffected || !finding.resourcesAffected->s3Bucket) return {};
  return finding.resourcesAffected->s3Bucket->name;
}

// Null unless `finding` tells again what a policy finding told before. An id that is there already is replaced instead.
const model::Finding* FindEarlier(const state::Partition& partition, const model::Finding& finding) {
  const base::SharedText bucket = BucketNameOf(finding);
  if (!IsPolicy(finding) || !bucket || partition.Find<model::Finding>(*finding.id) != nullptr) return nullptr;
  const auto id = partition.finding_index.FindPolicy(*finding.type, finding.sample.value_or(false), *bucket);
  return id ? partition.Find<model::Finding>(*id) : nullptr;
}

// `earlier`, brought up to date by `later` (behaviour 4.3 [D]).
model::Finding CountUp(const model::Finding& earlier, model::Finding later) {
  model::Finding counted = earlier;
  if (counted.count != std::numeric_limits<std::int64_t>::max()) counted.count = counted.count.value_or(1) + 1;
  // Whoever put `earlier` may have given it a time that is still to come.
  counted.updatedAt = std::max(later.updatedAt, counted.createdAt);
  if (later.archived == true) counted.archived = true;
  if (later.resourcesAffected) counted.resourcesAffected = std::move(later.resourcesAffected);
  if (!later.policyDetails) return counted;
  std::optional<Timestamp> first_seen;
  const auto& before = earlier.policyDetails;
  if (before && before->action && before->action->apiCallDetails) {
    first_seen = before->action->apiCallDetails->firstSeen;
  }
  counted.policyDetails = std::move(later.policyDetails);
  auto& action = counted.policyDetails->action;
  if (first_seen && action && action->apiCallDetails) action->apiCallDetails->firstSeen = first_seen;
  return counted;
}

void EraseOldest(const state::PartitionKey& owner, state::Transaction& transaction) {
  const auto oldest = transaction.partition(owner).finding_index.Oldest();
  if (oldest) transaction.Erase<model::Finding>(owner, *oldest->id);
}

void EraseExpired(const state::PartitionKey& owner, state::Transaction& transaction) {
  while (true) {
    const auto oldest = transaction.partition(owner).finding_index.Oldest();
    if (!oldest || !IsPastRetention(oldest->updated_at, transaction.now())) return;
    EraseOldest(owner, transaction);
  }
}

}  // namespace

std::string FindingDoor::Enter(const state::PartitionKey& owner, model::Finding finding) {
  EraseExpired(owner, transaction_);
  const model::Finding* earlier = FindEarlier(transaction_.partition(owner), finding);
  if (earlier != nullptr) finding = CountUp(*earlier, std::move(finding));
  finding.archived = finding.archived.value_or(false) || IsSuppressed(owner, finding);
  sharing_.Share(&finding);
  std::string id = finding.id.str();
  transaction_.Put(owner, id, std::move(finding));
  while (transaction_.partition(owner).table<model::Finding>().size() > kept_max_) {
    EraseOldest(owner, transaction_);
  }
  return id;
}

// Policy and automated discovery findings are the administrator's to suppress, where there is one; those of jobs are
// the account's own (behaviour 5 [D]). Which of several rules hits makes no difference, so their order is not asked.
bool FindingDoor::IsSuppressed(const state::PartitionKey& owner, const model::Finding& finding) {
  state::PartitionKey judge = owner;
  if (IsPolicy(finding) || IsOfAutomatedDiscovery(finding)) {
    const model::AdministratorRecord* administrator = AdministratorOf(transaction_.partition(owner));
    if (administrator != nullptr && administrator->accountId) judge.account = *administrator->accountId;
  }
  const auto& rules = RulesOf(judge);
  return std::any_of(rules.begin(), rules.end(), [&](const FindingPredicate& rule) { return rule(finding); });
}

const std::vector<FindingPredicate>& FindingDoor::RulesOf(const state::PartitionKey& account) {
  const auto [place, is_new] = rules_.try_emplace(account);
  if (!is_new) return place->second;
  for (const auto& [id, row] : transaction_.partition(account).table<model::FindingsFilterRecord>()) {
    if (row.record->action != model::FindingsFilterAction::ARCHIVE) continue;
    // It was compiled before it was stored; one that a later version refuses suppresses nothing.
    auto rule = CompileFindingCriteria("findingCriteria", *row.record->findingCriteria);
    if (rule.ok()) place->second.push_back(std::move(rule).value());
  }
  return place->second;
}

}  // namespace macie_local::service
