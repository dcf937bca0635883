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

namespace macie_local::service {

// How many records of a list are in one piece.
inline constexpr std::size_t kPieceRecords = 512;

// The texts of an object's members, by their places in the table of its type.
class MemberTexts {
 public:
  // Empty when it is not there, or null.
  std::string_view Find(std::size_t member) const;
  // The same of a list, in pieces of kPieceRecords.
  std::span<const wire::ListPiece> Pieces(std::size_t member) const;
  void Set(std::size_t member, std::string_view text, std::vector<wire::ListPiece> pieces);

 private:
  struct Member {
    std::uint8_t place;
    std::string_view text;
    std::vector<wire::ListPiece> pieces;
  };
  const Member* At(std::size_t member) const;
  std::vector<Member> members_;
};

struct StateIndex {
  MemberTexts top;  // of a StateDocument, accounts apart
  bool has_accounts = false;
  // Of a PartitionDocument, by account and region; each key once.
  wire::Map<wire::Map<MemberTexts>> accounts;
};

// Nothing when `text` is not JSON, or not an object of known members, each once: decoding says what is wrong. What is
// inside the members is JSON, and not looked at otherwise. An envelope's members (wire::IsOfEnvelope) are left out.
// A text that is an array is taken for the buckets of a document that has nothing else.
std::optional<StateIndex> IndexState(std::string_view text);
std::optional<MemberTexts> IndexObject(std::string_view text, const wire::StructureDesc& structure);

// Whether the first value of `text` is an array.
bool IsArray(std::string_view text);

// Sets each view of `wanted` to the text of the member of that name, whatever the case of its letters; one that is not
// there, or null, is left alone. False when `object` is not an object of JSON.
struct WantedText {
  std::string_view name;
  std::string_view* text;
};
bool FindTexts(std::string_view object, std::initializer_list<WantedText> wanted);

}  // namespace macie_local::service
