#include "service/findings/messages.h"

#include <string>

#include "base/text.h"
#include "model/errors.h"
#include "service/core/messages.h"

namespace macie_local::service {
namespace {

constexpr std::size_t kPathBytesMax = 200;

wire::Refusal Invalid(std::string_view where, const std::string& what) {
  return {model::kValidationException, base::Shorten(where, kPathBytesMax) + " " + what};
}

}  // namespace

wire::Refusal UnknownFindingField(std::string_view where, std::string_view field) {
  return Invalid(where, "names the unknown field " + base::Quote(field) +
                            "; a field that Macie filters findings by is expected, such as type, severity.description "
                            "or resourcesAffected.s3Bucket.name");
}

wire::Refusal ExactMatchNotAlone(std::string_view where, std::string_view other) {
  return Invalid(where, "can't have eqExactMatch together with another operator; " + std::string(other) + " given");
}

wire::Refusal CannotSortFindingsBy(std::string_view attribute, std::string_view allowed) {
  return Invalid("sortCriteria.attributeName",
                 "can't be " + base::Quote(attribute) + "; allowed: " + std::string(allowed));
}

}  // namespace macie_local::service
