// Numbers whose lowest byte comes first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace macie_local::extract {

// Returns the number of the `size` bytes at `at`, which must be there; at most eight.
inline std::uint64_t LittleEndian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = size; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}
inline std::uint16_t LittleEndian16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(LittleEndian(bytes, at, 2));
}
inline std::uint32_t LittleEndian32(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(LittleEndian(bytes, at, 4));
}
inline std::uint64_t LittleEndian64(std::string_view bytes, std::size_t at) {
  return LittleEndian(bytes, at, 8);
}

}  // namespace macie_local::extract
