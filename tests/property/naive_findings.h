// docs/behaviour read row by row: which fields findings are filtered by and what criteria and sorts mean (behaviour 4.1
// and 4.2), over the JSON that clients see. Slow and simple on purpose, and sharing nothing with the service: it is the
// judge.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace macie_local::naive {

using Json = nlohmann::json;

struct FindingFieldRow {
  std::string name;
  char kind;   // T text, N number, D date, B boolean
  bool exact;  // eqExactMatch allowed
};
const std::vector<FindingFieldRow>& FindingFieldRows();

// All values at a dotted path of a finding's JSON, through lists.
std::vector<Json> FindingValues(const Json& finding, const std::string& path);

bool FindingMatches(const Json& finding, const Json& criterion);

// The ids of the findings that match, in the order asked for.
std::vector<std::string> SelectFindings(const std::vector<Json>& findings, const Json& criterion,
                                        const std::string& attribute, bool descending);

}  // namespace macie_local::naive
