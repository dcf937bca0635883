#include "service/core/document_index.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"
#include "model/types/records.h"
#include "wire/codec.h"

namespace macie_local::service {
namespace {

// Calls member(name) at each value, which it reads; false ends it.
template <class Member>
bool ReadObject(wire::JsonReader& reader, const Member& member) {
  if (!reader.Eat('{')) return false;
  if (reader.Eat('}')) return true;
  std::string name;
  while (reader.ReadString(&name) && reader.Eat(':') && member(name)) {
    if (reader.Eat('}')) return true;
    if (!reader.Eat(',')) return false;
  }
  return false;
}

char Opening(wire::Kind kind) {
  switch (kind) {
    case wire::Kind::kList:
      return '[';
    case wire::Kind::kStructure:
    case wire::Kind::kMap:
      return '{';
    default:
      return '\0';
  }
}

class Indexer {
 public:
  explicit Indexer(std::string_view text) : reader_(text) {}

  bool Members(const wire::StructureDesc& structure, MemberTexts* members) {
    std::uint64_t seen = 0;
    return ReadObject(reader_, [&](const std::string& name) { return Member(structure, name, &seen, members); });
  }

  bool State(StateIndex* index) {
    const auto& structure = wire::Describe<model::StateDocument>();
    std::uint64_t seen = 0;
    if (reader_.Peek() == '[') return Member(structure, "buckets", &seen, &index->top);
    bool seen_accounts = false;
    return ReadObject(reader_, [&](const std::string& name) {
      if (name != "accounts") return Member(structure, name, &seen, &index->top);
      if (std::exchange(seen_accounts, true)) return false;
      index->has_accounts = reader_.Peek() != 'n';
      if (!index->has_accounts) return reader_.ReadLiteral("null");
      return Accounts(&index->accounts);
    });
  }

  bool AtEnd() { return reader_.AtEnd(); }

 private:
  // `seen` has a bit of each member of the object that was read.
  bool Member(const wire::StructureDesc& structure, const std::string& name, std::uint64_t* seen,
              MemberTexts* members) {
    const auto member = wire::FindMemberOfDocument(structure, name);
    if (!member && wire::IsOfEnvelope(name)) return reader_.Skip(wire::kDepthMax);
    if (!member || (*seen >> *member & 1) != 0) return false;
    *seen |= std::uint64_t{1} << *member;  // a type has 64 members at most
    const char first = reader_.Peek();
    const char opening = Opening(structure.members[*member].type->kind);
    if (first != 'n' && opening != '\0' && first != opening) return false;
    const std::size_t begin = reader_.offset();
    std::vector<wire::ListPiece> pieces;
    if (first == '[') {
      if (!wire::CutList(kPieceRecords, wire::kDepthMax, &reader_, &pieces)) return false;
    } else if (!reader_.Skip(wire::kDepthMax)) {
      return false;
    }
    members->Set(*member, first == 'n' ? std::string_view() : reader_.TextSince(begin), std::move(pieces));
    return true;
  }

  bool Accounts(wire::Map<wire::Map<MemberTexts>>* accounts) {
    const auto& structure = wire::Describe<model::PartitionDocument>();
    const bool read = ReadObject(reader_, [&](const std::string& account) {
      auto& regions = accounts->emplace_back(account, wire::Map<MemberTexts>()).second;
      const bool all = ReadObject(reader_, [&](const std::string& region) {
        return Members(structure, &regions.emplace_back(region, MemberTexts()).second);
      });
      return all && IsEachOnce(&regions);
    });
    return read && IsEachOnce(accounts);
  }

  template <class T>
  static bool IsEachOnce(wire::Map<T>* map) {
    const std::size_t given = map->size();
    wire::KeepLast<T>(map);
    return map->size() == given;
  }

  wire::JsonReader reader_;
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

std::span<const wire::ListPiece> MemberTexts::Pieces(std::size_t member) const {
  const Member* found = At(member);
  return found == nullptr ? std::span<const wire::ListPiece>() : found->pieces;
}

void MemberTexts::Set(std::size_t member, std::string_view text, std::vector<wire::ListPiece> pieces) {
  const auto place = static_cast<std::uint8_t>(member);  // a type has 64 members at most
  std::erase_if(members_, [&](const Member& one) { return one.place == place; });
  if (!text.empty()) members_.push_back({place, text, std::move(pieces)});
}

std::optional<StateIndex> IndexState(std::string_view text) {
  Indexer indexer(text);
  StateIndex index;
  if (!indexer.State(&index) || !indexer.AtEnd()) return std::nullopt;
  return index;
}

std::optional<MemberTexts> IndexObject(std::string_view text, const wire::StructureDesc& structure) {
  Indexer indexer(text);
  MemberTexts members;
  if (!indexer.Members(structure, &members) || !indexer.AtEnd()) return std::nullopt;
  return members;
}

bool IsArray(std::string_view text) {
  return wire::JsonReader(text).Peek() == '[';
}

bool FindTexts(std::string_view object, std::initializer_list<WantedText> wanted) {
  wire::JsonReader reader(object);
  return ReadObject(reader, [&](const std::string& name) {
    const char first = reader.Peek();
    const std::size_t begin = reader.offset();
    if (!reader.Skip(wire::kDepthMax)) return false;
    for (const WantedText& one : wanted) {
      if (first != 'n' && base::EqualsWithoutCase(one.name, name)) *one.text = reader.TextSince(begin);
    }
    return true;
  });
}

}  // namespace macie_local::service
