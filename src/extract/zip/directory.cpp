#include "extract/zip/directory.h"

#include <algorithm>
#include <string>

#include "extract/zip/little_endian.h"

namespace macie_local::extract {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kEndSign = "PK\x05\x06"sv;
constexpr std::size_t kEndBytes = 22;
constexpr std::string_view kLocatorSign = "PK\x06\x07"sv;  // of the end of a zip64 archive
constexpr std::size_t kLocatorBytes = 20;
constexpr std::string_view kEnd64Sign = "PK\x06\x06"sv;
constexpr std::size_t kEnd64Bytes = 56;
constexpr std::string_view kEntrySign = "PK\x01\x02"sv;
constexpr std::size_t kEntryBytes = 46;
constexpr std::uint64_t kIn64 = 0xFFFFFFFF;  // the number is told where there is room for it
constexpr std::uint16_t kIn64Volume = 0xFFFF;
constexpr std::uint16_t kNumbers64 = 1;  // of what tells such numbers

bool Has(std::string_view bytes, std::size_t at, std::string_view sign) {
  return at <= bytes.size() && bytes.substr(at).starts_with(sign);
}

// Returns where in the tail the end begins, or npos. What looks like it and has a comment longer than what follows is
// none.
std::size_t FindEnd(std::string_view tail) {
  if (tail.size() < kEndBytes) return std::string_view::npos;
  std::size_t at = tail.rfind(kEndSign, tail.size() - kEndBytes);
  while (at != std::string_view::npos && at + kEndBytes + LittleEndian16(tail, at + 20) > tail.size()) {
    at = at == 0 ? std::string_view::npos : tail.rfind(kEndSign, at - 1);
  }
  return at;
}

// What is told of the directory, and where what tells it stands.
struct Told {
  std::size_t at;
  std::uint64_t size;
  std::uint64_t begin;
  bool volumes;  // it is one of several
};

// The end of a zip64 archive stands before a locator, which stands before the other end.
std::optional<Told> Find64(std::string_view tail, std::size_t end) {
  if (end < kLocatorBytes + kEnd64Bytes || !Has(tail, end - kLocatorBytes, kLocatorSign)) return std::nullopt;
  const std::size_t at = tail.rfind(kEnd64Sign, end - kLocatorBytes - kEnd64Bytes);
  if (at == std::string_view::npos) return std::nullopt;
  return Told{.at = at,
              .size = LittleEndian64(tail, at + 40),
              .begin = LittleEndian64(tail, at + 48),
              .volumes = LittleEndian32(tail, at + 16) != 0 || LittleEndian32(tail, at + 20) != 0};
}

// Takes the numbers that are too large for their fields from the extra fields. Returns false when they are not there.
bool Take64(std::string_view extra, ZipEntry* entry) {
  while (extra.size() >= 4) {
    const std::uint16_t kind = LittleEndian16(extra, 0);
    const std::size_t bytes = LittleEndian16(extra, 2);
    if (bytes > extra.size() - 4) return false;
    std::string_view field = extra.substr(4, bytes);
    extra.remove_prefix(4 + bytes);
    if (kind != kNumbers64) continue;
    for (std::uint64_t* number : {&entry->size, &entry->stored, &entry->position}) {
      if (*number != kIn64) continue;
      if (field.size() < 8) return false;
      *number = LittleEndian64(field, 0);
      field.remove_prefix(8);
    }
    return true;
  }
  return false;
}

// `fixed` is what all entries have, `rest` the name and the extra fields. Returns nothing when it is malformed.
std::optional<ZipEntry> ParseEntry(std::string_view fixed, std::string_view extra, const ZipEnd& end) {
  constexpr std::uint16_t kEncrypted = 1 << 0;
  ZipEntry entry{.position = LittleEndian32(fixed, 42),
                 .stored = LittleEndian32(fixed, 20),
                 .size = LittleEndian32(fixed, 24),
                 .sum = LittleEndian32(fixed, 16),
                 .method = LittleEndian16(fixed, 10),
                 .encrypted = (LittleEndian16(fixed, 8) & kEncrypted) != 0};
  const bool in64 = entry.position == kIn64 || entry.stored == kIn64 || entry.size == kIn64;
  if (in64 && !Take64(extra, &entry)) return std::nullopt;
  if (entry.position > end.begin - end.shift || entry.stored > end.begin - end.shift - entry.position) {
    return std::nullopt;
  }
  entry.position += end.shift;
  return entry;
}

}  // namespace

std::optional<ZipEnd> FindZipEnd(std::string_view tail, std::uint64_t file_bytes) {
  const std::size_t end = FindEnd(tail);
  if (end == std::string_view::npos) return std::nullopt;
  const std::uint16_t volume = LittleEndian16(tail, end + 4);
  Told told{.at = end,
            .size = LittleEndian32(tail, end + 12),
            .begin = LittleEndian32(tail, end + 16),
            .volumes = volume != 0 && volume != kIn64Volume};
  if (const auto told64 = Find64(tail, end)) told = *told64;
  // The directory stands right before what tells of it, so that what stands before the archive has no say.
  const std::uint64_t directory_end = file_bytes - tail.size() + told.at;
  if (told.volumes || told.size > directory_end || told.begin > directory_end - told.size) return std::nullopt;
  const std::uint64_t begin = directory_end - told.size;
  return ZipEnd{.begin = begin, .size = told.size, .shift = begin - told.begin};
}

ZipRead ReadZipDirectory(StreamReader& reader, const ZipEnd& end,
                         const std::function<bool(const ZipEntry& entry, std::string_view name)>& tell) {
  std::string fixed;
  std::string rest;
  const auto cut = [&] { return reader.failed() ? ZipRead::kFailed : ZipRead::kMalformed; };
  const std::uint64_t directory_end = end.begin + end.size;
  while (directory_end - reader.position() >= kEntryBytes) {
    if (!reader.Read(kEntryBytes, &fixed)) return cut();
    if (!fixed.starts_with(kEntrySign)) return ZipRead::kMalformed;
    const std::size_t name = LittleEndian16(fixed, 28);
    const std::size_t extra = LittleEndian16(fixed, 30);
    const std::size_t all = name + extra + LittleEndian16(fixed, 32);
    if (all > directory_end - reader.position()) return ZipRead::kMalformed;
    if (!reader.Read(all, &rest)) return cut();
    const std::string_view view = rest;
    const auto entry = ParseEntry(fixed, view.substr(name, extra), end);
    if (!entry) return ZipRead::kMalformed;
    const bool folder = view.substr(0, name).ends_with('/') && entry->size == 0;
    if (!folder && !tell(*entry, view.substr(0, name))) return ZipRead::kStopped;
  }
  return ZipRead::kWell;
}

bool SortZipEntries(std::vector<ZipEntry>* entries, const ZipEnd& end) {
  std::sort(entries->begin(), entries->end(),
            [](const ZipEntry& a, const ZipEntry& b) { return a.position < b.position; });
  std::uint64_t next = end.begin;
  for (auto entry = entries->rbegin(); entry != entries->rend(); ++entry) {
    if (entry->position > next || next - entry->position < kZipHeaderBytes + entry->stored) return false;
    next = entry->position;
  }
  return true;
}

}  // namespace macie_local::extract
