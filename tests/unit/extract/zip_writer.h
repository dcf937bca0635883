// Zip archives of all kinds, right and wrong.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/compressed.h"

namespace macie_local::extract {

// One file on its way into an archive. Fields that are told wrongly are for tests of damage.
struct ZipPart {
  std::string name{};
  std::string bytes{};
  std::uint16_t method = 8;
  std::uint16_t flags = 0;
  bool in64 = false;                  // its sizes are told in an extra field
  std::int64_t told_size_more = 0;    // than it has
  std::int64_t told_stored_more = 0;  // than it has
  bool wrong_sum = false;
  bool wrong_header = false;
  bool at_first = false;  // the directory says that it is where the first file is
};

struct ZipForm {
  std::string before{};   // the archive
  std::string comment{};  // behind it
  bool in64 = false;      // its end is told in 64 bits
  int told_count = -1;    // else as many as there are
  std::uint16_t volume = 0;
};

inline std::string Bytes(std::uint64_t number, int size) {
  std::string bytes{};
  for (int i = 0; i < size; ++i, number >>= 8) bytes += static_cast<char>(number & 0xFF);
  return bytes;
}

inline std::string Zip(const std::vector<ZipPart>& parts, const ZipForm& form = {}) {
  std::string archive;
  std::string directory;
  for (const ZipPart& part : parts) {
    const std::string stored = part.method == 8 ? support::Deflated(part.bytes) : part.bytes;
    std::uint32_t sum =
        static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(part.bytes.data()), part.bytes.size()));
    if (part.wrong_sum) sum ^= 1;
    const std::uint64_t size = part.bytes.size() + static_cast<std::uint64_t>(part.told_size_more);
    const std::uint64_t stored_size = stored.size() + static_cast<std::uint64_t>(part.told_stored_more);
    const std::uint64_t position = part.at_first ? 0 : archive.size();
    const std::string fields = Bytes(part.flags, 2) + Bytes(part.method, 2) + Bytes(0, 4);
    const std::uint64_t all = 0xFFFFFFFF;
    archive += (part.wrong_header ? "PKxx" : "PK\x03\x04") + Bytes(20, 2) + fields + Bytes(0, 12) +
               Bytes(part.name.size(), 2) + Bytes(3, 2) + part.name + "ext" + stored;
    const std::string numbers = Bytes(size, 8) + Bytes(stored_size, 8) + Bytes(position, 8);
    const std::string extra =
        Bytes(0x5455, 2) + Bytes(1, 2) + "x" + (part.in64 ? Bytes(1, 2) + Bytes(24, 2) + numbers : "");
    directory += "PK\x01\x02" + Bytes(20, 2) + Bytes(20, 2) + fields + Bytes(sum, 4) +
                 Bytes(part.in64 ? all : stored_size, 4) + Bytes(part.in64 ? all : size, 4) +
                 Bytes(part.name.size(), 2) + Bytes(extra.size(), 2) + Bytes(2, 2) + Bytes(0, 8) +
                 Bytes(part.in64 ? all : position, 4) + part.name + extra + "co";
  }
  const std::uint64_t begin = archive.size();
  archive += directory;
  const std::uint64_t count = form.told_count < 0 ? parts.size() : static_cast<std::uint64_t>(form.told_count);
  if (form.in64) {
    const std::uint64_t end = archive.size();
    archive += "PK\x06\x06" + Bytes(44, 8) + Bytes(45, 2) + Bytes(45, 2) + Bytes(form.volume, 4) + Bytes(0, 4) +
               Bytes(count, 8) + Bytes(count, 8) + Bytes(directory.size(), 8) + Bytes(begin, 8);
    archive += "PK\x06\x07" + Bytes(0, 4) + Bytes(end, 8) + Bytes(1, 4);
  }
  const std::uint64_t all = 0xFFFFFFFF;
  archive += "PK\x05\x06" + Bytes(form.in64 ? all : form.volume, 2) + Bytes(0, 2) + Bytes(count, 2) + Bytes(count, 2) +
             Bytes(form.in64 ? all : directory.size(), 4) + Bytes(form.in64 ? all : begin, 4) +
             Bytes(form.comment.size(), 2) + form.comment;
  return form.before + archive;
}

}  // namespace macie_local::extract
