#include "app/scan/custom.h"

#include <utility>

#include "model/types/custom_data_identifiers.h"
#include "pattern/matcher.h"
#include "wire/codec.h"

namespace macie_local::app {

base::Result<scan::CustomIdentifier> ReadCustomIdentifier(std::string_view text) {
  MACIE_TRY(auto request, wire::Decode<model::CreateCustomDataIdentifierRequest>(text, {.strict = true}));
  if (const auto compiled = pattern::SensitivePattern::Compile("regex", request.regex); !compiled.ok()) {
    return compiled.error();
  }
  scan::CustomIdentifier identifier;
  identifier.id = request.name;
  identifier.name = std::move(request.name);
  identifier.regex = std::move(request.regex);
  if (request.keywords) identifier.keywords = std::move(*request.keywords);
  if (request.ignoreWords) identifier.ignore_words = std::move(*request.ignoreWords);
  identifier.maximum_match_distance = request.maximumMatchDistance.value_or(identifier.maximum_match_distance);
  return identifier;
}

}  // namespace macie_local::app
