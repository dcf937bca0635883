// The orders in which ListFindings and GetFindings give their findings (behaviour 4.2).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/types/findings.h"
#include "service/findings/fields.h"
#include "wire/refusal.h"

namespace macie_local::service {

// A finding's place in an order: findings without the attribute come last in either direction [I], equal ones by id
// [I].
struct FindingRank {
  bool none = false;
  FieldValue value;
  std::string_view second;  // the object's key, where findings are ordered by resource
  std::string_view id;
};

// An order of findings. Immutable; any thread.
class FindingOrder {
 public:
  // Returns the order that a request asks for. Without criteria the latest update comes first; with an attribute but no
  // direction the least one does [I]. Refuses with 400 an attribute that findings are not sorted by.
  static wire::Outcome<FindingOrder> Of(const std::optional<model::SortCriteria>& criteria);

  // Returns the finding's rank, whose texts are valid as long as the finding.
  FindingRank RankOf(const model::Finding& finding) const;
  // Says whether `a` comes before `b`.
  bool Less(const FindingRank& a, const FindingRank& b) const;

 private:
  FindingField attribute_;
  std::optional<FindingField> second_;
  bool descending_ = false;
};

// RankBytes returns a rank as bytes, for page tokens. ParseRank reads them; its texts point into `bytes`. It returns
// nullopt when they are no rank.
std::string RankBytes(const FindingRank& rank);
std::optional<FindingRank> ParseRank(std::string_view bytes);

// Keeps the first `limit` of the findings added, however many there are. The order and the findings must outlive it.
class FirstFindings {
 public:
  FirstFindings(const FindingOrder& order, std::size_t limit) : order_(order), limit_(limit) {}

  void Add(const FindingRank& rank, const model::Finding& finding);
  // Returns the findings kept, in their order, and leaves none.
  std::vector<std::pair<FindingRank, const model::Finding*>> Take();

 private:
  const FindingOrder& order_;
  std::size_t limit_;
  std::vector<std::pair<FindingRank, const model::Finding*>> heap_;  // the last one on top
};

}  // namespace macie_local::service
