#include "service/core/client_token.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/text.h"

namespace macie_local::service {

std::string HashOfBytes(std::string bytes) {
  bytes.resize((bytes.size() + 7) / 8 * 8, ' ');
  std::uint64_t hash = bytes.size();
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, &bytes[i], 8);
    hash = std::rotl((hash ^ word) * 0x9e3779b97f4a7c15, 29);
  }
  std::array<std::uint8_t, 8> out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(hash >> (8 * (out.size() - 1 - i)));
  return base::ToHex(out);
}

}  // namespace macie_local::service
