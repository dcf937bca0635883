// The orders in which ListFindings and GetFindings give their findings (behaviour 4.2).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/types/findings.h"
#include "service/findings/fields.h"

namespace macie_local::service {

// A finding's place: findings without the attribute come last in either direction [I], equal ones by id [I].
struct FindingRank {
  bool none = false;
  FieldValue value;
  std::string_view second;  // the object's key, where findings are ordered by resource
  std::string_view id;
};

class FindingOrder {
 public:
  // Without criteria the latest update comes first; with an attribute but no direction the least one does [I].
  // Refused (400): an attribute that findings are not sorted by.
  static base::Result<FindingOrder> Of(const std::optional<model::SortCriteria>& criteria);

  // Valid as long as the finding.
  FindingRank RankOf(const model::Finding& finding) const;
  bool Less(const FindingRank& a, const FindingRank& b) const;

 private:
  FindingField attribute_;
  std::optional<FindingField> second_;
  bool descending_ = false;
};

// A rank as bytes, for page tokens. ParseRank: views into `bytes`; nothing when they are no rank.
std::string RankBytes(const FindingRank& rank);
std::optional<FindingRank> ParseRank(std::string_view bytes);

// The first `limit` of the findings added, however many there are. The order and the findings outlive it.
class FirstFindings {
 public:
  FirstFindings(const FindingOrder& order, std::size_t limit) : order_(order), limit_(limit) {}

  void Add(const FindingRank& rank, const model::Finding& finding);
  // In their order. Leaves nothing.
  std::vector<std::pair<FindingRank, const model::Finding*>> Take();

 private:
  const FindingOrder& order_;
  std::size_t limit_;
  std::vector<std::pair<FindingRank, const model::Finding*>> heap_;  // the last one on top
};

}  // namespace macie_local::service
