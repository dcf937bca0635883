// What stands before a member of a tar archive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace macie_local::extract {

inline constexpr std::size_t kTarBlockBytes = 512;
// What is told of a member beside its header is no longer.
inline constexpr std::size_t kTarNamesBytesMax = 1 << 20;

struct TarHeader {
  enum class Kind : std::uint8_t {
    kFile,
    kNames,  // tells of the next member: GNU's long name, pax
    kOther   // folders, links, devices, what is not known
  };
  Kind kind = Kind::kOther;
  char type = '0';
  std::string path;
  std::uint64_t size = 0;    // of what follows, without what fills its last block
  bool map_follows = false;  // of a sparse file: blocks of its map come before that, see MapFollows
};

// Returns nothing when the sum in the block is not that of its bytes, or a number is none. Requires kTarBlockBytes
// bytes.
std::optional<TarHeader> ParseTarHeader(std::string_view block);

// Whether another block of a sparse file's map follows this one.
inline bool MapFollows(std::string_view map_block) {
  return map_block[504] != '\0';
}

// Returns `bytes` up to the end of the last block. Sizes of headers leave room for that.
inline std::uint64_t TarPadded(std::uint64_t bytes) {
  return (bytes + kTarBlockBytes - 1) / kTarBlockBytes * kTarBlockBytes;
}

// What was told of the next member.
struct TarExtra {
  std::optional<std::string> path;
  std::optional<std::uint64_t> size;

  // Takes what follows a header of kNames. Returns false when it is malformed.
  bool Take(char type, std::string_view bytes);
};

}  // namespace macie_local::extract
