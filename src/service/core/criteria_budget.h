// Bounds on what the criteria and filters of one request may hold. AWS documents none; ours [I] are far above what a
// person or a console asks, and keep the work for one request within some milliseconds.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "wire/refusal.h"

namespace macie_local::service {

inline constexpr std::size_t kCriterionValuesMax = 1'000;        // values of one list
inline constexpr std::size_t kCriteriaValuesMax = 5'000;         // values of all lists of a request
inline constexpr std::size_t kCriteriaBytesMax = 1'024 * 1'024;  // bytes of all values of a request
inline constexpr std::size_t kCriteriaTermsMax = 100;            // terms of one list of terms

// Counts what the criteria of one request hold. Each call adds to what came before, and is refused with 400, in a
// message that names `where`, once a bound is passed. `where` is a path in the request.
class CriteriaBudget {
 public:
  // Checks a list of `terms` conditions.
  wire::Verdict TakeTerms(const std::string& where, std::size_t terms) const;
  // Counts a list of `count` values that have `bytes` bytes together. Values that cost more than one comparison for
  // each row have a greater `weight`: each counts as so many.
  wire::Verdict TakeValues(const std::string& where, std::size_t count, std::size_t bytes, std::size_t weight = 1);
  wire::Verdict TakeValues(const std::string& where, const std::vector<std::string>& values, std::size_t weight = 1);

 private:
  std::size_t values_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace macie_local::service
