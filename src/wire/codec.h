// The one codec: JSON to generated structs and back, by table. Decoding checks types, required members, enums, lengths,
// ranges and patterns as the values land; encoding writes bytes, no tree in between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/type_desc.h"

namespace macie_local::wire {

struct PathFrame;
class OtherForms;

// The API's way (the default): unknown members are ignored, a null member counts as absent, malformed JSON and wrong
// JSON types are a SerializationException, and all broken limits are reported together in the framework's words
// (behaviour A.3, A.7, A.8). The documents' way (strict): the first thing wrong, unknown members and members that
// stand twice included, as "path: what; what was given". A document may be what another program saved: names and
// envelopes are taken as FindMemberOfDocument and IsOfEnvelope say, times as base::ParsePrintedTime does, and an
// enumeration's empty text counts as null, as Go writes one that is not set.
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
  // Strict: unknown members are ignored all the same, for a form of which only a part is known.
  bool pass_unknown = false;
  // Strict: an integer may stand in quotes, as in the lines of Macie's result files.
  bool quoted_integers = false;
  // Strict: what else may stand where an object is expected. Not owned; null: nothing.
  const OtherForms* other_forms = nullptr;
  // For a text that is part of a larger one: where it lies in that, for messages. Not owned.
  const PathFrame* root = nullptr;
  std::size_t begin = 0;  // its first byte's place
};

// What may stand in a document instead of an object as its table describes it: the same, as another program saved it.
// Asked only about an object that can't be decoded by its table. Safe to share between threads.
class OtherForms {
 public:
  virtual ~OtherForms() = default;
  // Whether objects of `structure` have other forms.
  virtual bool Has(const StructureDesc& structure) const = 0;
  // Decodes `object`, the text of a whole object, into `out`, a fresh struct of the type that `structure` describes.
  // Nothing when it is in none of the other forms; an error when it is in one and can't be taken. `options` are those
  // of its place: `root` and `begin` say where it stands, `failed_at` is set.
  virtual std::optional<base::Status> Decode(const StructureDesc& structure, std::string_view object,
                                             const DecodeOptions& options, void* out) const = 0;
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
