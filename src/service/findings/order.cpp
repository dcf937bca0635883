#include "service/findings/order.h"

#include <algorithm>
#include <array>

#include "base/page_token.h"
#include "service/findings/messages.h"

namespace macie_local::service {
namespace {

constexpr std::string_view kByResource = "resourcesAffected";
// As the API spells them [D].
constexpr std::array<std::string_view, 8> kAttributes{"count",
                                                      "createdAt",
                                                      "policyDetails.action.apiCallDetails.firstSeen",
                                                      "policyDetails.action.apiCallDetails.lastSeen",
                                                      kByResource,
                                                      "severity.score",
                                                      "type",
                                                      "updatedAt"};
constexpr std::string_view kDefaultAttribute = "updatedAt";

std::string AllowedAttributes() {
  std::string allowed;
  for (const std::string_view name : kAttributes) allowed.append(allowed.empty() ? "" : ", ").append(name);
  return allowed;
}

std::optional<FieldValue> FirstValue(const FindingField& field, const model::Finding& finding) {
  std::optional<FieldValue> first;
  AnyFieldValue(field.path, &finding, [&](const FieldValue& value) {
    first = value;
    return true;
  });
  return first;
}

// Negative, zero or positive, as std::string::compare.
int Compare(const FindingRank& a, const FindingRank& b) {
  if (a.value.number != b.value.number) return a.value.number < b.value.number ? -1 : 1;
  const int texts = a.value.text.compare(b.value.text);
  return texts != 0 ? texts : a.second.compare(b.second);
}

}  // namespace

wire::Outcome<FindingOrder> FindingOrder::Of(const std::optional<model::SortCriteria>& criteria) {
  FindingOrder order;
  std::string attribute(kDefaultAttribute);
  order.descending_ = !criteria || criteria->orderBy == model::OrderBy::DESC;
  if (criteria && criteria->attributeName) {
    attribute = *criteria->attributeName;
    if (std::find(kAttributes.begin(), kAttributes.end(), attribute) == kAttributes.end()) {
      return CannotSortFindingsBy(attribute, AllowedAttributes());
    }
  }
  if (attribute == kByResource) {
    order.attribute_ = ResolveFindingPath("resourcesAffected.s3Bucket.name");
    order.second_ = ResolveFindingPath("resourcesAffected.s3Object.key");
  } else {
    order.attribute_ = ResolveFindingPath(std::move(attribute));
  }
  return order;
}

FindingRank FindingOrder::RankOf(const model::Finding& finding) const {
  FindingRank rank;
  if (finding.id) rank.id = *finding.id;
  const auto value = FirstValue(attribute_, finding);
  rank.none = !value;
  if (value) rank.value = *value;
  if (value && second_) {
    if (const auto second = FirstValue(*second_, finding)) rank.second = second->text;
  }
  return rank;
}

bool FindingOrder::Less(const FindingRank& a, const FindingRank& b) const {
  if (a.none != b.none) return b.none;
  const int compared = Compare(a, b);
  if (compared != 0) return descending_ ? compared > 0 : compared < 0;
  return a.id < b.id;
}

std::string RankBytes(const FindingRank& rank) {
  return base::TokenWriter()
      .Number(rank.none ? 1 : 0)
      .Number(rank.value.number)
      .Text(rank.value.text)
      .Text(rank.second)
      .Text(rank.id)
      .bytes();
}

std::optional<FindingRank> ParseRank(std::string_view bytes) {
  base::TokenReader reader(bytes);
  FindingRank rank;
  rank.none = reader.Number() != 0;
  rank.value.number = reader.Number();
  rank.value.text = reader.Text();
  rank.second = reader.Text();
  rank.id = reader.Text();
  if (!reader.Finished()) return std::nullopt;
  return rank;
}

void FirstFindings::Add(const FindingRank& rank, const model::Finding& finding) {
  const auto less = [&](const auto& a, const auto& b) { return order_.Less(a.first, b.first); };
  if (heap_.size() == limit_) {
    if (limit_ == 0 || !order_.Less(rank, heap_.front().first)) return;
    std::pop_heap(heap_.begin(), heap_.end(), less);
    heap_.pop_back();
  }
  heap_.emplace_back(rank, &finding);
  std::push_heap(heap_.begin(), heap_.end(), less);
}

std::vector<std::pair<FindingRank, const model::Finding*>> FirstFindings::Take() {
  const auto less = [&](const auto& a, const auto& b) { return order_.Less(a.first, b.first); };
  std::sort_heap(heap_.begin(), heap_.end(), less);
  return std::move(heap_);
}

}  // namespace macie_local::service
