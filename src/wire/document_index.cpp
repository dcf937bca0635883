#include "wire/document_index.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"
#include "wire/codec.h"

namespace macie_local::wire {
namespace {

// Calls member(name) at each value, which it reads; false ends it.
template <class Member>
bool ReadObject(JsonReader& reader, const Member& member) {
  if (!reader.Eat('{')) return false;
  if (reader.Eat('}')) return true;
  std::string name;
  while (reader.ReadString(&name) && reader.Eat(':') && member(name)) {
    if (reader.Eat('}')) return true;
    if (!reader.Eat(',')) return false;
  }
  return false;
}

char Opening(Kind kind) {
  switch (kind) {
    case Kind::kList:
      return '[';
    case Kind::kStructure:
    case Kind::kMap:
      return '{';
    default:
      return '\0';
  }
}

class Indexer {
 public:
  explicit Indexer(std::string_view text) : reader_(text) {}

  bool Members(const StructureDesc& structure, MemberTexts* members) {
    std::uint64_t seen = 0;
    return ReadObject(reader_, [&](const std::string& name) { return Member(structure, name, &seen, members); });
  }

  bool Document(const DocumentShape& shape, DocumentIndex* index) {
    std::uint64_t seen = 0;
    if (reader_.Peek() == '[') return Member(shape.whole, std::string(shape.array), &seen, &index->top);
    bool seen_parts = false;
    return ReadObject(reader_, [&](const std::string& name) {
      if (name != shape.parts) return Member(shape.whole, name, &seen, &index->top);
      if (std::exchange(seen_parts, true)) return false;
      index->has_parts = reader_.Peek() != 'n';
      if (!index->has_parts) return reader_.ReadLiteral("null");
      return Parts(shape.part, &index->parts);
    });
  }

  bool AtEnd() { return reader_.AtEnd(); }

 private:
  // `seen` has a bit of each member of the object that was read.
  bool Member(const StructureDesc& structure, const std::string& name, std::uint64_t* seen, MemberTexts* members) {
    const auto member = FindMemberOfDocument(structure, name);
    if (!member && IsOfEnvelope(name)) return reader_.Skip(kDepthMax);
    if (!member || (*seen >> *member & 1) != 0) return false;
    *seen |= std::uint64_t{1} << *member;  // a type has 64 members at most
    const char first = reader_.Peek();
    const char opening = Opening(structure.members[*member].type->kind);
    if (first != 'n' && opening != '\0' && first != opening) return false;
    const std::size_t begin = reader_.offset();
    std::vector<ListPiece> pieces;
    if (first == '[') {
      if (!CutList(kPieceRecords, kDepthMax, &reader_, &pieces)) return false;
    } else if (!reader_.Skip(kDepthMax)) {
      return false;
    }
    members->Set(*member, first == 'n' ? std::string_view() : reader_.TextSince(begin), std::move(pieces));
    return true;
  }

  bool Parts(const StructureDesc& structure, Map<Map<MemberTexts>>* accounts) {
    const bool read = ReadObject(reader_, [&](const std::string& account) {
      auto& regions = accounts->emplace_back(account, Map<MemberTexts>()).second;
      const bool all = ReadObject(reader_, [&](const std::string& region) {
        return Members(structure, &regions.emplace_back(region, MemberTexts()).second);
      });
      return all && IsEachOnce(&regions);
    });
    return read && IsEachOnce(accounts);
  }

  template <class T>
  static bool IsEachOnce(Map<T>* map) {
    const std::size_t given = map->size();
    KeepLast<T>(map);
    return map->size() == given;
  }

  JsonReader reader_;
};

}  // namespace

const MemberTexts::Member* MemberTexts::At(std::size_t member) const {
  const auto found =
      std::find_if(members_.begin(), members_.end(), [&](const Member& one) { return one.place == member; });
  return found == members_.end() ? nullptr : &*found;
}

std::string_view MemberTexts::Find(std::size_t member) const {
  const Member* found = At(member);
  return found == nullptr ? std::string_view() : found->text;
}

std::span<const ListPiece> MemberTexts::Pieces(std::size_t member) const {
  const Member* found = At(member);
  return found == nullptr ? std::span<const ListPiece>() : found->pieces;
}

void MemberTexts::Set(std::size_t member, std::string_view text, std::vector<ListPiece> pieces) {
  const auto place = static_cast<std::uint8_t>(member);  // a type has 64 members at most
  std::erase_if(members_, [&](const Member& one) { return one.place == place; });
  if (!text.empty()) members_.push_back({place, text, std::move(pieces)});
}

std::optional<DocumentIndex> IndexDocument(std::string_view text, const DocumentShape& shape) {
  Indexer indexer(text);
  DocumentIndex index;
  if (!indexer.Document(shape, &index) || !indexer.AtEnd()) return std::nullopt;
  return index;
}

std::optional<MemberTexts> IndexObject(std::string_view text, const StructureDesc& structure) {
  Indexer indexer(text);
  MemberTexts members;
  if (!indexer.Members(structure, &members) || !indexer.AtEnd()) return std::nullopt;
  return members;
}

bool IsArray(std::string_view text) {
  return JsonReader(text).Peek() == '[';
}

bool FindTexts(std::string_view object, std::initializer_list<WantedText> wanted) {
  JsonReader reader(object);
  return ReadObject(reader, [&](const std::string& name) {
    const char first = reader.Peek();
    const std::size_t begin = reader.offset();
    if (!reader.Skip(kDepthMax)) return false;
    for (const WantedText& one : wanted) {
      if (first != 'n' && base::EqualsWithoutCase(one.name, name)) *one.text = reader.TextSince(begin);
    }
    return true;
  });
}

}  // namespace macie_local::wire
