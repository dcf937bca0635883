// The tables that describe the generated structs; the codec, the bucket table and the tests walk them. modelc writes
// the instances (build/*/gen/model/tables); they are constants, so everything here is safe to share between threads.
//
// A generated struct holds a required member as it is, and any other as an optional: std::optional, of a large
// structure base::Boxed. The tables reach the holder by its offset, and the value inside through a few functions per
// C++ type, so nothing depends on how an optional or std::vector lays out its bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/shared_text.h"
#include "base/timestamp.h"
#include "wire/map.h"
#include "wire/refusal.h"

namespace macie_local::wire {

enum class Kind : std::uint8_t {
  kString,      // std::string
  kSharedText,  // base::SharedText: a member that is a text; the value inside is the optional itself
  kBoolean,     // bool
  kInteger,     // std::int64_t, 32 bits on the wire
  kLong,        // std::int64_t
  kDouble,      // double
  kTimestamp,   // Timestamp
  kEnum,        // enum class : std::uint8_t
  kStructure,   // a generated struct
  kList,        // std::vector<T>
  kMap,         // Map<T>
};

// The part of a request in which a member stands.
enum class Location : std::uint8_t { kBody, kPath, kQuery };

struct TypeDesc;

// The limits of a value. One that is not set is kNone.
struct Limits {
  static constexpr std::int64_t kNone = INT64_MIN;
  std::int64_t length_min = kNone;  // code points of a string, entries of a list or map
  std::int64_t length_max = kNone;
  std::int64_t value_min = kNone;
  std::int64_t value_max = kNone;
  std::string_view pattern;  // anchored at both ends, in the subset that wire/pattern.h reads; empty: none
};

// Describes a generated enum.
struct EnumDesc {
  std::string_view name;
  std::span<const std::string_view> values;  // index = the enumerator's value
};

// Functions by which the codec works on the holder of a member without knowing its type. One that is plain always has a
// value: whether a required member was given is known only to who decodes.
struct HolderOps {
  const void* (*get)(const void* holder);  // returns the value inside; null when there is none
  void* (*emplace)(void* holder);          // puts a fresh T{} inside, and returns its address
  void (*reset)(void* holder);             // takes the value away; one that is plain becomes T{}
};

// Functions by which the codec works on a std::vector<T>.
struct ListOps {
  std::size_t (*size)(const void* list);
  const void* (*data)(const void* list);  // the elements lie `stride` bytes apart
  std::size_t stride;
  void* (*append)(void* list);  // puts a fresh T{} at the end, and returns its address; addresses of others change
  void (*pop)(void* list);      // removes the last; requires an element
};

// Functions by which the codec works on a Map<T>.
struct MapOps {
  std::size_t (*size)(const void* map);
  std::pair<const std::string*, const void*> (*entry)(const void* map, std::size_t index);
  std::size_t stride;
  void* (*append)(void* map, std::string&& key);    // puts a fresh T{} at the end, and returns its address
  const std::string& (*last_key)(const void* map);  // requires an entry
  void (*pop)(void* map);                           // removes the last; requires an entry
  void (*keep_last)(void* map);  // keeps of each key only the last value, at the place of the first; n log n steps
};

// A type as one member uses it: two members of one C++ type with different limits have two of these.
struct TypeDesc {
  Kind kind;
  const HolderOps* ops;
  const StructureDesc* structure = nullptr;            // kStructure
  const EnumDesc* enumeration = nullptr;               // kEnum
  const TypeDesc* element = nullptr;                   // kList, kMap
  const ListOps* list = nullptr;                       // kList
  const MapOps* map = nullptr;                         // kMap
  const Limits* limits = nullptr;                      // of the value itself; null: none
  const Limits* key_limits = nullptr;                  // of a map's keys
  base::TimeForm time_form = base::TimeForm::kMillis;  // kTimestamp: how the encoder writes it
};

// Describes a member of a generated struct.
struct MemberDesc {
  std::string_view name;  // as the model and JSON spell it
  std::string_view key;   // `,"name":`, what the encoder writes
  const TypeDesc* type;
  std::uint32_t offset;  // of the holder in the struct
  Location location;
  bool required;                  // the decoder refuses a structure without it, and the struct holds it plain
  bool idempotency_token;         // SDKs fill it in
  std::string_view default_json;  // what DecodeRequest puts where the caller gave nothing; empty: nothing

  // Get returns the value in `object`, or null when there is none; Emplace puts a fresh one there and returns it; Reset
  // takes it away. The pointers are to the C++ type that `type->kind` says. `object` is a struct that has this member.
  const void* Get(const void* object) const { return type->ops->get(At(object)); }
  void* Emplace(void* object) const { return type->ops->emplace(At(object)); }
  void Reset(void* object) const { type->ops->reset(At(object)); }

  const void* At(const void* object) const { return static_cast<const std::byte*>(object) + offset; }
  void* At(void* object) const { return static_cast<std::byte*>(object) + offset; }
};

// Describes a generated struct.
struct StructureDesc {
  std::string_view name;
  std::span<const MemberDesc> members;    // in the model's order; at most 64
  std::span<const std::uint8_t> by_name;  // indexes into members, sorted by name
  std::uint64_t required;                 // bit i: members[i] is required
  const ErrorShape* refusal;              // the modelled error for a value that breaks a limit
  void* (*make)();                        // returns new T{}, which is the caller's
  void (*destroy)(void* object);          // deletes what make gave
};

// Returns the index of the member called `name`, or nullopt when there is none.
std::optional<std::size_t> FindMember(const StructureDesc& structure, std::string_view name);

// Returns the index of the member that `name` means in a document, or nullopt when there is none. Where no member has
// the very name, the case of ASCII letters does not matter: Go writes "BucketName", EventBridge "etag".
std::optional<std::size_t> FindMemberOfDocument(const StructureDesc& structure, std::string_view name);

// Says whether clients put a member of this name around an answer that they print. It says nothing of what was
// answered, and documents are read as though it were not there.
bool IsOfEnvelope(std::string_view name);

// An object of a type known only by its table. Owns it.
class AnyStructure {
 public:
  explicit AnyStructure(const StructureDesc& structure)
      : structure_(&structure), object_(structure.make(), structure.destroy) {}
  const StructureDesc& structure() const { return *structure_; }
  void* get() { return object_.get(); }
  const void* get() const { return object_.get(); }

