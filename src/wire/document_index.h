// Finds where the members of a document lie in its text. What the text says in any order can then be taken in one order
// and decoded record by record (wire/list_reader.h), so that no document need be in memory decoded.
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

// So many records of a list are in one piece; the last may have fewer.
inline constexpr std::size_t kPieceRecords = 512;

// Holds the texts of an object's members, by their places in the table of its type. The texts are views of the
// document.
class MemberTexts {
 public:
  // Returns the text of a member, empty when the member is absent or null.
  std::string_view Find(std::size_t member) const;
  // Returns a list's text in pieces of kPieceRecords, none when the member is absent or null.
  std::span<const ListPiece> Pieces(std::size_t member) const;
  // Replaces what is known of the member; an empty text removes it.
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

// Describes a document of parts: its member `parts` has objects of type `part` in it, by account and region.
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

// Both return nullopt when `text` is not JSON, or not an object of known members, each once; decoding it says what is
// wrong. What is inside the members is JSON, and not looked at otherwise. An envelope's members (IsOfEnvelope) are left
// out. `text` must outlive the result.
std::optional<DocumentIndex> IndexDocument(std::string_view text, const DocumentShape& shape);
std::optional<MemberTexts> IndexObject(std::string_view text, const StructureDesc& structure);

// Returns whether the first value of `text` is an array.
bool IsArray(std::string_view text);

// Names a member of an object, and says where the view of its text goes.
struct WantedText {
  std::string_view name;
  std::string_view* text;
};
// Sets the views of `wanted` to the texts of the members of those names, whatever the case of their letters. Those that
// are absent or null are left alone. Returns false when `object` is not an object of JSON.
bool FindTexts(std::string_view object, std::initializer_list<WantedText> wanted);

}  // namespace macie_local::wire
