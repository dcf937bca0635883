// The one codec, which turns JSON into generated structs and back, by table. Decoding checks types, required members,
// enums, lengths, ranges and patterns as the values land; encoding writes bytes, with no tree in between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/refusal.h"
#include "wire/type_desc.h"

namespace macie_local::wire {

struct PathFrame;
class OtherForms;

// There are two ways to decode. The API's (the default) ignores unknown members and takes a null member for an absent
// one; it reports malformed JSON and wrong JSON types where they are met, and all broken limits together in the
// framework's words (behaviour A.3, A.7, A.8). The documents' (strict) reports the first thing wrong, unknown
// members and members that stand twice included, as "path: what; what was given". A document may be what another
// program saved: names and envelopes are taken as FindMemberOfDocument and IsOfEnvelope say, times as
// base::ParsePrintedTime does, and an enumeration's empty text counts as null, as Go writes one that is not set.
struct DecodeOptions {
  bool strict = false;
  // Strict: is set to the byte at which decoding failed, when it fails. May be null.
  std::size_t* failed_at = nullptr;
  // Drops the structures of lists once they are checked, for a text too long to be kept decoded. What is decoded is
  // then of no use.
  bool check_only = false;
  // When not null, only the object at the beginning of the text is decoded, and this is set to its size.
  std::size_t* used = nullptr;
  // More elements of lists and maps, all in the text counted together, are refused: an element of two bytes takes a
  // hundred and more once it is decoded.
  std::size_t elements_max = SIZE_MAX;
  // Strict: unknown members are ignored all the same, for a form of which only a part is known.
  bool pass_unknown = false;
  // Strict: an integer may stand in quotes, as in the lines of Macie's result files.
  bool quoted_integers = false;
  // Strict: other forms that may stand where an object is expected; null: none. Must outlive the decoding.
  const OtherForms* other_forms = nullptr;
  // For a text that is part of a larger one, the path to it there, for messages; null: it is whole. Must outlive the
  // decoding.
  const PathFrame* root = nullptr;
  std::size_t begin = 0;  // the place of the text's first byte in the larger one
};

// Other forms in which an object may stand in a document, because another program saved it. They are asked only about
// an object that can't be decoded by its table. Must be safe to share between threads.
class OtherForms {
 public:
  virtual ~OtherForms() = default;
  // Says whether objects of `structure` have other forms.
  virtual bool Has(const StructureDesc& structure) const = 0;
  // Decodes `object`, the text of a whole object, into `out`, a fresh struct of the type that `structure` describes.
  // Returns nullopt when it is in none of the other forms, and an error when it is in one and can't be taken. `options`
  // are those of its place: `root` and `begin` say where it stands, `failed_at` is not null.
  virtual std::optional<base::Status> Decode(const StructureDesc& structure, std::string_view object,
                                             const DecodeOptions& options, void* out) const = 0;
};

// Nesting deeper than this is refused.
inline constexpr int kDepthMax = 64;

// Decodes an object into `out`, a fresh struct of the type that `structure` describes. Takes empty text for `{}`. After
// an error `out` may be filled in part.
base::Status DecodeInto(std::string_view json, const StructureDesc& structure, void* out, const DecodeOptions& options);

// Decodes the body of a client's request in the API's way, as DecodeInto does. Refuses malformed JSON, wrong JSON types
// and more than `elements_max` elements as a SerializationException, and broken limits with the structure's own error.
Verdict DecodeBody(std::string_view json, const StructureDesc& structure, std::size_t elements_max, void* out);

template <class T>
base::Result<T> Decode(std::string_view json, const DecodeOptions& options) {
  T value;
  MACIE_CHECK(DecodeInto(json, Describe<T>(), &value, options));
  return value;
}

// Says what becomes of members that have no value: they are written as null, as Macie sends them, or left out.
enum class Nulls { kEmit, kOmit };

// Appends `value`, a struct of the type that `structure` describes, as JSON.
void EncodeTo(const StructureDesc& structure, const void* value, Nulls nulls, std::string* out);

template <class T>
void Encode(const T& value, Nulls nulls, std::string* out) {
  EncodeTo(Describe<T>(), &value, nulls, out);
}

// Appends one value of any type as the encoder writes it for a member.
void EncodeValue(const TypeDesc& type, const void* value, Nulls nulls, std::string* out);

}  // namespace macie_local::wire
