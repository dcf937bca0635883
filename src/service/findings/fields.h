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

// A field of findings. The pointers in it stay valid as long as the process.
struct FindingField {
  // The kind of the values at the path's end.
  enum class Kind : std::uint8_t { kText, kNumber, kDate, kBoolean };

  std::string name;                           // "resourcesAffected.s3Bucket.tags.key"
  std::vector<const wire::MemberDesc*> path;  // from Finding; lists on the way stand for all their elements
  Kind kind = Kind::kText;
  bool takes_exact_match = false;
};

// Returns the fields that findings are filtered by, in the order of names. They are made at the first call and stay as
// long as the process.
std::span<const FindingField> FindingFields();

// Returns the field at a path, whether findings are filtered by it or not. Throws std::logic_error when findings have
// no such path: names come from our tables, so that is a bug.
FindingField ResolveFindingPath(std::string name);

// Returns the field of FindingFields() of that name, or null when findings are not filtered by it.
const FindingField* FindFindingField(std::string_view name);

// A value at the end of a path: a text, or a number (dates in microseconds since the epoch, booleans 0 or 1). The text
// is valid as long as the finding.
struct FieldValue {
  std::string_view text;
  std::int64_t number = 0;
};
// Returns the member's value; `value` points to one of the C++ type that `type` describes.
FieldValue ReadField(const wire::TypeDesc& type, const void* value);

// Calls `visit` with each value at the end of `path`, which begins at `object`, until it returns true. Returns whether
// it did. A path that leads nowhere has no value, one through lists may have many.
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