 private:
  const StructureDesc* structure_;
  std::unique_ptr<void, void (*)(void*)> object_;
};

// The functions behind the tables, one set per C++ type.
template <class Optional>
inline constexpr HolderOps kOptionalOps{
    [](const void* optional) -> const void* {
      const auto& value = *static_cast<const Optional*>(optional);
      return value ? &*value : nullptr;
    },
    [](void* optional) -> void* { return &static_cast<Optional*>(optional)->emplace(); },
    [](void* optional) { static_cast<Optional*>(optional)->reset(); },
};

// A SharedText is both the optional and the value inside it.
template <>
inline constexpr HolderOps kOptionalOps<base::SharedText>{
    [](const void* optional) -> const void* {
      return static_cast<const base::SharedText*>(optional)->has_value() ? optional : nullptr;
    },
    [](void* optional) -> void* {
      *static_cast<base::SharedText*>(optional) = std::string_view();
      return optional;
    },
    [](void* optional) { static_cast<base::SharedText*>(optional)->reset(); },
};

// A required member, which is the value itself.
template <class T>
inline constexpr HolderOps kPlainOps{
    [](const void* plain) -> const void* { return plain; },
    [](void* plain) -> void* { return &(*static_cast<T*>(plain) = T{}); },
    [](void* plain) { *static_cast<T*>(plain) = T{}; },
};

// Returns the text of a value of kString or kSharedText.
inline std::string_view TextOf(const TypeDesc& type, const void* value) {
  if (type.kind == Kind::kSharedText) return **static_cast<const base::SharedText*>(value);
  return *static_cast<const std::string*>(value);
}

template <class T>
inline constexpr ListOps kListOps{
    [](const void* list) { return static_cast<const std::vector<T>*>(list)->size(); },
    [](const void* list) -> const void* { return static_cast<const std::vector<T>*>(list)->data(); },
    sizeof(T),
    [](void* list) -> void* { return &static_cast<std::vector<T>*>(list)->emplace_back(); },
    [](void* list) { static_cast<std::vector<T>*>(list)->pop_back(); },
};

// Returns the order in which KeepLast visits the entries: by key, equal keys in order of insertion.
std::vector<std::uint32_t> OrderByKey(std::size_t count, const std::string& (*key)(const void*, std::size_t),
                                      const void* map);

template <class T>
void KeepLast(void* erased) {
  auto& map = *static_cast<Map<T>*>(erased);
  const auto order = OrderByKey(
      map.size(),
      [](const void* m, std::size_t i) -> const std::string& { return (*static_cast<const Map<T>*>(m))[i].first; },
      &map);
  std::vector<bool> drop(map.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last + 1 < order.size() && map[order[last + 1]].first == map[order[first]].first) drop[order[++last]] = true;
    if (last != first) map[order[first]].second = std::move(map[order[last]].second);
    first = last + 1;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < map.size(); ++i) {
    if (drop[i]) continue;
    if (kept != i) map[kept] = std::move(map[i]);
    ++kept;
  }
  map.resize(kept);
}

template <class T>
inline constexpr MapOps kMapOps{
    [](const void* map) { return static_cast<const Map<T>*>(map)->size(); },
    [](const void* map, std::size_t index) {
      const auto& entry = (*static_cast<const Map<T>*>(map))[index];
      return std::pair<const std::string*, const void*>(&entry.first, &entry.second);
    },
    sizeof(std::pair<std::string, T>),
    [](void* map, std::string&& key) -> void* {
      return &static_cast<Map<T>*>(map)->emplace_back(std::move(key), T{}).second;
    },
    [](const void* map) -> const std::string& { return static_cast<const Map<T>*>(map)->back().first; },
    [](void* map) { static_cast<Map<T>*>(map)->pop_back(); },
    &KeepLast<T>,
};

template <class T>
void* MakeObject() {
  return new T{};
}
template <class T>
void DestroyObject(void* object) {
  delete static_cast<T*>(object);
}

// Returns the table of a generated struct. modelc declares DescribeType beside each struct and enum; it is found by
// argument-dependent lookup.
template <class T>
const StructureDesc& Describe() {
  return DescribeType(static_cast<const T*>(nullptr));
}
// Returns the value's spelling in the API.
template <class E>
std::string_view EnumName(E value) {
  return DescribeType(static_cast<const E*>(nullptr)).values[static_cast<std::size_t>(value)];
}
// FindEnumValue and ParseEnum return the value with that spelling, or nullopt when there is none.
std::optional<std::size_t> FindEnumValue(const EnumDesc& enumeration, std::string_view name);
template <class E>
std::optional<E> ParseEnum(std::string_view name) {
  const auto index = FindEnumValue(DescribeType(static_cast<const E*>(nullptr)), name);
  if (!index) return std::nullopt;
  return static_cast<E>(*index);
}

}  // namespace macie_local::wire
