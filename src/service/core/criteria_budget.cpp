#include "service/core/criteria_budget.h"

#include "base/text.h"
#include "service/core/messages.h"

namespace macie_local::service {
namespace {

wire::Refusal TooMany(std::string_view where, std::size_t allowed, std::string_view of_what, std::size_t given) {
  return RequestFailed(base::Shorten(where, 200) + " must have at most " + std::to_string(allowed) + " " +
                       std::string(of_what) + "; " + std::to_string(given) + " given");
}

}  // namespace

wire::Verdict CriteriaBudget::TakeTerms(const std::string& where, std::size_t terms) const {
  if (terms > kCriteriaTermsMax) return TooMany(where, kCriteriaTermsMax, "terms", terms);
  return base::Done{};
}

wire::Verdict CriteriaBudget::TakeValues(const std::string& where, std::size_t count, std::size_t bytes,
                                         std::size_t weight) {
  if (count > kCriterionValuesMax / weight) return TooMany(where, kCriterionValuesMax / weight, "values", count);
  values_ += count * weight;
  bytes_ += bytes;
  if (values_ > kCriteriaValuesMax) {
    return TooMany("the request, as far as " + where + ",", kCriteriaValuesMax / weight, "values in its criteria",
                   values_ / weight);
  }
  if (bytes_ > kCriteriaBytesMax) {
    return TooMany("the request, as far as " + where + ",", kCriteriaBytesMax, "bytes of values in its criteria",
                   bytes_);
  }
  return base::Done{};
}

wire::Verdict CriteriaBudget::TakeValues(const std::string& where, const std::vector<std::string>& values,
                                         std::size_t weight) {
  std::size_t bytes = 0;
  for (const std::string& value : values) bytes += value.size();
  return TakeValues(where, values.size(), bytes, weight);
}

}  // namespace macie_local::service
