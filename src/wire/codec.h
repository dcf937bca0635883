// The one codec: JSON to generated structs and back, by table. Decoding checks types, required members, enums, lengths,
// ranges and patterns as the values land; encoding writes bytes, no tree in between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/type_desc.h"

namespace macie_local::wire {

struct PathFrame;

// The API's way (the default): unknown members are ignored, a null member counts as absent, malformed JSON and wrong
// JSON types are a SerializationException, and all broken limits are reported together in the framework's words
// (handbook A.3, A.7, A.8). The documents' way (strict): the first thing wrong, unknown members and members that
// stand twice included, as "path: what; what was given".
struct DecodeOptions {
  bool strict = false;
  std::size_t* failed_at = nullptr;  // strict: gets the byte at which decoding failed
  // The structures of lists are dropped once they are checked: for a text too long to be kept decoded. What is decoded
  // is then of no use.
  bool check_only = false;
  // Only the object at the beginning is decoded; gets its size.
  std::size_t* used = nullptr;
  // More elements of lists and maps, all in the text counted together, are refused: an element of two bytes takes a
  // hundred and more once it is decoded.
  std::size_t elements_max = SIZE_MAX;
  // For a text that is part of a larger one: where it lies in that, for messages. Not owned.
  const PathFrame* root = nullptr;
  std::size_t begin = 0;  // its first byte's place
};

// Nesting deeper than this is refused.
inline constexpr int kDepthMax = 64;

// Decodes an object into `out`, a fresh struct of the type that `structure` describes. Empty text is `{}`.
base::Status DecodeInto(std::string_view json, const StructureDesc& structure, void* out, const DecodeOptions& options);

template <class T>
base::Result<T> Decode(std::string_view json, const DecodeOptions& options) {
  T value;
  MACIE_CHECK(DecodeInto(json, Describe<T>(), &value, options));
  return value;
}

// What becomes of members that have no value: null, as Macie sends them, or left out.
enum class Nulls { kEmit, kOmit };

void EncodeTo(const StructureDesc& structure, const void* value, Nulls nulls, std::string* out);

template <class T>
void Encode(const T& value, Nulls nulls, std::string* out) {
  EncodeTo(Describe<T>(), &value, nulls, out);
}

// One value of any type; what the encoder writes for a member.
void EncodeValue(const TypeDesc& type, const void* value, Nulls nulls, std::string* out);

}  // namespace macie_local::wire
