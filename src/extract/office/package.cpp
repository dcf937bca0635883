#include "extract/office/package.h"

#include <algorithm>
#include <utility>

namespace macie_local::extract {
namespace {

constexpr Outcome kMalformed{Status::kSkipped, reason::kMalformedOffice};
constexpr std::string_view kTypes = "[content_types].xml";
// Names, types and addresses that are longer are none.
constexpr std::size_t kNameBytesMax = 4096;

std::string Lowered(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lowered;
}

// As names of parts are compared. Some programs write "\".
std::string PartName(std::string_view name) {
  std::string normal = Lowered(name);
  std::replace(normal.begin(), normal.end(), '\\', '/');
  return normal.substr(std::min(normal.find_first_not_of('/'), normal.size()));
}

std::string_view FolderOf(std::string_view name) {
  return name.substr(0, name.rfind('/') + 1);
}

// "a/b/../c" is "a/c".
std::string Resolved(std::string name) {
  std::size_t up = name.find("/../");
  while (up != std::string::npos) {
    const std::size_t before = up == 0 ? std::string::npos : name.rfind('/', up - 1);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    name.erase(begin, up + 4 - begin);
    up = name.find("/../");
  }
  return name;
}

Charset CharsetOf(std::string_view head) {
  if (head.starts_with("\xFF\xFE") || head.starts_with(std::string_view("<\0", 2))) return Charset::kUtf16Le;
  if (head.starts_with("\xFE\xFF") || head.starts_with(std::string_view("\0<", 2))) return Charset::kUtf16Be;
  return Charset::kUtf8;
}

}  // namespace

std::optional<Outcome> Package::Open(base::ByteStream& stream) {
  const KeptBytes::End taken = kept_.Take(stream);
  if (taken == KeptBytes::End::kFailed) return Outcome{Status::kPartial, {}};
  if (taken == KeptBytes::End::kTooMany || !TakeParts()) return kMalformed;
  const auto types = parts_.find(kTypes);
  if (types == parts_.end()) return kMalformed;
  if (const auto refused = Refuses(types->second); !refused.empty()) return Outcome{Status::kSkipped, refused};
  if (!TakeTypes(types->second)) return kMalformed;
  parts_.erase(types);
  return std::nullopt;
}

bool Package::TakeParts() {
  const auto end = FindZipEnd(ZipTail(bytes()), bytes().size());
  if (!end) return false;
  KeptStream stream(bytes(), end->begin);
  StreamReader reader(stream, end->begin);
  std::vector<ZipEntry> entries;
  const ZipRead read = ReadZipDirectory(reader, *end, [&](const ZipEntry& entry, std::string_view name) {
    entries.push_back(entry);
    if (name.size() <= kNameBytesMax)
      parts_.emplace(PartName(name), Part{.type = {}, .entry = entry, .end = end->begin});
    return entries.size() <= kPartsMax;
  });
  return read == ZipRead::kWell && SortZipEntries(&entries, *end);
}

// Types are told by name, or for all names of an extension.
bool Package::TakeTypes(const Part& types) {
  std::map<std::string, std::string, std::less<>> of_extensions;
  constexpr std::size_t kExtensionsMax = 1024;
  PartTokens part(*this, types);
  XmlTokens& tokens = part.tokens();
  for (auto kind = tokens.Next(); kind != XmlTokens::Kind::kFinished; kind = tokens.Next()) {
    if (kind == XmlTokens::Kind::kMalformed) return false;
    if (kind != XmlTokens::Kind::kStart) continue;
    const std::string type = Lowered(tokens.Attribute("ContentType").value_or(""));
    if (type.size() > kNameBytesMax) continue;
    if (tokens.name() == "Override") {
      const auto named = parts_.find(PartName(tokens.Attribute("PartName").value_or("")));
      if (named != parts_.end()) named->second.type = type;
    } else if (tokens.name() == "Default" && of_extensions.size() < kExtensionsMax) {
      const std::string_view extension = tokens.Attribute("Extension").value_or("");
      if (extension.size() <= kNameBytesMax) of_extensions.emplace(Lowered(extension), type);
    }
  }
  for (auto& [name, each] : parts_) {
    const std::size_t dot = name.rfind('.');
    if (!each.type.empty() || dot == std::string::npos) continue;
    const auto found = of_extensions.find(std::string_view(name).substr(dot + 1));
    if (found != of_extensions.end()) each.type = found->second;
  }
  return true;
}

const Package::Parts::value_type* Package::FirstOfType(std::string_view ending) const {
  const auto found =
      std::find_if(parts_.begin(), parts_.end(), [&](const auto& part) { return part.second.type.ends_with(ending); });
  return found == parts_.end() ? nullptr : &*found;
}

const Package::Parts::value_type* Package::Find(std::string_view from, std::string_view target) const {
  const std::string name = target.starts_with('/') ? std::string(target) : std::string(FolderOf(from)).append(target);
  const auto found = parts_.find(PartName(Resolved(name)));
  return found == parts_.end() ? nullptr : &*found;
}

std::string_view Package::Refuses(const Part& part) const {
  // What is small may well be repeated often.
  constexpr std::uint64_t kBytesOfAnyRatio = 1 << 20;
  const ZipEntry& entry = part.entry;
  if (entry.size > run_.limits.office_part_bytes) return reason::kOfficeSize;
  const bool far_more = entry.size > kBytesOfAnyRatio && entry.size / run_.limits.office_part_ratio > entry.stored;
  return far_more ? reason::kOfficeRatio : std::string_view();
}

PartStream::PartStream(const Package& package, const Package::Part& part)
    : kept_(package.bytes(), part.entry.position),
      reader_(kept_, part.entry.position),
      begun_(IsZipEntryReadable(part.entry) && TakeZipHeader(reader_, part.entry, part.end, &name_)),
      bytes_(reader_, part.entry, package.run()) {}

base::Result<std::string_view> PartStream::Next() {
  if (!begun_) return StreamFailure("the part can't be read");
  return bytes_.Next();
}

PartTokens::PartTokens(const Package& package, const Package::Part& part)
    : bytes_(package, part), peeked_(bytes_, kMarkBytes), text_(peeked_, CharsetOf(peeked_.head())), tokens_(text_) {}

std::string_view PartTokens::reason() const {
  return bytes_.too_much() ? reason::kExtractedBytes : reason::kMalformedOffice;
}

std::map<std::string, std::string, std::less<>> Relations(const Package& package, std::string_view from) {
  constexpr std::size_t kRelationsMax = 1 << 13;
  std::map<std::string, std::string, std::less<>> relations;
  const std::string_view folder = FolderOf(from);
  const std::string name = std::string(folder).append("_rels/").append(from.substr(folder.size())).append(".rels");
  const auto found = package.parts().find(name);
  if (found == package.parts().end() || !package.Refuses(found->second).empty()) return relations;
  PartTokens part(package, found->second);
  XmlTokens& tokens = part.tokens();
  for (auto kind = tokens.Next(); kind != XmlTokens::Kind::kFinished && kind != XmlTokens::Kind::kMalformed;
       kind = tokens.Next()) {
    if (kind != XmlTokens::Kind::kStart || tokens.name() != "Relationship") continue;
    const std::string id(tokens.Attribute("Id").value_or(""));
    const std::string_view target = tokens.Attribute("Target").value_or("");
    if (id.size() > kNameBytesMax || target.size() > kNameBytesMax || relations.size() >= kRelationsMax) continue;
    relations.emplace(id, target);
  }
  return relations;
}

}  // namespace macie_local::extract
