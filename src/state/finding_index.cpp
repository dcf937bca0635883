#include "state/finding_index.h"

namespace macie_local::state {

FindingIndex::Aged FindingIndex::AgedOf(const model::Finding& finding) {
  return {finding.updatedAt.value_or(Timestamp()), finding.id};
}

std::optional<FindingIndex::PolicyKey> FindingIndex::PolicyKeyOf(const model::Finding& finding) {
  if (finding.category != model::FindingCategory::POLICY || !finding.type) return std::nullopt;
  if (!finding.resourcesAffected || !finding.resourcesAffected->s3Bucket) return std::nullopt;
  const auto& name = finding.resourcesAffected->s3Bucket->name;
  if (!name) return std::nullopt;
  return PolicyKey{*finding.type, finding.sample.value_or(false), name, finding.id};
}

void FindingIndex::Update(const model::Finding* before, const model::Finding* after) {
  if (before != nullptr) {
    by_age_.Erase(AgedOf(*before));
    if (const auto key = PolicyKeyOf(*before)) policy_.Erase(*key);
  }
  if (after != nullptr) {
    by_age_.Set(AgedOf(*after), Nothing{});
    if (auto key = PolicyKeyOf(*after)) policy_.Set(*std::move(key), Nothing{});
  }
}

std::optional<FindingIndex::Aged> FindingIndex::Oldest() const {
  if (by_age_.empty()) return std::nullopt;
  return by_age_.begin()->first;
}

std::size_t FindingIndex::CountUntil(Timestamp latest) const {
  return by_age_.CountBelow(Aged{latest + Timestamp::duration(1), {}});
}

std::optional<std::string> FindingIndex::FindPolicy(model::FindingType type, bool sample,
                                                    std::string_view bucket_name) const {
  const auto found = policy_.LowerBound(PolicyKey{type, sample, bucket_name, {}});
  if (found == policy_.end()) return std::nullopt;
  const PolicyKey& key = found->first;
  if (key.type != type || key.sample != sample || key.bucket_name != bucket_name) return std::nullopt;
  return key.id.str();
}

}  // namespace macie_local::state
