// The list at the end of a zip archive, which has the word on what is in the archive and where.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "extract/streams.h"

namespace macie_local::extract {

// What ends an archive lies in its last bytes, so many: a comment, and what comes before it.
inline constexpr std::size_t kZipTailBytes = 128 << 10;

// Returns the last bytes of a file, as many as FindZipEnd wants.
inline std::string_view ZipTail(std::string_view file) {
  return file.substr(file.size() - std::min(file.size(), kZipTailBytes));
}

// Where the directory is.
struct ZipEnd {
  std::uint64_t begin = 0;  // in the file
  std::uint64_t size = 0;   // bytes
  std::uint64_t shift = 0;  // positions in the archive are told without this many bytes that stand before it
};

// Looks for the end of an archive in the last kZipTailBytes of a file, or in all of it when it is shorter. Returns
// nothing when there is none, the archive is one of several volumes, or what is told can't be.
std::optional<ZipEnd> FindZipEnd(std::string_view tail, std::uint64_t file_bytes);

// A file of an archive, as the directory tells it.
struct ZipEntry {
  std::uint64_t position = 0;  // of its header, in the file
  std::uint64_t stored = 0;    // bytes in the archive
  std::uint64_t size = 0;      // bytes that it has
  std::uint32_t sum = 0;       // CRC-32
  std::uint16_t method = 0;
  bool encrypted = false;
};

inline constexpr std::uint16_t kZipStored = 0;
inline constexpr std::uint16_t kZipDeflated = 8;
inline constexpr std::size_t kZipHeaderBytes = 30;  // before a file, without its name

enum class ZipRead {
  kWell,
  kStopped,  // by the function that is told
  kMalformed,
  kFailed  // the source failed
};
// Tells the entries of a directory, but for folders, in its order. `reader` stands at its beginning. The name is valid
// until `tell` returns, which returns false to stop.
ZipRead ReadZipDirectory(StreamReader& reader, const ZipEnd& end,
                         const std::function<bool(const ZipEntry& entry, std::string_view name)>& tell);

// Puts entries in the order of their places. Returns false when two of them share bytes, or one those of the directory,
// which no program that makes archives does, but one that makes bombs.
bool SortZipEntries(std::vector<ZipEntry>* entries, const ZipEnd& end);

}  // namespace macie_local::extract
