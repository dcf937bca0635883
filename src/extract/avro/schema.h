// The schema of an Avro file: what its records are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace macie_local::extract {

// A schema with longer names or symbols is not read: each stands for as little as a byte of a file [I].
inline constexpr std::size_t kAvroNameBytesMax = 1 << 10;

// A type by its number in the schema.
using AvroTypeNumber = std::uint32_t;

struct AvroField {
  std::string name;
  AvroTypeNumber type = 0;
};

struct AvroType {
  enum class Kind : std::uint8_t {
    kNull,
    kBoolean,
    kInt,
    kLong,
    kFloat,
    kDouble,
    kBytes,
    kString,
    kRecord,
    kEnum,
    kArray,
    kMap,
    kUnion,
    kFixed
  };
  // What the value means, where that is shown otherwise than the value. The kind is one that can mean it.
  enum class Meaning : std::uint8_t { kItself, kDay, kTimeOfDay, kInstant, kDecimal, kUuid };

  Kind kind = Kind::kNull;
  Meaning meaning = Meaning::kItself;
  std::int64_t parts = 0;              // of kTimeOfDay and kInstant: how many a second has
  std::uint32_t scale = 0;             // of kDecimal
  std::uint64_t size = 0;              // of kFixed
  std::vector<AvroField> fields{};     // of kRecord; of others the types that their values may have, without names
  std::vector<std::string> symbols{};  // of kEnum
};

class AvroSchema {
 public:
  // Parses the JSON text of a schema. Returns nothing when it is none, or one of its bounds is passed
  // (kAvroNameBytesMax, JsonTree::kNodesMax, `nested_max` arrays and objects in each other).
  static std::optional<AvroSchema> Parse(std::string_view json, std::uint32_t nested_max);

  const AvroType& root() const { return types_[root_]; }
  const AvroType& At(AvroTypeNumber number) const { return types_[number]; }

 private:
  friend class AvroSchemaParser;

  std::vector<AvroType> types_;
  AvroTypeNumber root_ = 0;
};

}  // namespace macie_local::extract
