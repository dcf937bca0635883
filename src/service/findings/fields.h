// The fields of findings that callers filter by (behaviour 4.1 [D]), as paths of members found by reflection.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/types/findings.h"
#include "wire/type_desc.h"

namespace macie_local::service {

struct FindingField {
  // By the type of the member at the path's end.
  enum class Kind : std::uint8_t { kText, kNumber, kDate, kBoolean };

  std::string name;                           // "resourcesAffected.s3Bucket.tags.key"
  std::vector<const wire::MemberDesc*> path;  // from Finding; lists on the way stand for all their elements
  Kind kind = Kind::kText;
  bool takes_exact_match = false;
};

// In the order of names. Made once.
std::span<const FindingField> FindingFields();

// Any path, documented as a filter field or not. Throws std::logic_error when findings have none of
// that name: names come from our tables, so that is a bug.
FindingField ResolveFindingPath(std::string name);

// Null when findings are not filtered by it.
const FindingField* FindFindingField(std::string_view name);

// A value at the end of a path: text, or a number (dates in microseconds since the epoch, booleans 0 or 1).
struct FieldValue {
  std::string_view text;
  std::int64_t number = 0;
};
FieldValue ReadField(const wire::TypeDesc& type, const void* value);

// Calls `visit` with the values at the path's end until it says true; whether it did. A path that leads nowhere has
// none, one through lists may have many.
template <class Visit>
bool AnyFieldValue(std::span<const wire::MemberDesc* const> path, const void* object, const Visit& visit) {
  const wire::MemberDesc& member = *path.front();
  const void* value = member.Get(object);
  if (value == nullptr) return false;
  const auto rest = path.subspan(1);
  if (rest.empty()) return visit(ReadField(*member.type, value));
  if (member.type->kind != wire::Kind::kList) return AnyFieldValue(rest, value, visit);
  const wire::ListOps& list = *member.type->list;
  const auto* element = static_cast<const std::byte*>(list.data(value));
  for (std::size_t i = 0; i < list.size(value); ++i) {
    if (AnyFieldValue(rest, element + i * list.stride, visit)) return true;
  }
  return false;
}

}  // namespace macie_local::service
