// The encoding half of the codec: bytes appended in the order of the tables.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "base/text.h"
#include "base/timestamp.h"
#include "wire/codec.h"

namespace macie_local::wire {
namespace {

template <class Number>
void AppendNumber(Number value, std::string* out) {
  std::array<char, 32> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  out->append(text.data(), static_cast<std::size_t>(end - text.data()));
}

void EncodeList(const TypeDesc& type, const void* list, Nulls nulls, std::string* out) {
  out->push_back('[');
  const std::size_t size = type.list->size(list);
  const auto* at = static_cast<const std::byte*>(type.list->data(list));
  for (std::size_t i = 0; i < size; ++i, at += type.list->stride) {
    if (i > 0) out->push_back(',');
    EncodeValue(*type.element, at, nulls, out);
  }
  out->push_back(']');
}

void EncodeMap(const TypeDesc& type, const void* map, Nulls nulls, std::string* out) {
  out->push_back('{');
  const std::size_t size = type.map->size(map);
  for (std::size_t i = 0; i < size; ++i) {
    const auto [key, value] = type.map->entry(map, i);
    if (i > 0) out->push_back(',');
    base::AppendJsonString(*key, out);
    out->push_back(':');
    EncodeValue(*type.element, value, nulls, out);
  }
  out->push_back('}');
}

}  // namespace

void EncodeValue(const TypeDesc& type, const void* value, Nulls nulls, std::string* out) {
  switch (type.kind) {
    case Kind::kString:
      base::AppendJsonString(*static_cast<const std::string*>(value), out);
      return;
    case Kind::kBoolean:
      out->append(*static_cast<const bool*>(value) ? "true" : "false");
      return;
    case Kind::kInteger:
    case Kind::kLong:
      AppendNumber(*static_cast<const std::int64_t*>(value), out);
      return;
    case Kind::kDouble:
      AppendNumber(*static_cast<const double*>(value), out);
      return;
    case Kind::kTimestamp:
      out->push_back('"');
      base::AppendIso8601(*static_cast<const Timestamp*>(value), out);
      out->push_back('"');
      return;
    case Kind::kEnum:
      out->push_back('"');
      out->append(type.enumeration->values[*static_cast<const std::uint8_t*>(value)]);
      out->push_back('"');
      return;
    case Kind::kStructure:
      EncodeTo(*type.structure, value, nulls, out);
      return;
    case Kind::kList:
      EncodeList(type, value, nulls, out);
      return;
    case Kind::kMap:
      EncodeMap(type, value, nulls, out);
      return;
  }
}

void EncodeTo(const StructureDesc& structure, const void* value, Nulls nulls, std::string* out) {
  out->push_back('{');
  bool first = true;
  for (const MemberDesc& member : structure.members) {
    const void* inside = member.Get(value);
    if (inside == nullptr && nulls == Nulls::kOmit) continue;
    out->append(first ? member.key.substr(1) : member.key);
    first = false;
    if (inside == nullptr) {
      out->append("null");
    } else {
      EncodeValue(*member.type, inside, nulls, out);
    }
  }
  out->push_back('}');
}

}  // namespace macie_local::wire
