#include "service/core/criteria_messages.h"

#include "base/text.h"
#include "model/errors.h"

namespace macie_local::service {
namespace {

wire::Refusal Invalid(std::string_view where, const std::string& what) {
  return {model::kValidationException, base::Shorten(where, 200) + " " + what};
}

}  // namespace

wire::Refusal UnknownField(std::string_view where, std::string_view field) {
  return Invalid(where, "names the unknown field " + base::Quote(field) +
                            "; a dotted path of the bucket's metadata is expected, such as bucketName or "
                            "publicAccess.effectivePermission");
}

wire::Refusal OperatorNotAllowed(std::string_view where, std::string_view given, std::string_view allowed) {
  return Invalid(where, "can't have the operator " + std::string(given) + "; allowed: " + std::string(allowed));
}

wire::Refusal EmptyList(std::string_view where) {
  return Invalid(where, "must have at least one value");
}

wire::Refusal WrongValue(std::string_view where, std::string_view expected, std::string_view given) {
  return Invalid(where, "must be " + std::string(expected) + "; " + base::Quote(given) + " given");
}

wire::Refusal NotExactlyOne(std::string_view where, std::string_view members) {
  return Invalid(where, "must have exactly one of " + std::string(members));
}

wire::Refusal NeedsKeyOrValue(std::string_view where) {
  return Invalid(where, "must have a key, a value or both");
}

wire::Refusal CannotSortBy(std::string_view attribute) {
  return Invalid("sortCriteria.attributeName",
                 "can't be " + base::Quote(attribute) +
                     "; allowed: accountId, bucketName, classifiableObjectCount, classifiableSizeInBytes, "
                     "objectCount, sensitivityScore, sizeInBytes, or the path of any other single value");
}

}  // namespace macie_local::service
