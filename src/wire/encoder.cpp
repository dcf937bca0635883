// The encoding half of the codec: bytes appended in the order of the tables.
#include <cstdint>

#include "base/json_writer.h"
#include "wire/codec.h"

namespace macie_local::wire {
namespace {

void WriteValue(const TypeDesc& type, const void* value, Nulls nulls, base::JsonWriter* out);

void WriteStructure(const StructureDesc& structure, const void* value, Nulls nulls, base::JsonWriter* out) {
  out->Char('{');
  bool first = true;
  for (const MemberDesc& member : structure.members) {
    const void* inside = member.Get(value);
    if (inside == nullptr && nulls == Nulls::kOmit) continue;
    out->Raw(first ? member.key.substr(1) : member.key);
    first = false;
    if (inside == nullptr) {
      out->Raw("null");
    } else {
      WriteValue(*member.type, inside, nulls, out);
    }
  }
  out->Char('}');
}

void WriteList(const TypeDesc& type, const void* list, Nulls nulls, base::JsonWriter* out) {
  out->Char('[');
  const std::size_t size = type.list->size(list);
  const auto* at = static_cast<const std::byte*>(type.list->data(list));
  for (std::size_t i = 0; i < size; ++i, at += type.list->stride) {
    if (i > 0) out->Char(',');
    WriteValue(*type.element, at, nulls, out);
  }
  out->Char(']');
}

void WriteMap(const TypeDesc& type, const void* map, Nulls nulls, base::JsonWriter* out) {
  out->Char('{');
  const std::size_t size = type.map->size(map);
  for (std::size_t i = 0; i < size; ++i) {
    const auto [key, value] = type.map->entry(map, i);
    if (i > 0) out->Char(',');
    out->String(*key);
    out->Char(':');
    WriteValue(*type.element, value, nulls, out);
  }
  out->Char('}');
}

void WriteValue(const TypeDesc& type, const void* value, Nulls nulls, base::JsonWriter* out) {
  switch (type.kind) {
    case Kind::kString:
      out->String(*static_cast<const std::string*>(value));
      return;
    case Kind::kSharedText:
      out->String(**static_cast<const base::SharedText*>(value));
      return;
    case Kind::kBoolean:
      out->Raw(*static_cast<const bool*>(value) ? "true" : "false");
      return;
    case Kind::kInteger:
    case Kind::kLong:
      out->Number(*static_cast<const std::int64_t*>(value));
      return;
    case Kind::kDouble:
      out->Number(*static_cast<const double*>(value));
      return;
    case Kind::kTimestamp:
      out->Time(*static_cast<const Timestamp*>(value), type.time_form);
      return;
    case Kind::kEnum:
      out->Char('"');
      out->Raw(type.enumeration->values[*static_cast<const std::uint8_t*>(value)]);
      out->Char('"');
      return;
    case Kind::kStructure:
      WriteStructure(*type.structure, value, nulls, out);
      return;
    case Kind::kList:
      WriteList(type, value, nulls, out);
      return;
    case Kind::kMap:
      WriteMap(type, value, nulls, out);
      return;
  }
}

}  // namespace

void EncodeValue(const TypeDesc& type, const void* value, Nulls nulls, std::string* out) {
  base::JsonWriter writer(out);
  WriteValue(type, value, nulls, &writer);
}

void EncodeTo(const StructureDesc& structure, const void* value, Nulls nulls, std::string* out) {
  base::JsonWriter writer(out);
  WriteStructure(structure, value, nulls, &writer);
}

}  // namespace macie_local::wire
