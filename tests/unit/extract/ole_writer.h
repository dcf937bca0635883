// Writes compound files for tests, with whatever is asked for in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace macie_local::extract {

inline std::string LowFirst(std::uint64_t number, std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i, number >>= 8) text += static_cast<char>(number & 0xFF);
  return text;
}

inline void PutNumber(std::string* bytes, std::size_t at, std::uint64_t number, std::size_t size = 4) {
  bytes->replace(at, size, LowFirst(number, size));
}

// Where things are in what OleFile writes, for tests that damage them.
struct OlePlaces {
  std::size_t table = 0;      // the first sector of the table
  std::size_t directory = 0;  // the first entry
  std::size_t sector_bytes = 0;
};

// Returns a file with these streams in its root, one to the right of the other. Streams of less than 4,096 bytes lie in
// small sectors.
inline std::string OleFile(const std::vector<std::pair<std::string, std::string>>& streams, unsigned shift = 9,
                           OlePlaces* places = nullptr) {
  constexpr std::uint32_t kEnd = 0xFFFFFFFE;
  constexpr std::uint32_t kFree = 0xFFFFFFFF;
  constexpr std::size_t kSmallBytes = 64;
  constexpr std::size_t kSmallBelow = 4096;
  constexpr std::size_t kHeaderTable = 109;
  const std::size_t sector_bytes = std::size_t{1} << shift;
  const std::size_t numbers = sector_bytes / 4;
  std::vector<std::uint32_t> table;
  std::string sectors;
  const auto add = [&](std::string bytes, std::size_t sector, std::vector<std::uint32_t>* chain, std::string* to) {
    const auto first = static_cast<std::uint32_t>(chain->size());
    bytes.resize((bytes.size() + sector - 1) / sector * sector);
    const std::size_t count = bytes.size() / sector;
    for (std::size_t i = 0; i < count; ++i) {
      chain->push_back(i + 1 < count ? static_cast<std::uint32_t>(chain->size() + 1) : kEnd);
    }
    to->append(bytes);
    return count == 0 ? kEnd : first;
  };
  const auto numbers_of = [](const std::vector<std::uint32_t>& chain) {
    std::string bytes;
    for (const std::uint32_t next : chain) bytes += LowFirst(next, 4);
    return bytes;
  };
  std::vector<std::uint32_t> small_table;
  std::string small;
  std::vector<std::uint32_t> starts;
  for (const auto& [_, bytes] : streams) {
    starts.push_back(bytes.size() < kSmallBelow ? add(bytes, kSmallBytes, &small_table, &small)
                                                : add(bytes, sector_bytes, &table, &sectors));
  }
  const std::uint32_t small_start = add(small, sector_bytes, &table, &sectors);
  const std::uint32_t small_table_start = add(numbers_of(small_table), sector_bytes, &table, &sectors);
  const auto entry = [&](const std::string& name, int kind, std::uint32_t right, std::uint32_t child,
                         std::uint32_t start, std::size_t size) {
    std::string bytes;
    for (const char c : name) bytes += std::string(1, c) + '\0';
    bytes.resize(64);
    bytes += LowFirst((name.size() + 1) * 2, 2) + static_cast<char>(kind) + '\x01' + LowFirst(kFree, 4) +
             LowFirst(right, 4) + LowFirst(child, 4);
    bytes.resize(116);
    return bytes + LowFirst(start, 4) + LowFirst(size, 8);
  };
  std::string directory = entry("Root Entry", 5, kFree, streams.empty() ? kFree : 1, small_start, small.size());
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const std::uint32_t right = i + 1 < streams.size() ? static_cast<std::uint32_t>(i + 2) : kFree;
    directory += entry(streams[i].first, 2, right, kFree, starts[i], streams[i].second.size());
  }
  const std::uint32_t directory_start = add(directory, sector_bytes, &table, &sectors);
  // The table has its own sectors in it, and those that name more of them than the header can.
  std::size_t own = 1;
  std::size_t more = 0;
  while (own * numbers < table.size() + own + more) {
    ++own;
    more = own <= kHeaderTable ? 0 : (own - kHeaderTable + numbers - 2) / (numbers - 1);
  }
  const std::size_t table_begin = table.size();
  table.resize(own * numbers, kFree);
  for (std::size_t i = 0; i < own; ++i) table[table_begin + i] = 0xFFFFFFFD;
  for (std::size_t i = 0; i < more; ++i) table[table_begin + own + i] = 0xFFFFFFFC;
  sectors += numbers_of(table);
  std::string header = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  header.resize(24);
  header +=
      LowFirst(0x3E, 2) + LowFirst(shift == 9 ? 3 : 4, 2) + LowFirst(0xFFFE, 2) + LowFirst(shift, 2) + LowFirst(6, 2);
  header.resize(44);
  header += LowFirst(own, 4) + LowFirst(directory_start, 4) + LowFirst(0, 4) + LowFirst(kSmallBelow, 4) +
            LowFirst(small_table_start, 4) + LowFirst(0, 4) + LowFirst(more > 0 ? table_begin + own : kEnd, 4) +
            LowFirst(more, 4);
  for (std::size_t i = 0; i < kHeaderTable; ++i) header += LowFirst(i < own ? table_begin + i : kFree, 4);
  std::size_t named = kHeaderTable;
  for (std::size_t i = 0; i < more; ++i) {
    for (std::size_t k = 0; k + 1 < numbers; ++k, ++named)
      sectors += LowFirst(named < own ? table_begin + named : kFree, 4);
    sectors += LowFirst(i + 1 < more ? table_begin + own + i + 1 : kEnd, 4);
  }
  header.resize(sector_bytes);
  if (places != nullptr) {
    *places = {.table = (table_begin + 1) * sector_bytes,
               .directory = (directory_start + std::size_t{1}) * sector_bytes,
               .sector_bytes = sector_bytes};
  }
  return header + sectors;
}

}  // namespace macie_local::extract
