// Where the members of a document lie in its text. The first look at one: what the text says in any order is then taken
// in one order, and decoded record by record (wire/list_reader.h), so that no document need be in memory decoded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "wire/list_reader.h"
#include "wire/map.h"
#include "wire/type_desc.h"

namespace macie_local::wire {

// How many records of a list are in one piece.
inline constexpr std::size_t kPieceRecords = 512;

// The texts of an object's members, by their places in the table of its type.
class MemberTexts {
 public:
  // Empty when it is not there, or null.
  std::string_view Find(std::size_t member) const;
  // The same of a list, in pieces of kPieceRecords.
  std::span<const ListPiece> Pieces(std::size_t member) const;
  void Set(std::size_t member, std::string_view text, std::vector<ListPiece> pieces);

 private:
  struct Member {
    std::uint8_t place;
    std::string_view text;
    std::vector<ListPiece> pieces;
  };
  const Member* At(std::size_t member) const;
  std::vector<Member> members_;
};

// A document of parts: one of its members, `parts`, has objects of type `part` in it, by account and region.
struct DocumentShape {
  const StructureDesc& whole;
  const StructureDesc& part;
  std::string_view parts;
  std::string_view array;  // the member that a text which is an array is taken for, in a document with nothing else
};

struct DocumentIndex {
  MemberTexts top;  // of the whole, its parts apart
  bool has_parts = false;
  Map<Map<MemberTexts>> parts;  // by account and region; each key once
};

// Nothing when `text` is not JSON, or not an object of known members, each once: decoding says what is wrong. What is
// inside the members is JSON, and not looked at otherwise. An envelope's members (IsOfEnvelope) are left out.
std::optional<DocumentIndex> IndexDocument(std::string_view text, const DocumentShape& shape);
std::optional<MemberTexts> IndexObject(std::string_view text, const StructureDesc& structure);

// Whether the first value of `text` is an array.
bool IsArray(std::string_view text);

// Sets each view of `wanted` to the text of the member of that name, whatever the case of its letters; one that is not
// there, or null, is left alone. False when `object` is not an object of JSON.
struct WantedText {
  std::string_view name;
  std::string_view* text;
};
bool FindTexts(std::string_view object, std::initializer_list<WantedText> wanted);

}  // namespace macie_local::wire
