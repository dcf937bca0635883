// Compiles the language in which callers select findings; ListFindings, GetFindingStatistics and findings filters share
// it (behaviour 4.1).
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "model/types/common.h"
#include "model/types/findings.h"
#include "wire/refusal.h"

namespace macie_local::service {

struct FindingCondition;

// A compiled FindingCriteria. Immutable: any thread may evaluate it. Cheap to copy or move.
class FindingPredicate {
 public:
  explicit FindingPredicate(std::vector<FindingCondition> conditions);
  // Says whether the finding meets all conditions.
  bool operator()(const model::Finding& finding) const;

 private:
  std::shared_ptr<const std::vector<FindingCondition>> conditions_;
};

// Returns the predicate for `criteria`; every finding meets a criterion that is empty or missing. Refuses with 400 an
// unknown field, an operator that the field does not take, eqExactMatch beside another operator, an empty list, and a
// value that is not of the field's kind; the message names the field, the operator, what is allowed and what was given.
// `where` is the member that holds the criteria, for the message ("findingCriteria").
wire::Outcome<FindingPredicate> CompileFindingCriteria(std::string_view where, const model::FindingCriteria& criteria);

}  // namespace macie_local::service
